package dev.mayfly.worker.sandbox;

import java.util.concurrent.CompletableFuture;

/** Waits for the ends of processes, each on a thread of its own: {@link Process#onExit} would wait for the common pool. */
final class ProcessEnd {
    private ProcessEnd() {}

    /** Completes with the process itself when it has ended. */
    static CompletableFuture<Process> of(Process process) {
        CompletableFuture<Process> end = new CompletableFuture<>();
        Thread.ofVirtual().name("end of " + process.pid()).start(() -> {
            try {
                process.waitFor();
                end.complete(process);
            } catch (InterruptedException e) {
                // Nobody has this thread to interrupt it.
                Thread.currentThread().interrupt();
                end.completeExceptionally(e);
            }
        });
        return end;
    }
}
