package dev.mayfly.worker.environment;

import dev.mayfly.worker.Outcome;

/**
 * What came of an invocation.
 *
 * @param logTail the last 4 KB of the log that this invocation wrote
 */
public record Answer(Outcome outcome, String logTail) {}
