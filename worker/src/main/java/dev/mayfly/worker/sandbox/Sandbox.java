package dev.mayfly.worker.sandbox;

import java.util.concurrent.CompletableFuture;

/** A running process tree. */
public interface Sandbox {

    /** Completes, never exceptionally, when the first process has ended and with it all the others. */
    CompletableFuture<Exit> exit();

    /** Ends every process at once; idempotent. {@link #exit} completes soon after. */
    void kill();

    /**
     * How it ended.
     *
     * @param status exit status, 0 to 255; 128 + n when signal n ended it
     * @param outOfMemory the memory limit was the reason
     */
    record Exit(int status, boolean outOfMemory) {
        private static final int SIGNALLED = 128;

        /** In the words of AWS's error messages, as Go's os.ProcessState prints them. */
        public String inWords() {
            return switch (status - SIGNALLED) {
                case 2 -> "signal: interrupt";
                case 4 -> "signal: illegal instruction";
                case 6 -> "signal: aborted";
                case 7 -> "signal: bus error";
                case 8 -> "signal: floating point exception";
                case 9 -> "signal: killed";
                case 11 -> "signal: segmentation fault";
                case 15 -> "signal: terminated";
                default -> "exit status " + status;
            };
        }
    }
}
