package dev.mayfly.services.logs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one append to one stream, in time order: the unit that is written, read and expired. Never empty, and
 * never spans more than {@link #MOST_SPAN}: the chunks are ordered by their last event, so a reader knows how far on it
 * must look for one that begins earlier.
 *
 * @param stream its name
 * @param ingestedAt milliseconds since the epoch
 */
record Chunk(String stream, long ingestedAt, List<LogEvent> events) {
    static final Duration MOST_SPAN = Duration.ofMinutes(1);

    /** A chunk closes once it has this many bytes, so that a page of chunks fits in memory. */
    private static final int MOST_BYTES = 256 << 10;

    /** @param events in time order */
    static List<Chunk> cut(String stream, long ingestedAt, List<LogEvent> events) {
        List<Chunk> chunks = new ArrayList<>();
        List<LogEvent> open = new ArrayList<>();
        long bytes = 0;
        for (LogEvent event : events) {
            boolean full = !open.isEmpty()
                    && (bytes + event.size() > MOST_BYTES
                            || event.timestampMillis() - open.getFirst().timestampMillis() >= MOST_SPAN.toMillis());
            if (full) {
                chunks.add(new Chunk(stream, ingestedAt, List.copyOf(open)));
                open.clear();
                bytes = 0;
            }
            open.add(event);
            bytes += event.size();
        }
        if (!open.isEmpty()) {
            chunks.add(new Chunk(stream, ingestedAt, List.copyOf(open)));
        }
        return chunks;
    }

    long firstTimestamp() {
        return events.getFirst().timestampMillis();
    }

    long lastTimestamp() {
        return events.getLast().timestampMillis();
    }

    long size() {
        return events.stream().mapToLong(LogEvent::size).sum();
    }
}
