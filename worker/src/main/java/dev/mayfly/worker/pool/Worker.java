package dev.mayfly.worker.pool;

import dev.mayfly.base.Deadline;
import dev.mayfly.base.Ids;
import dev.mayfly.base.TaskGroup;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.environment.EnvironmentSpec;
import dev.mayfly.worker.environment.ExecutionEnvironment;
import dev.mayfly.worker.runtimeapi.RuntimeApi;
import dev.mayfly.worker.sandbox.SandboxDriver;
import dev.mayfly.worker.sandbox.SandboxException;
import dev.mayfly.worker.telemetry.LogPump;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A host's capacity: every execution environment on this machine, and the ledger of the memory that they may use. An
 * invocation gets the environment that became idle last, else a new one; when memory is short the longest idle ones go.
 *
 * <p>One lock guards the pools and the ledger; it is never held while an environment starts, runs or closes.
 */
public final class Worker implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int OPEN_FILES = 1_024;

    /**
     * @param memoryMegabytes that all environments together may be promised
     * @param idleTimeout after which an idle environment goes
     * @param longestLife after which an environment goes as soon as it is idle; its credentials must last longer
     * @param processes processes and threads in one environment
     */
    public record Settings(int memoryMegabytes, Duration idleTimeout, Duration longestLife, int processes) {}

    /** An environment of a pool. */
    private static final class Member {
        final ExecutionEnvironment environment;
        final long born = System.nanoTime();
        long since = born;

        Member(ExecutionEnvironment environment) {
            this.environment = environment;
        }
    }

    /** The environments of one revision. */
    private static final class Pool {
        final Deque<Member> idle = new ArrayDeque<>();
        final Map<ExecutionEnvironment, Member> leased = new HashMap<>();
        final Map<ExecutionEnvironment, Member> settling = new HashMap<>();
        boolean retired;

        boolean empty() {
            return idle.isEmpty() && leased.isEmpty() && settling.isEmpty();
        }
    }

    private final Settings settings;
    private final ExecutionEnvironment.Surroundings surroundings;
    private final TaskGroup tasks = new TaskGroup("worker");
    private final LogPump pump;
    private final RuntimeApi runtimeApi = new RuntimeApi();
    private final SandboxDriver driver;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Pool> pools = new HashMap<>();
    private int promisedMegabytes;
    private int closing;
    private boolean closed;

    /** @param awsEndpoint serves what guests send to AWS */
    public Worker(Settings settings, SandboxDriver driver, HttpServer awsEndpoint, Clock clock) throws IOException {
        this.settings = settings;
        this.driver = driver;
        this.pump = new LogPump();
        int starts = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());
        this.surroundings = new ExecutionEnvironment.Surroundings(
                driver, runtimeApi, awsEndpoint, pump, tasks, new Semaphore(starts, true), clock);
        var _ = tasks.start("retirement", this::retireRegularly);
    }

    /** The limits that go with a memory size: 1,769 MB are one core (Lambda developer guide, "Configure memory"). */
    public SandboxDriver.Limits limits(int memoryMegabytes, int scratchMegabytes) {
        double megabytesPerProcessor = 1_769;
        return new SandboxDriver.Limits(
                memoryMegabytes,
                memoryMegabytes / megabytesPerProcessor,
                scratchMegabytes,
                settings.processes(),
                OPEN_FILES);
    }

    /**
     * Leases an environment.
     *
     * @param key of the revision
     * @param spec asked for when a new environment has to be made
     * @param patience how long to wait for memory
     * @throws SandboxException when this machine cannot make one
     */
    public Slot acquire(String key, int memoryMegabytes, Supplier<EnvironmentSpec> spec, Deadline patience)
            throws NoCapacity, SandboxException, InterruptedException {
        Optional<Slot> idle = takeIdleOrPromise(key, memoryMegabytes, patience);
        if (idle.isPresent()) {
            return idle.get();
        }
        ExecutionEnvironment environment;
        try {
            environment = ExecutionEnvironment.prepare(Ids.hex(16), spec.get(), surroundings, this::becameIdle);
        } catch (SandboxException | RuntimeException e) {
            keepPromise(-memoryMegabytes);
            throw e;
        }
        lock.lock();
        try {
            pool(key).leased.put(environment, new Member(environment));
        } finally {
            lock.unlock();
        }
        return new Slot(this, environment);
    }

    private Optional<Slot> takeIdleOrPromise(String key, int megabytes, Deadline patience)
            throws NoCapacity, InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw new NoCapacity("shutting down");
                }
                @Nullable Pool pool = pools.get(key);
                if (pool != null && !pool.idle.isEmpty()) {
                    Member newest = pool.idle.removeLast();
                    pool.leased.put(newest.environment, newest);
                    return Optional.of(new Slot(this, newest.environment));
                }
                if (promisedMegabytes + megabytes <= settings.memoryMegabytes()) {
                    promisedMegabytes += megabytes;
                    return Optional.empty();
                }
                if (!retireLongestIdle() && closing == 0 && patience.passed()) {
                    throw new NoCapacity(
                            "%d MB of %d MB are promised".formatted(promisedMegabytes, settings.memoryMegabytes()));
                }
                if (patience.passed()) {
                    throw new NoCapacity("no environment became free in time");
                }
                var _ = changed.awaitNanos(patience.remainingNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    private void keepPromise(int megabytes) {
        lock.lock();
        try {
            promisedMegabytes += megabytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From here on environments of {@code key} are not used for new leases; the idle ones go now. */
    public void retire(String key) {
        lock.lock();
        try {
            @Nullable Pool pool = pools.get(key);
            if (pool != null) {
                pool.retired = true;
                while (!pool.idle.isEmpty()) {
                    close(pool.idle.removeFirst().environment);
                }
                forgetIfEmpty(key, pool);
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@link #retire} for every key. */
    public void retireAll() {
        keys().forEach(this::retire);
    }

    /** Keys that have environments. */
    public Set<String> keys() {
        lock.lock();
        try {
            return Set.copyOf(pools.keySet());
        } finally {
            lock.unlock();
        }
    }

    void giveBack(ExecutionEnvironment environment, boolean usable) {
        lock.lock();
        try {
            Pool pool = pool(environment.spec().key());
            @Nullable Member member = pool.leased.remove(environment);
            if (member == null) {
                throw new IllegalStateException("given back twice: " + environment.id());
            }
            member.since = System.nanoTime();
            if (!usable || pool.retired || closed) {
                close(environment);
                forgetIfEmpty(environment.spec().key(), pool);
            } else if (environment.ready()) {
                pool.idle.addLast(member);
            } else {
                pool.settling.put(environment, member);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The runtime has answered some time ago and asks for more. */
    private void becameIdle(ExecutionEnvironment environment) {
        lock.lock();
        try {
            @Nullable Pool pool = pools.get(environment.spec().key());
            @Nullable Member member = pool == null ? null : pool.settling.remove(environment);
            if (pool != null && member != null) {
                pool.idle.addLast(member);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Environments by what they do, for metrics and tests. */
    public record Census(int idle, int leased, int settling, int promisedMegabytes) {}

    public Census census() {
        lock.lock();
        try {
            int idle = 0;
            int leased = 0;
            int settling = 0;
            for (Pool pool : pools.values()) {
                idle += pool.idle.size();
                leased += pool.leased.size();
                settling += pool.settling.size();
            }
            return new Census(idle, leased, settling, promisedMegabytes);
        } finally {
            lock.unlock();
        }
    }

    private void retireRegularly() {
        lock.lock();
        try {
            while (!closed) {
                var _ = changed.awaitNanos(TICK.toNanos());
                retireOverdue(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void retireOverdue(long now) {
        for (Map.Entry<String, Pool> entry : new ArrayList<>(pools.entrySet())) {
            Pool pool = entry.getValue();
            retireFrom(
                    pool.idle.iterator(),
                    member -> now - member.since > settings.idleTimeout().toNanos()
                            || now - member.born > settings.longestLife().toNanos());
            // A runtime that does not ask for its next event after an answer had its time.
            retireFrom(
                    pool.settling.values().iterator(),
                    member -> now - member.since > Duration.ofMinutes(15).toNanos());
            forgetIfEmpty(entry.getKey(), pool);
        }
    }

    private void retireFrom(Iterator<Member> members, java.util.function.Predicate<Member> overdue) {
        while (members.hasNext()) {
            Member member = members.next();
            if (overdue.test(member)) {
                members.remove();
                close(member.environment);
            }
        }
    }

    private boolean retireLongestIdle() {
        @Nullable Pool where = null;
        for (Pool pool : pools.values()) {
            if (!pool.idle.isEmpty() && (where == null || pool.idle.getFirst().since < where.idle.getFirst().since)) {
                where = pool;
            }
        }
        if (where == null) {
            return false;
        }
        close(where.idle.removeFirst().environment);
        return true;
    }

    /** Closes on a thread of its own; its memory is free afterwards. */
    private void close(ExecutionEnvironment environment) {
        closing++;
        Thread.ofVirtual().name("close " + environment.id()).start(() -> {
            try {
                environment.close();
            } finally {
                lock.lock();
                try {
                    closing--;
                    promisedMegabytes -= environment.spec().limits().memoryMegabytes();
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        });
    }

    private Pool pool(String key) {
        return pools.computeIfAbsent(key, _ -> new Pool());
    }

    private void forgetIfEmpty(String key, Pool pool) {
        if (pool.empty()) {
            pools.remove(key);
        }
    }

    /** Closes every environment, running invocations too: whoever wants them to end waits before. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            List<ExecutionEnvironment> left = new ArrayList<>();
            for (Pool pool : pools.values()) {
                pool.idle.forEach(member -> left.add(member.environment));
                left.addAll(pool.settling.keySet());
                pool.idle.clear();
                pool.settling.clear();
            }
            left.forEach(this::close);
            Deadline patience = Deadline.in(Duration.ofSeconds(10));
            while ((closing > 0 || promisedMegabytes > 0) && !patience.passed()) {
                var _ = changed.awaitNanos(patience.remainingNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        tasks.close();
        pump.close();
        runtimeApi.close();
        driver.close();
    }
}
