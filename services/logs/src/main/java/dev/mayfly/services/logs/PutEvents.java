package dev.mayfly.services.logs;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;

/** PutLogEvents: refuses a malformed batch, leaves out events of a wrong time and says which, appends the rest. */
final class PutEvents {
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final Duration MOST_SPAN = Duration.ofHours(24);

    private static final Check<List<?>> NOT_EMPTY =
            Check.of(events -> !events.isEmpty(), "Member must have length greater than or equal to 1");

    private final Groups groups;
    private final Streams streams;
    private final Appender appender;

    PutEvents(Groups groups, Streams streams, Appender appender) {
        this.groups = groups;
        this.streams = streams;
        this.appender = appender;
    }

    PutLogEventsResponse put(PutLogEventsRequest request, Call call) {
        check(request);
        Tenant tenant = Tenant.of(call);
        Group group = groups.get(tenant, request.logGroupName()).value();
        streams.get(tenant, group.id(), request.logStreamName());
        List<LogEvent> events = request.logEvents().stream()
                .map(event -> new LogEvent(event.timestamp(), event.message()))
                .toList();
        checkBatch(events);
        Verdict verdict = Verdict.on(events, group, call.at());
        List<LogEvent> kept = events.subList(verdict.from(), verdict.until());
        checkSpan(kept);
        Stream stream = appender.appendExisting(tenant, request.logGroupName(), request.logStreamName(), kept);
        return PutLogEventsResponse.builder()
                .nextSequenceToken(sequenceToken(stream))
                .rejectedLogEventsInfo(verdict.rejected().orElse(null))
                .build();
    }

    /** Accepted and ignored by PutLogEvents since 2023; clients of before still carry it around. */
    static String sequenceToken(Stream stream) {
        return new Position(stream.createdAt(), stream.chunks(), 0).digits(stream.id());
    }

    private static void check(PutLogEventsRequest request) {
        Constraints constraints = new Constraints()
                .groupName(request.logGroupName())
                .streamName(request.logStreamName())
                .check("sequenceToken", request.sequenceToken(), Check.minLength(1))
                .require("logEvents", request.hasLogEvents() ? request.logEvents() : null)
                .check("logEvents", request.hasLogEvents() ? request.logEvents() : null, NOT_EMPTY)
                .check("logEvents", request.logEvents(), Check.maxSize(MOST_EVENTS));
        for (int i = 0; i < request.logEvents().size(); i++) {
            InputLogEvent event = request.logEvents().get(i);
            String member = "logEvents." + (i + 1) + ".member";
            if (event == null) {
                constraints.require(member, null);
                continue;
            }
            constraints
                    .require(member + ".timestamp", event.timestamp())
                    .timestamp(member + ".timestamp", event.timestamp())
                    .require(member + ".message", event.message())
                    .check(member + ".message", event.message(), Check.minLength(1));
        }
        constraints.enforce();
    }

    private static void checkBatch(List<LogEvent> events) {
        long bytes = 0;
        long before = 0;
        for (LogEvent event : events) {
            int size = event.size();
            if (size > LogEvent.LIMIT) {
                throw Constraints.invalid("Log event too large: " + size + " bytes exceeds limit of " + LogEvent.LIMIT);
            }
            if (event.timestampMillis() < before) {
                throw Constraints.invalid(
                        "Log events in a single PutLogEvents request must be in chronological order.");
            }
            before = event.timestampMillis();
            bytes += size;
        }
        if (bytes > MOST_BYTES) {
            throw Constraints.invalid("Upload too large: " + bytes + " bytes exceeds limit of " + MOST_BYTES);
        }
    }

    /** Only of the events that are kept, as the documentation of PutLogEvents says. */
    private static void checkSpan(List<LogEvent> events) {
        boolean tooLong = !events.isEmpty()
                && events.getLast().timestampMillis() - events.getFirst().timestampMillis() > MOST_SPAN.toMillis();
        if (tooLong) {
            throw Constraints.invalid(
                    "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }
    }

    /**
     * Which events are kept, the others being too old at the front or too new at the end.
     *
     * @param from index of the first
     * @param until index after the last; not less than {@code from}
     */
    private record Verdict(int from, int until, Optional<RejectedLogEventsInfo> rejected) {

        /** @param events in time order */
        static Verdict on(List<LogEvent> events, Group group, Instant now) {
            int tooOld = countBefore(events, now.minus(LogEvent.MOST_IN_PAST).toEpochMilli());
            int expired = countBefore(events, group.expiry(now));
            int fitting = countBefore(events, now.plus(LogEvent.MOST_IN_FUTURE).toEpochMilli() + 1);
            int from = Math.max(tooOld, expired);
            if (from == 0 && fitting == events.size()) {
                return new Verdict(0, fitting, Optional.empty());
            }
            RejectedLogEventsInfo.Builder rejected = RejectedLogEventsInfo.builder();
            if (tooOld > 0) {
                rejected.tooOldLogEventEndIndex(tooOld);
            }
            if (expired > 0) {
                rejected.expiredLogEventEndIndex(expired);
            }
            if (fitting < events.size()) {
                rejected.tooNewLogEventStartIndex(fitting);
            }
            return new Verdict(from, Math.max(from, fitting), Optional.of(rejected.build()));
        }

        private static int countBefore(List<LogEvent> events, long moment) {
            return (int) events.stream()
                    .filter(event -> event.timestampMillis() < moment)
                    .count();
        }
    }
}
