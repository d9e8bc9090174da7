package dev.mayfly.services.logs;

import dev.mayfly.store.Store;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Protocol;
import dev.mayfly.wire.Service;
import java.time.Clock;
import java.util.List;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ServiceUnavailableException;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;

/**
 * CloudWatch Logs. Functions write through {@link #append}, clients through the {@link #service}; all state is in the
 * store. May be used from any thread, but {@link #sweep} from one at a time.
 */
public final class Logs {
    /** A full batch of 1 MiB may double when its quotes are escaped, and each event brings its own braces. */
    private static final long PUT_BODY_LIMIT = 8 << 20;

    final GroupOperations groups;
    final StreamOperations streams;
    final PutEvents put;
    final GetEvents get;
    final FilterEvents filter;
    final TagOperations tags;
    private final Appender appender;
    private final Sweeper sweeper;

    public Logs(Store store, Clock clock) {
        Tables tables = Tables.in(store);
        Groups groupRows = new Groups(tables);
        Streams streamRows = new Streams(tables, groupRows);
        appender = new Appender(tables, groupRows, streamRows, clock);
        sweeper = new Sweeper(tables, clock);
        groups = new GroupOperations(groupRows, streamRows);
        streams = new StreamOperations(groupRows, streamRows);
        put = new PutEvents(groupRows, streamRows, appender);
        get = new GetEvents(tables, groupRows, streamRows);
        filter = new FilterEvents(tables, groupRows, streamRows);
        tags = new TagOperations(groupRows);
    }

    /** The operations that are offered, for the front end. */
    public Service service() {
        Service service = new Service("logs", Protocol.AWS_JSON_1_1, CloudWatchLogsClient.class, "Logs_20140328");
        offerGroups(service);
        offerEvents(service);
        offerTags(service);
        return service.error(ServiceUnavailableException.class, 500);
    }

    private void offerGroups(Service service) {
        service.offer(Operation.named("CreateLogGroup", CreateLogGroupRequest::builder, groups::create))
                .offer(Operation.named("DeleteLogGroup", DeleteLogGroupRequest::builder, groups::delete))
                .offer(Operation.named("DescribeLogGroups", DescribeLogGroupsRequest::builder, groups::describe))
                .offer(Operation.named("ListLogGroups", ListLogGroupsRequest::builder, groups::list))
                .offer(Operation.named("PutRetentionPolicy", PutRetentionPolicyRequest::builder, groups::putRetention))
                .offer(Operation.named(
                        "DeleteRetentionPolicy", DeleteRetentionPolicyRequest::builder, groups::deleteRetention))
                .offer(Operation.named(
                        "PutLogGroupDeletionProtection",
                        PutLogGroupDeletionProtectionRequest::builder,
                        groups::protect))
                .offer(Operation.named("CreateLogStream", CreateLogStreamRequest::builder, streams::create))
                .offer(Operation.named("DeleteLogStream", DeleteLogStreamRequest::builder, streams::delete))
                .offer(Operation.named("DescribeLogStreams", DescribeLogStreamsRequest::builder, streams::describe));
    }

    private void offerEvents(Service service) {
        service.offer(Operation.named("PutLogEvents", PutLogEventsRequest::builder, put::put)
                        .bodyLimit(PUT_BODY_LIMIT))
                .offer(Operation.named("GetLogEvents", GetLogEventsRequest::builder, get::get))
                .offer(Operation.named("FilterLogEvents", FilterLogEventsRequest::builder, filter::filter));
    }

    private void offerTags(Service service) {
        service.offer(Operation.named("TagLogGroup", TagLogGroupRequest::builder, tags::tagGroup))
                .offer(Operation.named("UntagLogGroup", UntagLogGroupRequest::builder, tags::untagGroup))
                .offer(Operation.named("ListTagsLogGroup", ListTagsLogGroupRequest::builder, tags::listGroup))
                .offer(Operation.named("TagResource", TagResourceRequest::builder, tags::tagResource))
                .offer(Operation.named("UntagResource", UntagResourceRequest::builder, tags::untagResource))
                .offer(Operation.named("ListTagsForResource", ListTagsForResourceRequest::builder, tags::listResource));
    }

    /**
     * Writes what a function said. Durable on return, in one commit; group and stream are made as needed. Events need
     * not be in order; empty messages are left out, and one beyond AWS's limit of an event becomes several.
     *
     * @throws dev.mayfly.store.StoreException.Unavailable when nothing was written and trying again may help
     */
    public void append(String account, String region, String group, String stream, List<LogEvent> events) {
        appender.appendCreating(new Tenant(account, region), group, stream, events);
    }

    /**
     * Removes expired and deleted events from the store, which hide as soon as they expire or are deleted. Bounded work,
     * to be called now and then by one thread.
     *
     * @return whether there is more to do at once
     */
    public boolean sweep() {
        return sweeper.sweep();
    }
}
