package dev.mayfly.services.logs;

import org.jspecify.annotations.Nullable;

/**
 * Milliseconds since the epoch.
 *
 * @param from inclusive
 * @param until exclusive
 */
record TimeRange(long from, long until) {

    /** @param expiry nothing earlier is shown, see {@link Group#expiry} */
    static TimeRange of(@Nullable Long startTime, @Nullable Long endTime, long expiry) {
        long from = startTime == null ? 0 : startTime;
        long until = endTime == null ? Long.MAX_VALUE : endTime;
        return new TimeRange(Math.clamp(from, 0, LogEvent.LATEST), until).startingAt(expiry);
    }

    TimeRange startingAt(long moment) {
        return new TimeRange(Math.max(from, moment), until);
    }

    TimeRange endingWith(long moment) {
        return new TimeRange(from, Math.min(until, moment + 1));
    }

    boolean contains(long timestamp) {
        return from <= timestamp && timestamp < until;
    }

    /** Whether every chunk whose last event is at {@code last} or later lies behind this range. */
    boolean isBefore(long last) {
        return until <= last - Chunk.MOST_SPAN.toMillis();
    }
}
