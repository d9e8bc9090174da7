package dev.mayfly.services.logs;

import dev.mayfly.base.Arn;
import dev.mayfly.store.Store;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Caller;
import dev.mayfly.wire.http.Headers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;

/** The logs of one account and region as its client sees them; the clock stands still until {@link #pass}. */
final class Account {
    static final String NUMBER = "000000000000";

    final Logs logs;
    private final String region;
    private final Hand clock;

    Account(Store store) {
        this(store, "us-east-1");
    }

    Account(Store store, String region) {
        this.region = region;
        this.clock = new Hand();
        this.logs = new Logs(store, clock);
    }

    long now() {
        return clock.millis();
    }

    void pass(Duration time) {
        clock.now = clock.now.plus(time);
    }

    Call call() {
        Arn root = Arn.of("iam", "", NUMBER, "root");
        Caller caller = new Caller(Optional.empty(), NUMBER, root, NUMBER, Optional.empty());
        return new Call("a-request", caller, region, clock.now, "http://localhost:4566", Headers.of());
    }

    void createGroup(String name) {
        logs.groups.create(CreateLogGroupRequest.builder().logGroupName(name).build(), call());
    }

    void deleteGroup(String name) {
        logs.groups.delete(DeleteLogGroupRequest.builder().logGroupName(name).build(), call());
    }

    void retain(String group, int days) {
        logs.groups.putRetention(
                PutRetentionPolicyRequest.builder()
                        .logGroupName(group)
                        .retentionInDays(days)
                        .build(),
                call());
    }

    DescribeLogGroupsResponse groups(Consumer<DescribeLogGroupsRequest.Builder> what) {
        return logs.groups.describe(
                DescribeLogGroupsRequest.builder().applyMutation(what).build(), call());
    }

    List<String> groupNames() {
        return groups(all -> {}).logGroups().stream()
                .map(group -> group.logGroupName())
                .toList();
    }

    void createStream(String group, String name) {
        logs.streams.create(
                CreateLogStreamRequest.builder()
                        .logGroupName(group)
                        .logStreamName(name)
                        .build(),
                call());
    }

    void deleteStream(String group, String name) {
        logs.streams.delete(
                DeleteLogStreamRequest.builder()
                        .logGroupName(group)
                        .logStreamName(name)
                        .build(),
                call());
    }

    DescribeLogStreamsResponse streams(String group, Consumer<DescribeLogStreamsRequest.Builder> what) {
        return logs.streams.describe(
                DescribeLogStreamsRequest.builder()
                        .logGroupName(group)
                        .applyMutation(what)
                        .build(),
                call());
    }

    List<String> streamNames(String group, Consumer<DescribeLogStreamsRequest.Builder> what) {
        return streams(group, what).logStreams().stream()
                .map(stream -> stream.logStreamName())
                .toList();
    }

    /** As a function's environment writes. */
    void append(String group, String stream, LogEvent... events) {
        logs.append(NUMBER, region, group, stream, List.of(events));
    }

    PutLogEventsResponse put(String group, String stream, LogEvent... events) {
        List<InputLogEvent> input = Arrays.stream(events)
                .map(event -> InputLogEvent.builder()
                        .timestamp(event.timestampMillis())
                        .message(event.message())
                        .build())
                .toList();
        return put(request -> request.logGroupName(group).logStreamName(stream).logEvents(input));
    }

    PutLogEventsResponse put(Consumer<PutLogEventsRequest.Builder> what) {
        return logs.put.put(PutLogEventsRequest.builder().applyMutation(what).build(), call());
    }

    GetLogEventsResponse get(String group, String stream, Consumer<GetLogEventsRequest.Builder> what) {
        return logs.get.get(
                GetLogEventsRequest.builder()
                        .logGroupName(group)
                        .logStreamName(stream)
                        .applyMutation(what)
                        .build(),
                call());
    }

    List<String> messages(String group, String stream) {
        return messages(get(group, stream, all -> all.startFromHead(true)));
    }

    static List<String> messages(GetLogEventsResponse response) {
        return response.events().stream().map(event -> event.message()).toList();
    }

    FilterLogEventsResponse filter(String group, Consumer<FilterLogEventsRequest.Builder> what) {
        return logs.filter.filter(
                FilterLogEventsRequest.builder()
                        .logGroupName(group)
                        .applyMutation(what)
                        .build(),
                call());
    }

    List<String> found(String group, Consumer<FilterLogEventsRequest.Builder> what) {
        return messages(filter(group, what));
    }

    static List<String> messages(FilterLogEventsResponse response) {
        return response.events().stream().map(event -> event.message()).toList();
    }

    void sweepAll() {
        while (logs.sweep()) {
            Thread.onSpinWait();
        }
    }

    /** Stands still. */
    private static final class Hand extends Clock {
        private volatile Instant now = Instant.parse("2026-11-26T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
