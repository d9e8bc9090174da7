package dev.mayfly.server;

import dev.mayfly.base.TaskGroup;
import dev.mayfly.functions.Functions;
import dev.mayfly.services.logs.Logs;
import dev.mayfly.worker.pool.Worker;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done now and then, in no hurry: expired logs and code that nothing uses are removed. */
final class Housekeeping {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration ROUND = Duration.ofMinutes(5);

    private Housekeeping() {}

    static void start(TaskGroup tasks, Functions functions, Logs logs, Plans plans, Worker worker) {
        var _ = tasks.start("housekeeping", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(ROUND.toNanos());
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                attempt("logs", () -> {
                    while (logs.sweep()) {
                        Thread.onSpinWait();
                    }
                });
                attempt("code", () -> functions.sweep(plans.running(worker.keys())));
            }
        });
    }

    private static void attempt(String what, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            log.warn("housekeeping of {} waits for the next round: {}", what, e.toString());
        }
    }
}
