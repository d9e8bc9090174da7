package dev.mayfly.services.logs;

import dev.mayfly.store.Table.Row;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;

/** What clients do with log streams as such. */
final class StreamOperations {
    private static final String BY_TIME = "LastEventTime";

    private final Groups groups;
    private final Streams streams;

    StreamOperations(Groups groups, Streams streams) {
        this.groups = groups;
        this.streams = streams;
    }

    CreateLogStreamResponse create(CreateLogStreamRequest request, Call call) {
        new Constraints()
                .groupName(request.logGroupName())
                .streamName(request.logStreamName())
                .enforce();
        streams.create(Tenant.of(call), request.logGroupName(), request.logStreamName(), call.at());
        return CreateLogStreamResponse.builder().build();
    }

    DeleteLogStreamResponse delete(DeleteLogStreamRequest request, Call call) {
        new Constraints()
                .groupName(request.logGroupName())
                .streamName(request.logStreamName())
                .enforce();
        streams.delete(Tenant.of(call), request.logGroupName(), request.logStreamName());
        return DeleteLogStreamResponse.builder().build();
    }

    DescribeLogStreamsResponse describe(DescribeLogStreamsRequest request, Call call) {
        new Constraints()
                .optionalGroupName("logGroupName", request.logGroupName())
                .identifier("logGroupIdentifier", request.logGroupIdentifier())
                .optionalStreamName("logStreamNamePrefix", request.logStreamNamePrefix())
                .check("orderBy", request.orderByAsString(), Check.oneOf(List.of("LogStreamName", BY_TIME)))
                .token(request.nextToken())
                .range("limit", request.limit(), 1, 50)
                .enforce();
        boolean byTime = BY_TIME.equals(request.orderByAsString());
        if (byTime && request.logStreamNamePrefix() != null) {
            throw Constraints.invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        Tenant tenant = Tenant.of(call);
        String groupName = Groups.named(tenant, request.logGroupName(), request.logGroupIdentifier());
        String groupId = groups.get(tenant, groupName).value().id();
        Listing listing = new Listing(
                tenant,
                groupName,
                groupId,
                Boolean.TRUE.equals(request.descending()),
                request.limit() == null ? 50 : request.limit());
        return byTime
                ? byLastEvent(listing, request.nextToken())
                : byName(listing, request.logStreamNamePrefix(), request.nextToken());
    }

    private record Listing(Tenant tenant, String groupName, String groupId, boolean descending, int limit) {
        String scope(String order) {
            return "DescribeLogStreams/" + Tables.within(tenant, groupId) + order + '/' + descending;
        }

        DescribeLogStreamsResponse.Builder shown(List<Row<Stream>> rows) {
            return DescribeLogStreamsResponse.builder()
                    .logStreams(rows.stream().limit(limit).map(this::shown).toList());
        }

        // AWS has not counted single streams since 2019: it always says zero, under this deprecated name.
        @SuppressWarnings("deprecation")
        private LogStream shown(Row<Stream> row) {
            String name = Streams.nameIn(tenant, groupId, row);
            Stream stream = row.value();
            LogStream.Builder shown = LogStream.builder()
                    .logStreamName(name)
                    .creationTime(stream.createdAt())
                    .arn(tenant.streamArn(groupName, name))
                    .storedBytes(0L);
            stream.activity()
                    .ifPresent(activity -> shown.firstEventTimestamp(activity.firstEvent())
                            .lastEventTimestamp(activity.lastEvent())
                            .lastIngestionTime(activity.lastIngestion())
                            .uploadSequenceToken(PutEvents.sequenceToken(stream)));
            return shown.build();
        }
    }

    private DescribeLogStreamsResponse byName(Listing listing, @Nullable String prefix, @Nullable String token) {
        String scope = listing.scope("name");
        String past = PageToken.read(scope, token, 1).getFirst();
        List<Row<Stream>> rows = streams.list(
                listing.tenant(),
                listing.groupId(),
                prefix == null ? "" : prefix,
                past,
                listing.descending(),
                listing.limit() + 1);
        DescribeLogStreamsResponse.Builder response = listing.shown(rows);
        if (rows.size() > listing.limit()) {
            Row<Stream> last = rows.get(listing.limit() - 1);
            response.nextToken(PageToken.of(scope, Streams.nameIn(listing.tenant(), listing.groupId(), last)));
        }
        return response.build();
    }

    /** Looks at every stream of the group and keeps as many as are shown. */
    private DescribeLogStreamsResponse byLastEvent(Listing listing, @Nullable String token) {
        String scope = listing.scope("time");
        Optional<Spot> past = spot(PageToken.read(scope, token, 2));
        Comparator<Spot> order = listing.descending() ? Spot.ORDER.reversed() : Spot.ORDER;
        Comparator<Row<Stream>> rowOrder = Comparator.comparing(row -> spot(listing, row), order);
        PriorityQueue<Row<Stream>> farthestOnTop = new PriorityQueue<>(rowOrder.reversed());
        streams.each(listing.tenant(), listing.groupId(), "", row -> {
            if (past.isEmpty() || order.compare(spot(listing, row), past.get()) > 0) {
                farthestOnTop.add(row);
                if (farthestOnTop.size() > listing.limit() + 1) {
                    farthestOnTop.remove();
                }
            }
        });
        List<Row<Stream>> rows = farthestOnTop.stream().sorted(rowOrder).toList();
        DescribeLogStreamsResponse.Builder response = listing.shown(rows);
        if (rows.size() > listing.limit()) {
            Spot last = spot(listing, rows.get(listing.limit() - 1));
            response.nextToken(PageToken.of(scope, Long.toString(last.lastEvent()), last.name()));
        }
        return response.build();
    }

    /** A stream's place in the order of last events. */
    private record Spot(long lastEvent, String name) {
        static final Comparator<Spot> ORDER =
                Comparator.comparingLong(Spot::lastEvent).thenComparing(Spot::name);
    }

    private static Spot spot(Listing listing, Row<Stream> row) {
        return new Spot(row.value().lastEventOrZero(), Streams.nameIn(listing.tenant(), listing.groupId(), row));
    }

    private static Optional<Spot> spot(List<String> token) {
        if (token.getLast().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Spot(Long.parseLong(token.getFirst()), token.getLast()));
        } catch (NumberFormatException e) {
            throw PageToken.invalid();
        }
    }
}
