package dev.mayfly.worker.telemetry;

import java.util.List;

/** Where the log of one environment goes. */
@FunctionalInterface
public interface LogSink {

    /**
     * Keeps the events, in order; durable on return. Called by one thread at a time.
     *
     * @throws RuntimeException when they could not be kept; the same events are offered again
     */
    void append(List<Event> events);

    /** @param message with its final newline, if it has one; never empty */
    record Event(long timestampMillis, String message) {}
}
