package dev.mayfly.services.logs;

import dev.mayfly.base.Ids;
import java.time.Instant;
import java.util.Optional;

/**
 * The row of a log stream; its name is the key, under its group's id. Rewritten with every append, which so notices that
 * the stream was deleted; each execution environment has a stream of its own, so writers seldom meet.
 *
 * @param createdAt milliseconds since the epoch
 * @param byFunction made by an append rather than by CreateLogStream
 * @param chunks appended so far; the number of the next one
 * @param bytes of the events that are kept, as AWS counts them
 * @param activity empty until the first event, and again when every event has expired
 */
record Stream(String id, long createdAt, boolean byFunction, long chunks, long bytes, Optional<Activity> activity) {

    /** Milliseconds since the epoch. */
    record Activity(long firstEvent, long lastEvent, long lastIngestion) {}

    static Stream born(Instant now, boolean byFunction) {
        return new Stream(Ids.hex(8), now.toEpochMilli(), byFunction, 0, 0, Optional.empty());
    }

    Stream with(Chunk chunk) {
        long first = activity.map(Activity::firstEvent).orElse(Long.MAX_VALUE);
        long last = activity.map(Activity::lastEvent).orElse(Long.MIN_VALUE);
        Activity now = new Activity(
                Math.min(first, chunk.firstTimestamp()), Math.max(last, chunk.lastTimestamp()), chunk.ingestedAt());
        return new Stream(id, createdAt, byFunction, chunks + 1, bytes + chunk.size(), Optional.of(now));
    }

    /** After {@code expired} bytes are gone and {@code first} is the earliest event left. */
    Stream startingAt(long first, long expired) {
        Optional<Activity> rest = activity.map(was -> new Activity(first, was.lastEvent(), was.lastIngestion()));
        return new Stream(id, createdAt, byFunction, chunks, Math.max(0, bytes - expired), rest);
    }

    Stream emptied() {
        return new Stream(id, createdAt, byFunction, chunks, 0, Optional.empty());
    }

    /** Zero while there is none, so that streams without events come first in ascending order. */
    long lastEventOrZero() {
        return activity.map(Activity::lastEvent).orElse(0L);
    }
}
