package dev.mayfly.services.logs;

import java.time.Duration;

/**
 * One line, or one JSON record, of a log.
 *
 * @param timestampMillis since the epoch, as the writer says
 */
public record LogEvent(long timestampMillis, String message) {
    /** What AWS adds to the length of each message when it counts. */
    static final int OVERHEAD = 26;

    /** The most bytes of one event, overhead included. */
    static final int LIMIT = 1 << 20;

    /** Later moments than this (in the year 2109) do not fit into event ids of 56 digits. */
    static final long LATEST = (1L << 42) - 1;

    static final Duration MOST_IN_FUTURE = Duration.ofHours(2);
    static final Duration MOST_IN_PAST = Duration.ofDays(14);

    /** As AWS counts: UTF-8 and the overhead. */
    int size() {
        return Utf8.length(message) + OVERHEAD;
    }
}
