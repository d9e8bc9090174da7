package dev.mayfly.services.logs;

import dev.mayfly.services.logs.StreamReader.Placed;
import dev.mayfly.wire.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** GetLogEvents: one stream, page by page in both directions. A token at the end of the stream answers itself. */
final class GetEvents {
    private static final int MOST_EVENTS = 10_000;

    private final Tables tables;
    private final Groups groups;
    private final Streams streams;

    GetEvents(Tables tables, Groups groups, Streams streams) {
        this.tables = tables;
        this.groups = groups;
        this.streams = streams;
    }

    GetLogEventsResponse get(GetLogEventsRequest request, Call call) {
        new Constraints()
                .optionalGroupName("logGroupName", request.logGroupName())
                .identifier("logGroupIdentifier", request.logGroupIdentifier())
                .streamName(request.logStreamName())
                .timestamp("startTime", request.startTime())
                .timestamp("endTime", request.endTime())
                .token(request.nextToken())
                .range("limit", request.limit(), 1, MOST_EVENTS)
                .enforce();
        Tenant tenant = Tenant.of(call);
        String groupName = Groups.named(tenant, request.logGroupName(), request.logGroupIdentifier());
        Group group = groups.get(tenant, groupName).value();
        String streamId =
                streams.get(tenant, group.id(), request.logStreamName()).value().id();
        Turn turn = Turn.of(request.nextToken(), Boolean.TRUE.equals(request.startFromHead()), streamId);
        TimeRange range = TimeRange.of(request.startTime(), request.endTime(), group.expiry(call.at()));
        StreamReader reader = new StreamReader(tables, Tables.within(tenant, group.id()), streamId, range);
        int limit = request.limit() == null ? MOST_EVENTS : request.limit();
        List<Placed> events = turn.forward() ? reader.after(turn.from(), limit) : reader.before(turn.from(), limit);
        return GetLogEventsResponse.builder()
                .events(events.stream().map(GetEvents::shown).toList())
                .nextForwardToken("f/" + turn.forwardFrom(events).digits(streamId))
                .nextBackwardToken("b/" + turn.backwardFrom(events).digits(streamId))
                .build();
    }

    /** The direction of a page and the place where it begins. */
    private record Turn(boolean forward, Position from) {

        static Turn of(@Nullable String token, boolean startFromHead, String streamId) {
            if (token == null) {
                return startFromHead ? new Turn(true, Position.START) : new Turn(false, Position.END);
            }
            boolean forward = token.startsWith("f/");
            if (!forward && !token.startsWith("b/")) {
                throw PageToken.invalid();
            }
            Position from = Position.fromDigits(token.substring(2), streamId).orElseThrow(PageToken::invalid);
            return new Turn(forward, from);
        }

        /** Where the next page forward begins. */
        Position forwardFrom(List<Placed> events) {
            if (!events.isEmpty()) {
                return events.getLast().position();
            }
            if (forward) {
                return from;
            }
            // Nothing lies before an empty latest page: what comes later is after the start.
            return from.equals(Position.END) ? Position.START : from.previous();
        }

        /** Where the next page backward begins. */
        Position backwardFrom(List<Placed> events) {
            if (!events.isEmpty()) {
                return events.getFirst().position();
            }
            if (forward) {
                return from.next();
            }
            return from.equals(Position.END) ? Position.START : from;
        }
    }

    private static OutputLogEvent shown(Placed placed) {
        return OutputLogEvent.builder()
                .timestamp(placed.event().timestampMillis())
                .message(placed.event().message())
                .ingestionTime(placed.ingestedAt())
                .build();
    }
}
