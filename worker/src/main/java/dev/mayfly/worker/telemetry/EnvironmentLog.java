package dev.mayfly.worker.telemetry;

import dev.mayfly.base.Deadline;
import dev.mayfly.base.TaskGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one execution environment: what its processes write and what is said about them, in order. Lines wait here
 * until a thread of its own has handed them to the sink; when too much waits, the processes that write wait as well, so a
 * guest that logs without end fills no memory of ours.
 */
public final class EnvironmentLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EnvironmentLog.class);

    /** From here on the pipes are left alone. */
    private static final int ROOM = 4 * 1_048_576;

    /** From here on lines are lost: what ends an invocation does not wait for room. */
    private static final int MOST = 3 * ROOM;

    /** What an event takes beside its text, so that empty lines count. */
    private static final int EVENT_OVERHEAD = 100;

    private static final int EVENTS_A_BATCH = 5_000;
    private static final int TAIL = 4_096;

    /** Lines that come close together go out together. */
    private static final Duration LINGER = Duration.ofMillis(50);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How long after the end of an environment its last lines are tried. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

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
    private boolean flooded;
    private long lost;
    private @Nullable Deadline lastWords;

    /**
     * @param output raw lines
     * @param frames framed records
     */
    public EnvironmentLog(LogPump pump, Path output, Path frames, LogSink sink, Clock clock, TaskGroup tasks)
            throws IOException {
        this.pump = pump;
        this.sink = sink;
        this.clock = clock;
        this.output = new LogPipe(output, new LineParser(line -> add(clock.millis(), line)), this::full);
        try {
            this.frames = new LogPipe(frames, new FrameParser(this::add, clock), this::full);
        } catch (IOException e) {
            this.output.close();
            throw e;
        }
        try {
            pump.add(this.output);
            pump.add(this.frames);
            this.delivery = tasks.start("log delivery", this::deliver);
        } catch (IOException | RuntimeException e) {
            letGo(this.output);
            letGo(this.frames);
            throw e;
        }
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
        output.settle();
        frames.settle();
    }

    /** The same when the processes that wrote are gone: what comes next is other processes'. */
    public void writersGone() {
        output.end();
        frames.end();
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
            tail.append(message, Math.max(0, message.length() - TAIL), message.length());
            tail.delete(0, Math.max(0, tail.length() - TAIL));
            if (waitingBytes > MOST) {
                lost++;
                return;
            }
            waiting.add(new LogSink.Event(timestampMillis, message));
            waitingBytes += weight(message);
            if (waiting.size() == 1 || batchIsWhole()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static int weight(String message) {
        return message.length() + EVENT_OVERHEAD;
    }

    private boolean batchIsWhole() {
        return waiting.size() >= EVENTS_A_BATCH || waitingBytes > ROOM;
    }

    private boolean full() {
        lock.lock();
        try {
            boolean full = waitingBytes > ROOM;
            flooded |= full;
            return full;
        } finally {
            lock.unlock();
        }
    }

    /** Whether its writers ever had to wait for room. */
    public boolean flooded() {
        lock.lock();
        try {
            return flooded;
        } finally {
            lock.unlock();
        }
    }

    private void deliver() {
        try {
            for (List<LogSink.Event> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
                deliver(batch);
                release(batch);
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
                return;
            } catch (RuntimeException e) {
                log.warn("log lines wait for their store: {}", e.toString());
            }
            if (!awaitRetry()) {
                log.error("{} log lines are lost: their store did not take them", batch.size());
                return;
            }
        }
    }

    /** False when there is no time left for another attempt. */
    private boolean awaitRetry() throws InterruptedException {
        lock.lock();
        try {
            long left = RETRY.toNanos();
            while (left > 0 && !(lastWords != null && lastWords.passed())) {
                left = changed.awaitNanos(left);
            }
            return lastWords == null || !lastWords.passed();
        } finally {
            lock.unlock();
        }
    }

    /** Empty when the log is closed and all is delivered. */
    private List<LogSink.Event> nextBatch() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && lastWords == null) {
                changed.await();
            }
            long left = LINGER.toNanos();
            while (left > 0 && lastWords == null && !batchIsWhole()) {
                left = changed.awaitNanos(left);
            }
            List<LogSink.Event> next = waiting.subList(0, Math.min(EVENTS_A_BATCH, waiting.size()));
            List<LogSink.Event> batch = List.copyOf(next);
            next.clear();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** What is being delivered takes room until it is. */
    private void release(List<LogSink.Event> batch) {
        lock.lock();
        try {
            for (LogSink.Event event : batch) {
                waitingBytes -= weight(event.message());
            }
            if (lost > 0) {
                log.error("{} log lines are lost: their store was too slow for them", lost);
                lost = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes in what is left in the pipes, delivers it and lets go of the pipes. */
    @Override
    public void close() {
        writersGone();
        letGo(output);
        letGo(frames);
        lock.lock();
        try {
            lastWords = Deadline.in(LAST_WORDS);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        awaitDelivery();
    }

    private void letGo(LogPipe pipe) {
        try {
            try {
                pump.remove(pipe);
            } finally {
                pipe.close();
            }
        } catch (IOException e) {
            log.warn("a log pipe did not close: {}", e.getMessage());
        }
    }

    private void awaitDelivery() {
        try {
            delivery.get(2 * LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.error("log lines were not delivered", e);
            var _ = delivery.cancel(true);
        }
    }
}
