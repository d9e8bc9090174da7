package dev.mayfly.store.jdbc;

import dev.mayfly.store.StoreException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes many callers' writes durable with one synchronisation of the disk. Callers queue and wait; one platform thread
 * (native calls would hold a carrier) takes all that wait, runs them in one transaction in the order in which they
 * came, commits, and tells each its own outcome. Meanwhile the next group gathers: the more callers, the larger the
 * groups.
 *
 * <p>Its lock guards the queue; the transactions belong to the thread.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    /** Bounds how long the first of a group waits for the last. */
    private static final int LARGEST_GROUP = 1_024;

    /** The connection that writes. All but the outcome of {@link #commit} is certain: a failure means nothing changed. */
    interface Transactions {
        void begin() throws SQLException;

        /** The key of a condition that does not hold here and now. */
        Optional<String> refusal(Write write) throws SQLException;

        void apply(Write write) throws SQLException;

        void commit() throws SQLException;

        /** Whether a failure of {@link #commit} proves that it did not happen, not even after a restart. */
        boolean surelyUndone(SQLException failedCommit);

        void rollback() throws SQLException;

        void close() throws SQLException;
    }

    private final Transactions transactions;
    private final Function<SQLException, StoreException.Unavailable> unavailable;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private boolean closed;

    private volatile @Nullable SQLException doubt;

    GroupCommit(Transactions transactions, Function<SQLException, StoreException.Unavailable> unavailable) {
        this.transactions = transactions;
        this.unavailable = unavailable;
        this.thread = Thread.ofPlatform().name("store writer").daemon().start(this::work);
    }

    /** A caller's write, and where it waits for its outcome: empty when it is durable. */
    private record Waiting(Write write, CompletableFuture<Optional<StoreException>> outcome) {
        void failed(StoreException why) {
            outcome.complete(Optional.of(why));
        }
    }

    /** Durable on return. Not interruptible: whoever asked has to learn the outcome. */
    void commit(Write write) {
        Waiting waiting = new Waiting(write, new CompletableFuture<>());
        lock.lock();
        try {
            if (closed) {
                throw closed();
            }
            queue.add(waiting);
            news.signal();
        } finally {
            lock.unlock();
        }
        waiting.outcome().join().ifPresent(failure -> {
            throw failure;
        });
    }

    /** @throws StoreException.Unavailable from when a commit's outcome is unknown, which only a restart can settle */
    void requireCertain() {
        SQLException cause = doubt;
        if (cause != null) {
            throw new StoreException.Unavailable("a commit is in doubt until the store is opened again", cause);
        }
    }

    /** Commits what waits, refuses what comes, and returns when the thread has ended. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            for (List<Waiting> group = next(); !group.isEmpty(); group = next()) {
                settle(group);
            }
        } finally {
            end();
        }
    }

    /** Everything that waits, in order; waits for the first. Empty once closed. */
    private List<Waiting> next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                news.awaitUninterruptibly();
            }
            List<Waiting> group = new ArrayList<>();
            while (!queue.isEmpty() && group.size() < LARGEST_GROUP) {
                group.add(queue.remove());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void settle(List<Waiting> group) {
        try {
            requireCertain();
            attempt(group);
        } catch (StoreException.Unavailable e) {
            group.forEach(waiting -> waiting.failed(e));
        } finally {
            // An Error ends this thread, but it must leave nobody waiting for ever. The others have their outcome.
            group.forEach(
                    waiting -> waiting.failed(new StoreException.OutcomeUnknown("the store's writer failed", null)));
        }
    }

    private void attempt(List<Waiting> group) {
        try {
            transactions.begin();
        } catch (SQLException e) {
            undo(e);
            throw unavailable.apply(e);
        }
        List<Optional<StoreException>> outcomes = new ArrayList<>();
        try {
            for (Waiting waiting : group) {
                outcomes.add(run(waiting.write()));
            }
        } catch (SQLException e) {
            undo(e);
            attemptAlone(group, e);
            return;
        }
        try {
            transactions.commit();
        } catch (SQLException e) {
            undo(e);
            judge(group, e);
            return;
        }
        for (int i = 0; i < group.size(); i++) {
            group.get(i).outcome().complete(outcomes.get(i));
        }
    }

    private Optional<StoreException> run(Write write) throws SQLException {
        Optional<String> refusal = transactions.refusal(write);
        if (refusal.isPresent()) {
            return refusal.map(StoreException.Conflict::new);
        }
        transactions.apply(write);
        return Optional.empty();
    }

    /** One of the group cannot be written, perhaps for its size; the others shall not suffer for it. */
    private void attemptAlone(List<Waiting> group, SQLException failure) {
        if (group.size() == 1) {
            group.getFirst().failed(unavailable.apply(failure));
        } else {
            group.forEach(waiting -> settle(List.of(waiting)));
        }
    }

    // Those whose condition did not hold fail alike: what they were compared with has not come true.
    private void judge(List<Waiting> group, SQLException failedCommit) {
        if (transactions.surelyUndone(failedCommit)) {
            throw unavailable.apply(failedCommit);
        }
        doubt = failedCommit;
        log.error("a commit is in doubt: the store answers nothing until it is opened again", failedCommit);
        group.forEach(waiting -> waiting.failed(
                new StoreException.OutcomeUnknown("the commit failed: " + failedCommit.getMessage(), failedCommit)));
    }

    private void undo(SQLException failure) {
        try {
            transactions.rollback();
        } catch (SQLException e) {
            // Some failures roll back by themselves.
            failure.addSuppressed(e);
        }
    }

    private void end() {
        List<Waiting> late;
        lock.lock();
        try {
            closed = true;
            late = List.copyOf(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        late.forEach(waiting -> waiting.failed(closed()));
        try {
            transactions.close();
        } catch (SQLException e) {
            log.warn("the store's connection did not close", e);
        }
    }

    private static StoreException.Unavailable closed() {
        return new StoreException.Unavailable("the store is closed", null);
    }
}
