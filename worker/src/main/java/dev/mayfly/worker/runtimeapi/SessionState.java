package dev.mayfly.worker.runtimeapi;

import dev.mayfly.base.Deadline;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.sandbox.Sandbox;

/** Where a runtime stands between its start and its end. Only legal moves exist as methods. */
sealed interface SessionState {

    /** Started; has not asked for an event yet. */
    record Starting() implements SessionState {
        Waiting asksForNext() {
            return new Waiting();
        }

        InitFailed reportsInitError(String type, byte[] payload) {
            return new InitFailed(type, payload);
        }
    }

    /** Asked for the next event; has none. */
    record Waiting() implements SessionState {
        Assigned assign(Invocation invocation, Deadline answerBy) {
            return new Assigned(invocation, answerBy);
        }
    }

    /** An event is there for it; it has not fetched it. */
    record Assigned(Invocation invocation, Deadline answerBy) implements SessionState {
        Busy fetches() {
            return new Busy(invocation, answerBy);
        }
    }

    /** Has the event; has not answered. */
    record Busy(Invocation invocation, Deadline answerBy) implements SessionState {
        Answered answers() {
            return new Answered(invocation.requestId());
        }
    }

    /** Answered; has not asked for the next event. */
    record Answered(String requestId) implements SessionState {
        Waiting asksForNext() {
            return new Waiting();
        }
    }

    /** Said that it cannot start; will end. */
    record InitFailed(String type, byte[] payload) implements SessionState {}

    /** Its processes are gone. */
    record Ended(Sandbox.Exit exit) implements SessionState {}
}
