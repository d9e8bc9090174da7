package dev.mayfly.worker;

import dev.mayfly.worker.sandbox.Sandbox;
import java.time.Duration;

/** How the user's code fared: a value, whatever happened. */
public sealed interface Outcome {

    /** @param contentType as the runtime gave it */
    record Answered(byte[] payload, String contentType) implements Outcome {}

    /**
     * The runtime reported an error, of the handler or of its initialisation, or it answered what cannot be passed on.
     *
     * @param type such as {@code Runtime.HandlerNotFound} or {@code Function.ResponseSizeTooLarge}
     * @param payload the error document, JSON
     */
    record Failed(String type, byte[] payload) implements Outcome {}

    record TimedOut(Duration limit) implements Outcome {}

    /**
     * There is nothing that could be started: no bootstrap, no executable wrapper.
     *
     * @param type such as {@code Runtime.InvalidEntrypoint}
     */
    record Unlaunchable(String type, String message) implements Outcome {}

    /** The processes ended before they answered. */
    record Died(Sandbox.Exit exit) implements Outcome {

        /** AWS's error type for it. */
        public String type() {
            return exit.outOfMemory() ? "Runtime.OutOfMemory" : "Runtime.ExitError";
        }

        /** AWS's sentence for it. */
        public String inWords() {
            return exit.status() == 0
                    ? "Runtime exited without providing a reason"
                    : "Runtime exited with error: " + exit.inWords();
        }
    }
}
