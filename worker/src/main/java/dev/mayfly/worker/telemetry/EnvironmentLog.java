package dev.mayfly.worker.telemetry;

import dev.mayfly.base.TaskGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one execution environment: what its processes write and what is said about them, in order. Lines wait here
 * until a thread of its own has handed them to the sink; when too much waits, the processes that write wait as well, so a
 * guest that logs without end fills no memory of ours.
 */
public final class EnvironmentLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EnvironmentLog.class);

    /** What CloudWatch Logs takes as one event: 1 MiB less the 26 bytes that it adds (quotas of CloudWatch Logs). */
    static final int LONGEST_EVENT = 1_048_576 - 26;

    private static final int ROOM = 4 * 1_048_576;
    private static final int EVENTS_A_BATCH = 5_000;
    private static final int TAIL = 4_096;

    /** Lines that come close together go out together. */
    private static final Duration LINGER = Duration.ofMillis(50);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LogPump pump;
    private final LogSink sink;
    private final Clock clock;
    private final LogPipe output;
    private final LogPipe frames;
    private final Future<?> delivery;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<LogSink.Event> waiting = new ArrayList<>();
    private final StringBuilder tail = new StringBuilder();
    private int waitingBytes;
    private boolean closed;

    /**
     * @param output raw lines
     * @param frames framed records
     */
    public EnvironmentLog(LogPump pump, Path output, Path frames, LogSink sink, Clock clock, TaskGroup tasks)
            throws IOException {
        this.pump = pump;
        this.sink = sink;
        this.clock = clock;
        this.output = new LogPipe(output, new LineParser(line -> add(clock.millis(), line), this::full));
        this.frames = new LogPipe(frames, new FrameParser(this::add, clock, this::full));
        pump.add(this.output);
        pump.add(this.frames);
        this.delivery = tasks.start("log delivery", this::deliver);
    }

    /** Says something about the environment itself. A newline is added. */
    public void say(String line) {
        add(clock.millis(), line + "\n");
    }

    /** From here on {@link #tail} counts. */
    public void beginTail() {
        lock.lock();
        try {
            tail.setLength(0);
        } finally {
            lock.unlock();
        }
    }

    /** Takes in all that was written until now, unfinished lines included. */
    public void settle() {
        output.drainAndFlush();
        frames.drainAndFlush();
    }

    /** The last 4 KB since {@link #beginTail}. */
    public String tail() {
        lock.lock();
        try {
            return tail.toString();
        } finally {
            lock.unlock();
        }
    }

    private void add(long timestampMillis, String message) {
        lock.lock();
        try {
            waiting.add(new LogSink.Event(timestampMillis, message));
            waitingBytes += message.length();
            tail.append(message, Math.max(0, message.length() - TAIL), message.length());
            tail.delete(0, Math.max(0, tail.length() - TAIL));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean full() {
        lock.lock();
        try {
            return waitingBytes > ROOM;
        } finally {
            lock.unlock();
        }
    }

    private void deliver() {
        try {
            for (List<LogSink.Event> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
                deliver(batch);
                pump.arm(output);
                pump.arm(frames);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(List<LogSink.Event> batch) throws InterruptedException {
        while (true) {
            try {
                sink.append(batch);
                break;
            } catch (RuntimeException e) {
                log.warn("log lines wait for their store: {}", e.toString());
                lock.lock();
                try {
                    // Signalled by new lines and by close, which ends the wait early at most.
                    changed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                    if (closed) {
                        return;
                    }
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Empty when the log is closed and all is delivered. */
    private List<LogSink.Event> nextBatch() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            if (!closed) {
                long left = LINGER.toNanos();
                while (left > 0 && !closed && waiting.size() < EVENTS_A_BATCH && waitingBytes < ROOM) {
                    left = changed.awaitNanos(left);
                }
            }
            List<LogSink.Event> batch = List.copyOf(waiting.subList(0, Math.min(EVENTS_A_BATCH, waiting.size())));
            waiting.subList(0, batch.size()).clear();
            waitingBytes -=
                    batch.stream().mapToInt(event -> event.message().length()).sum();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Takes in what is left in the pipes, delivers it and lets go of the pipes. */
    @Override
    public void close() {
        try {
            pump.remove(output);
            pump.remove(frames);
            settle();
            output.close();
            frames.close();
        } catch (IOException e) {
            log.warn("a log pipe did not close: {}", e.getMessage());
        }
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        awaitDelivery();
    }

    private void awaitDelivery() {
        try {
            delivery.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            log.error("log lines were not delivered", e);
        }
    }
}
