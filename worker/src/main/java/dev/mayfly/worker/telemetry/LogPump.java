package dev.mayfly.worker.telemetry;

import dev.mayfly.worker.linux.Linux;
import dev.mayfly.worker.linux.Poller;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the log pipes of all environments with one thread. A pipe whose log is full is left alone until there is room:
 * its writers wait then, and nobody else does.
 */
public final class LogPump implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogPump.class);

    private final Poller poller;
    private final Map<Integer, LogPipe> pipes = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    public LogPump() throws IOException {
        poller = new Poller();
        thread = Thread.ofPlatform().daemon().name("log pump").start(this::pump);
    }

    void add(LogPipe pipe) throws IOException {
        pipes.put(pipe.descriptor(), pipe);
        poller.add(pipe.descriptor());
    }

    /** Looks at the pipe again when it has something to read. */
    void arm(LogPipe pipe) {
        try {
            poller.arm(pipe.descriptor());
        } catch (Linux.Errno e) {
            log.debug("a log pipe is gone: {}", e.getMessage());
        }
    }

    /** From here on the pipe is not read by this thread. Its descriptor must still be open. */
    void remove(LogPipe pipe) throws IOException {
        pipes.remove(pipe.descriptor());
        poller.remove(pipe.descriptor());
    }

    private void pump() {
        try {
            while (!closed) {
                poller.await(this::drain);
            }
            poller.close();
        } catch (IOException e) {
            log.error("log lines are no longer read", e);
        }
    }

    private void drain(int descriptor) {
        LogPipe pipe = pipes.get(descriptor);
        try {
            if (pipe != null && pipe.drain()) {
                arm(pipe);
            }
        } catch (RuntimeException e) {
            // One environment's log must not stop those of all others.
            log.error("a log pipe is no longer read", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            poller.wake();
            thread.join();
        } catch (Linux.Errno e) {
            log.warn("the log pump did not stop: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
