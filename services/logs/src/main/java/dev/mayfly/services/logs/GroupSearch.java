package dev.mayfly.services.logs;

import dev.mayfly.base.Deadline;
import dev.mayfly.services.logs.pattern.FilterPattern;
import dev.mayfly.store.Table.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Searches a whole group in time order. It looks at one window of chunks after the other, in the order in which they are
 * kept, and sorts what matches in a window by time. A window is bounded in bytes and time, so a search of a large group
 * may answer with few events, or none, and a place to go on from, as AWS's does. Between windows the order is that of
 * the chunks, which span a minute at most and, from functions, milliseconds.
 */
final class GroupSearch {
    private static final int CHUNK_PAGE = 50;
    private static final long MOST_SCANNED = 32 << 20;
    private static final long MOST_MATCHED = 1 << 20;
    private static final Duration MOST_TIME = Duration.ofSeconds(3);

    private final Tables tables;
    private final String within;

    /** @param within what the keys of the group begin with */
    GroupSearch(Tables tables, String within) {
        this.tables = tables;
        this.within = within;
    }

    /** @param stream whether a chunk's stream, by its id and name, is searched */
    record Query(TimeRange range, FilterPattern pattern, Predicate<ChunkOwner> stream, int limit) {}

    record ChunkOwner(String streamId, String streamName) {}

    /** An event that matches. */
    record Hit(ChunkKey chunk, int index, LogEvent event, String stream, long ingestedAt) {
        static final Comparator<Hit> ORDER = Comparator.comparingLong(
                        (Hit hit) -> hit.event().timestampMillis())
                .thenComparing(hit -> hit.chunk().streamId())
                .thenComparingLong(hit -> hit.chunk().number())
                .thenComparingInt(Hit::index);

        String eventId() {
            return new Position(event.timestampMillis(), chunk.number(), index).eventId(chunk.streamId());
        }
    }

    record Found(List<Hit> hits, Optional<Place> next) {}

    /**
     * Where a search goes on: in the window of chunks after {@code from} up to {@code through} (relative to the group),
     * whose hits up to the event {@code seen} were answered; or, when {@code through} is empty, in a new window. All
     * three are empty at the beginning.
     */
    record Place(String from, String through, String seen) {
        static Place afterWindow(String through) {
            return new Place(through, "", "");
        }
    }

    Found search(Query query, Place place) {
        Window window = new Window(query, place);
        window.read();
        return window.answer();
    }

    /** One window while it is read. */
    private final class Window {
        private final Query query;
        private final Place place;
        private final Deadline deadline = Deadline.in(MOST_TIME);
        private final List<Hit> hits = new ArrayList<>();
        private String through;
        private long scanned;
        private long matched;
        private boolean more;

        Window(Query query, Place place) {
            this.query = query;
            this.place = place;
            this.through =
                    place.from().isEmpty() ? ChunkKey.seekInGroup(query.range().from()) : place.from();
        }

        void read() {
            while (true) {
                List<Row<Chunk>> page = tables.chunks().scan(within, within + through, CHUNK_PAGE);
                for (Row<Chunk> row : page) {
                    String relative = row.key().substring(within.length());
                    boolean behindWindow = !place.through().isEmpty() && relative.compareTo(place.through()) > 0;
                    ChunkKey key = ChunkKey.fromGroup(relative);
                    if (query.range().isBefore(key.last())) {
                        return;
                    }
                    if (behindWindow || exhausted()) {
                        more = true;
                        return;
                    }
                    match(key, row.value());
                    through = relative;
                }
                if (page.size() < CHUNK_PAGE) {
                    return;
                }
            }
        }

        /** A window that is read again ends where it ended before, whatever the time. */
        private boolean exhausted() {
            return place.through().isEmpty()
                    && (scanned >= MOST_SCANNED || matched >= MOST_MATCHED || deadline.passed());
        }

        private void match(ChunkKey key, Chunk chunk) {
            scanned += chunk.size();
            if (!query.stream().test(new ChunkOwner(key.streamId(), chunk.stream()))) {
                return;
            }
            for (int i = 0; i < chunk.events().size(); i++) {
                LogEvent event = chunk.events().get(i);
                if (query.range().contains(event.timestampMillis())
                        && query.pattern().matches(event.message())) {
                    hits.add(new Hit(key, i, event, chunk.stream(), chunk.ingestedAt()));
                    matched += event.size();
                }
            }
        }

        Found answer() {
            // Event ids order as events do, so the last one answered says what was seen.
            List<Hit> unseen = hits.stream()
                    .filter(hit -> place.seen().isEmpty() || hit.eventId().compareTo(place.seen()) > 0)
                    .sorted(Hit.ORDER)
                    .toList();
            if (unseen.size() > query.limit()) {
                List<Hit> answered = unseen.subList(0, query.limit());
                Place next = new Place(place.from(), through, answered.getLast().eventId());
                return new Found(answered, Optional.of(next));
            }
            return new Found(unseen, more ? Optional.of(Place.afterWindow(through)) : Optional.empty());
        }
    }
}
