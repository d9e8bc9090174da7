package dev.mayfly.base;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background tasks that belong together, each on a virtual thread of its own. A task that fails is logged with the
 * group's name; closing interrupts what still runs and waits for it, so nothing outlives its owner.
 */
public final class TaskGroup implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TaskGroup.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public TaskGroup(String name) {
        this.name = name;
    }

    /** Starts {@code task}; cancelling the future interrupts it. Throws when the group is closed. */
    public Future<?> start(String what, Runnable task) {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
        FutureTask<?> future = new FutureTask<>(() -> run(what, task), null);
        Thread thread = Thread.ofVirtual().name(name + ": " + what).unstarted(() -> {
            try {
                future.run();
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(thread);
        thread.start();
        return future;
    }

    private void run(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // While closing, a task may fail because of the interruption; that is not news.
            if (!closed) {
                log.error("{}: {} failed", name, what, e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Deadline patience = Deadline.in(PATIENCE);
        running.forEach(Thread::interrupt);
        for (Thread thread : running) {
            try {
                if (!thread.join(patience.remaining())) {
                    log.warn("{}: {} did not stop within {}", name, thread.getName(), PATIENCE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
