package dev.mayfly.worker.pool;

import dev.mayfly.base.Deadline;
import dev.mayfly.base.Ids;
import dev.mayfly.base.TaskGroup;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.environment.EnvironmentSpec;
import dev.mayfly.worker.environment.ExecutionEnvironment;
import dev.mayfly.worker.pool.Pool.Member;
import dev.mayfly.worker.runtimeapi.RuntimeApi;
import dev.mayfly.worker.sandbox.SandboxDriver;
import dev.mayfly.worker.sandbox.SandboxException;
import dev.mayfly.worker.telemetry.LogPump;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host's capacity: every execution environment on this machine, and the ledger of the memory that they may use. An
 * invocation gets the environment that became idle last, else a new one; when memory is short the longest idle ones go.
 *
 * <p>One lock guards the pools and the ledger; it is never held while an environment starts, runs or closes.
 */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    /** What closing an environment may take: its last log lines have ten seconds. */
    private static final Duration FAREWELL = Duration.ofSeconds(15);

    /**
     * POLICY: a runtime asks for its next event within a moment of its answer, or of its next turn on the processor, which
     * comes every 100 ms. To wait for that is cheaper than to start another.
     */
    private static final Duration SETTLING = Duration.ofMillis(100);

    private static final int OPEN_FILES = 1_024;

    /**
     * @param memoryMegabytes that all environments together may be promised
     * @param idleTimeout after which an idle environment goes
     * @param longestLife after which an environment goes as soon as it is idle; its credentials must last longer
     * @param processes processes and threads in one environment
     */
    public record Settings(int memoryMegabytes, Duration idleTimeout, Duration longestLife, int processes) {}

    private final Settings settings;
    private final ExecutionEnvironment.Surroundings surroundings;
    private final TaskGroup tasks = new TaskGroup("worker");
    private final LogPump pump;
    private final RuntimeApi runtimeApi = new RuntimeApi();
    private final SandboxDriver driver;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition shutdown = lock.newCondition();
    private final Map<String, Pool> pools = new HashMap<>();
    private int promisedMegabytes;

    /** Of {@link #promisedMegabytes}: free as soon as the environments have closed. */
    private int closingMegabytes;

    /** What those want who wait. */
    private int wantedMegabytes;

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
        Member member = new Member(prepare(memoryMegabytes, spec));
        lock.lock();
        try {
            if (closed) {
                close(member);
                throw new NoCapacity("shutting down");
            }
            pool(key).leased.put(member.environment, member);
            return new Slot(this, member);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the promise back when it fails. */
    private ExecutionEnvironment prepare(int megabytes, Supplier<EnvironmentSpec> spec) throws SandboxException {
        boolean prepared = false;
        try {
            ExecutionEnvironment environment =
                    ExecutionEnvironment.prepare(Ids.hex(16), spec.get(), surroundings, this::becameIdle);
            prepared = true;
            return environment;
        } finally {
            if (!prepared) {
                forgo(megabytes);
            }
        }
    }

    private void forgo(int megabytes) {
        lock.lock();
        try {
            promisedMegabytes -= megabytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Slot> takeIdleOrPromise(String key, int megabytes, Deadline patience)
            throws NoCapacity, InterruptedException {
        Deadline settling = Deadline.in(SETTLING).orSooner(patience);
        lock.lock();
        wantedMegabytes += megabytes;
        try {
            while (true) {
                if (closed) {
                    throw new NoCapacity("shutting down");
                }
                @Nullable Pool pool = pools.get(key);
                if (pool != null && !pool.idle.isEmpty()) {
                    return Optional.of(lease(pool));
                }
                if (pool != null && pool.settling.size() > pool.expectant && !settling.passed()) {
                    pool.expectant++;
                    try {
                        var _ = changed.awaitNanos(settling.remainingNanos());
                    } finally {
                        pool.expectant--;
                    }
                } else if (promisedMegabytes + megabytes <= settings.memoryMegabytes()) {
                    promisedMegabytes += megabytes;
                    return Optional.empty();
                } else if (patience.passed() || megabytes > settings.memoryMegabytes()) {
                    throw new NoCapacity("%d MB are wanted, and %d MB of %d MB are promised"
                            .formatted(megabytes, promisedMegabytes, settings.memoryMegabytes()));
                } else {
                    makeRoom();
                    var _ = changed.awaitNanos(patience.remainingNanos());
                }
            }
        } finally {
            wantedMegabytes -= megabytes;
            lock.unlock();
        }
    }

    private Slot lease(Pool pool) {
        Member newest = pool.idle.removeLast();
        pool.leased.put(newest.environment, newest);
        return new Slot(this, newest);
    }

    /** Lets go of as many idle environments as those who wait need, the longest idle first. */
    private void makeRoom() {
        while (promisedMegabytes - closingMegabytes + wantedMegabytes > settings.memoryMegabytes()) {
            Optional<Member> longestIdle = pools.values().stream()
                    .filter(pool -> !pool.idle.isEmpty())
                    .map(pool -> pool.idle.getFirst())
                    .min(Comparator.comparingLong(member -> member.idleSince));
            if (longestIdle.isEmpty()) {
                return;
            }
            String key = longestIdle.get().environment.spec().key();
            Pool pool = pool(key);
            close(pool.idle.removeFirst());
            forgetIfEmpty(key, pool);
        }
    }

    /** The environments that {@code key} has now are not leased again; the idle ones go at once. */
    public void retire(String key) {
        lock.lock();
        try {
            @Nullable Pool pool = pools.get(key);
            if (pool != null) {
                pool.retireWhatIsNotIdle();
                while (!pool.idle.isEmpty()) {
                    close(pool.idle.removeFirst());
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

    /** @param settleBy until when its runtime may ask for the next event; null when it is not to be used again */
    void giveBack(Member member, @Nullable Deadline settleBy) {
        lock.lock();
        try {
            String key = member.environment.spec().key();
            Pool pool = pool(key);
            pool.leased.remove(member.environment);
            member.settleBy = settleBy;
            if (settleBy == null || member.retired || closed || outlived(member)) {
                close(member);
            } else if (member.environment.ready()) {
                rest(pool, member);
            } else {
                pool.settling.put(member.environment, member);
            }
            forgetIfEmpty(key, pool);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The runtime has answered some time ago and asks for more. */
    private void becameIdle(ExecutionEnvironment environment) {
        lock.lock();
        try {
            String key = environment.spec().key();
            @Nullable Pool pool = pools.get(key);
            @Nullable Member member = pool == null ? null : pool.settling.remove(environment);
            if (pool != null && member != null) {
                if (member.retired || closed) {
                    close(member);
                } else {
                    rest(pool, member);
                }
                forgetIfEmpty(key, pool);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void rest(Pool pool, Member member) {
        member.idleSince = System.nanoTime();
        pool.idle.addLast(member);
    }

    private boolean outlived(Member member) {
        return System.nanoTime() - member.born > settings.longestLife().toNanos();
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
                var _ = shutdown.awaitNanos(TICK.toNanos());
                retireOverdue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void retireOverdue() {
        for (Map.Entry<String, Pool> entry : List.copyOf(pools.entrySet())) {
            Pool pool = entry.getValue();
            closeIf(
                    pool.idle.iterator(),
                    member -> outlived(member)
                            || System.nanoTime() - member.idleSince
                                    > settings.idleTimeout().toNanos());
            closeIf(pool.settling.values().iterator(), member -> member.settleBy != null && member.settleBy.passed());
            forgetIfEmpty(entry.getKey(), pool);
        }
    }

    private void closeIf(Iterator<Member> members, Predicate<Member> overdue) {
        while (members.hasNext()) {
            Member member = members.next();
            if (overdue.test(member)) {
                members.remove();
                close(member);
            }
        }
    }

    /** Closes on a thread of its own; its memory is free afterwards. */
    private void close(Member member) {
        closingMegabytes += member.megabytes();
        Thread.ofVirtual().name("close " + member.environment.id()).start(() -> {
            try {
                member.environment.close();
            } finally {
                lock.lock();
                try {
                    closingMegabytes -= member.megabytes();
                    promisedMegabytes -= member.megabytes();
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

    /** Closes every environment. Invocations that still run end as if their runtime had died. */
    @Override
    public void close() {
        stopLeasing().forEach(ExecutionEnvironment::abandon);
        awaitFarewells();
        tasks.close();
        pump.close();
        runtimeApi.close();
        driver.close();
    }

    /** Returns what is leased; the rest is being closed. */
    private List<ExecutionEnvironment> stopLeasing() {
        lock.lock();
        try {
            closed = true;
            shutdown.signalAll();
            changed.signalAll();
            List<ExecutionEnvironment> leased = new ArrayList<>();
            for (Pool pool : pools.values()) {
                closeIf(pool.idle.iterator(), _ -> true);
                closeIf(pool.settling.values().iterator(), _ -> true);
                leased.addAll(pool.leased.keySet());
            }
            return leased;
        } finally {
            lock.unlock();
        }
    }

    private void awaitFarewells() {
        Deadline patience = Deadline.in(FAREWELL);
        lock.lock();
        try {
            while (promisedMegabytes > 0 && !patience.passed()) {
                var _ = changed.awaitNanos(patience.remainingNanos());
            }
            if (promisedMegabytes > 0) {
                log.warn("environments with {} MB did not close within {}", promisedMegabytes, FAREWELL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
