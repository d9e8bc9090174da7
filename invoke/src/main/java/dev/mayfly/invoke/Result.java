package dev.mayfly.invoke;

import dev.mayfly.functions.Target;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.runtimeapi.RuntimeApi;
import java.util.Locale;

/**
 * What came of an invocation, in AWS's shapes.
 *
 * @param logTail the last 4 KB of what the invocation logged
 */
public record Result(String requestId, Target target, Outcome outcome, String logTail) {

    /** Whether the answer is an error document; {@code X-Amz-Function-Error} says so. */
    public boolean functionError() {
        return !(outcome instanceof Outcome.Answered);
    }

    /** The function's answer, or an error document. JSON as far as the function keeps to it. */
    public byte[] payload() {
        return switch (outcome) {
            case Outcome.Answered answered -> answered.payload();
            case Outcome.Failed failed -> failed.payload();
            case Outcome.TimedOut timedOut ->
                error(
                        "Sandbox.Timedout",
                        String.format(
                                Locale.ROOT,
                                "Task timed out after %.2f seconds",
                                timedOut.limit().toMillis() / 1e3));
            case Outcome.Died died -> error(died.type(), died.inWords());
            case Outcome.Unlaunchable unlaunchable -> error(unlaunchable.type(), unlaunchable.message());
        };
    }

    private byte[] error(String type, String message) {
        return RuntimeApi.document(type, "RequestId: " + requestId + " Error: " + message);
    }
}
