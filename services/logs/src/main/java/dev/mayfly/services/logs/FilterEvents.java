package dev.mayfly.services.logs;

import dev.mayfly.services.logs.GroupSearch.ChunkOwner;
import dev.mayfly.services.logs.GroupSearch.Found;
import dev.mayfly.services.logs.GroupSearch.Hit;
import dev.mayfly.services.logs.GroupSearch.Place;
import dev.mayfly.services.logs.GroupSearch.Query;
import dev.mayfly.services.logs.Stream.Activity;
import dev.mayfly.services.logs.pattern.FilterPattern;
import dev.mayfly.services.logs.pattern.InvalidPattern;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

/** FilterLogEvents: a group, or some of its streams, searched in time order; what {@code aws logs tail} polls. */
final class FilterEvents {
    private static final int MOST_EVENTS = 10_000;

    private final Tables tables;
    private final Groups groups;
    private final Streams streams;

    FilterEvents(Tables tables, Groups groups, Streams streams) {
        this.tables = tables;
        this.groups = groups;
        this.streams = streams;
    }

    FilterLogEventsResponse filter(FilterLogEventsRequest request, Call call) {
        check(request);
        FilterPattern pattern = parsed(request.filterPattern());
        Tenant tenant = Tenant.of(call);
        String groupName = Groups.named(tenant, request.logGroupName(), request.logGroupIdentifier());
        Group group = groups.get(tenant, groupName).value();
        String scope = "FilterLogEvents/" + Tables.within(tenant, group.id());
        List<String> token = PageToken.read(scope, request.nextToken(), 3);
        TimeRange range = TimeRange.of(request.startTime(), request.endTime(), group.expiry(call.at()));
        int limit = request.limit() == null ? MOST_EVENTS : request.limit();
        Query query = query(request, tenant, group.id(), new Query(range, pattern, living(tenant, group.id()), limit));
        Found found = new GroupSearch(tables, Tables.within(tenant, group.id()))
                .search(query, new Place(token.get(0), token.get(1), token.get(2)));
        return FilterLogEventsResponse.builder()
                .events(found.hits().stream().map(FilterEvents::shown).toList())
                .searchedLogStreams(List.of())
                .nextToken(found.next()
                        .map(next -> PageToken.of(scope, next.from(), next.through(), next.seen()))
                        .orElse(null))
                .build();
    }

    private static void check(FilterLogEventsRequest request) {
        Constraints constraints = new Constraints()
                .optionalGroupName("logGroupName", request.logGroupName())
                .identifier("logGroupIdentifier", request.logGroupIdentifier())
                .check("logStreamNames", request.logStreamNames(), Check.maxSize(100))
                .optionalStreamName("logStreamNamePrefix", request.logStreamNamePrefix())
                .timestamp("startTime", request.startTime())
                .timestamp("endTime", request.endTime())
                .length("filterPattern", request.filterPattern(), 0, FilterPattern.LONGEST)
                .token(request.nextToken())
                .range("limit", request.limit(), 1, MOST_EVENTS);
        for (int i = 0; i < request.logStreamNames().size(); i++) {
            String name = request.logStreamNames().get(i);
            String member = "logStreamNames." + (i + 1) + ".member";
            constraints.require(member, name).optionalStreamName(member, name);
        }
        constraints.enforce();
        if (!request.logStreamNames().isEmpty() && request.logStreamNamePrefix() != null) {
            throw Constraints.invalid("LogStream names and LogStream name prefix are mutually exclusive parameters.");
        }
    }

    private static FilterPattern parsed(@Nullable String text) {
        try {
            return FilterPattern.parse(text == null ? "" : text);
        } catch (InvalidPattern e) {
            throw Constraints.invalid(e.getMessage());
        }
    }

    /** Narrowed to the streams that the request names, and to the time in which they were written to. */
    private Query query(FilterLogEventsRequest request, Tenant tenant, String groupId, Query all) {
        List<Stream> chosen = new ArrayList<>();
        if (!request.logStreamNames().isEmpty()) {
            new LinkedHashSet<>(request.logStreamNames())
                    .forEach(name ->
                            chosen.add(streams.get(tenant, groupId, name).value()));
        } else if (request.logStreamNamePrefix() != null) {
            streams.each(tenant, groupId, request.logStreamNamePrefix(), row -> chosen.add(row.value()));
        } else {
            return all;
        }
        List<Activity> activities =
                chosen.stream().flatMap(stream -> stream.activity().stream()).toList();
        long first = activities.stream().mapToLong(Activity::firstEvent).min().orElse(0);
        long last = activities.stream().mapToLong(Activity::lastEvent).max().orElse(-1);
        Set<String> ids = chosen.stream().map(Stream::id).collect(Collectors.toSet());
        return new Query(
                all.range().startingAt(first).endingWith(last),
                all.pattern(),
                owner -> ids.contains(owner.streamId()),
                all.limit());
    }

    /** Chunks of deleted streams may not be swept yet; each stream is looked up once a request. */
    private Predicate<ChunkOwner> living(Tenant tenant, String groupId) {
        Map<ChunkOwner, Boolean> known = new HashMap<>();
        return chunkOwner -> known.computeIfAbsent(
                chunkOwner,
                owner -> streams.find(tenant, groupId, owner.streamName())
                        .filter(row -> row.value().id().equals(owner.streamId()))
                        .isPresent());
    }

    private static FilteredLogEvent shown(Hit hit) {
        return FilteredLogEvent.builder()
                .logStreamName(hit.stream())
                .timestamp(hit.event().timestampMillis())
                .message(hit.event().message())
                .ingestionTime(hit.ingestedAt())
                .eventId(hit.eventId())
                .build();
    }
}
