package dev.mayfly.store.jdbc;

import dev.mayfly.store.KeyBytes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Transactions without a database, which fail or wait where a test says; it names a write by its first key. */
final class FaultyTransactions implements GroupCommit.Transactions {
    private enum CommitFailure {
        NONE,
        SURE,
        DOUBTFUL
    }

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<String> open = new ArrayList<>();
    private final List<List<String>> committed = new ArrayList<>();
    private volatile String holding = "";
    private volatile String refused = "";
    private volatile String unwritable = "";
    private volatile String deadly = "";
    private volatile boolean failBeginning;
    private volatile CommitFailure commitFailure = CommitFailure.NONE;
    private volatile boolean closed;

    void holdApplying(String name) {
        holding = name;
    }

    void awaitHeld() {
        await(held);
    }

    void release() {
        released.countDown();
    }

    void refuse(String name) {
        refused = name;
    }

    void failApplying(String name) {
        unwritable = name;
    }

    void dieApplying(String name) {
        deadly = name;
    }

    void failBeginning(boolean fail) {
        failBeginning = fail;
    }

    void failCommitting(boolean surely) {
        commitFailure = surely ? CommitFailure.SURE : CommitFailure.DOUBTFUL;
    }

    synchronized List<List<String>> committed() {
        return List.copyOf(committed);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void begin() throws SQLException {
        if (failBeginning) {
            throw new SQLException("in use by another");
        }
        open.clear();
    }

    @Override
    public Optional<String> refusal(Write write) {
        return Optional.of(name(write)).filter(refused::equals);
    }

    @Override
    public void apply(Write write) throws SQLException {
        String name = name(write);
        if (name.equals(holding)) {
            held.countDown();
            await(released);
        }
        if (name.equals(unwritable)) {
            throw new SQLException("too large");
        }
        if (name.equals(deadly)) {
            throw new OutOfMemoryError("no memory for " + name);
        }
        open.add(name);
    }

    @Override
    public void commit() throws SQLException {
        if (commitFailure != CommitFailure.NONE) {
            throw new SQLException("the disk failed");
        }
        synchronized (this) {
            committed.add(List.copyOf(open));
        }
    }

    @Override
    public boolean surelyUndone(SQLException failedCommit) {
        return commitFailure == CommitFailure.SURE;
    }

    @Override
    public void rollback() {
        open.clear();
    }

    @Override
    public void close() {
        closed = true;
    }

    private static String name(Write write) {
        return KeyBytes.text(((Write.Changes) write).values().getFirst().key());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the writer", e);
        }
    }
}
