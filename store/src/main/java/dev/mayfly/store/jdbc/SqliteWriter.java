package dev.mayfly.store.jdbc;

import dev.mayfly.store.Batch;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteException;

/** The one connection that writes, in transactions. Used by one thread. */
final class SqliteWriter implements GroupCommit.Transactions {
    // Takes the lock for writing at once: a transaction that first reads could find it gone later.
    private static final String BEGIN = "BEGIN IMMEDIATE";
    private static final String LAST_REVISION = "SELECT last FROM mayfly_revision";
    private static final String KEEP_REVISION = "UPDATE mayfly_revision SET last = ?";
    private static final String REVISION = "SELECT revision FROM mayfly_entry WHERE key = ?";
    private static final String PUT = """
            INSERT INTO mayfly_entry (key, value, revision) VALUES (?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, revision = excluded.revision""";
    private static final String DELETE = "DELETE FROM mayfly_entry WHERE key = ?";

    private final Statements statements;

    /** The last revision before the open transaction; read by each, should another process have written. */
    private long begunAt;

    private long revision;

    SqliteWriter(Statements statements) {
        this.statements = statements;
    }

    @Override
    public void begin() throws SQLException {
        statements.of(BEGIN).execute();
        try (ResultSet row = statements.of(LAST_REVISION).executeQuery()) {
            row.next();
            begunAt = row.getLong(1);
            revision = begunAt;
        }
    }

    @Override
    public Optional<String> refusal(Write write) throws SQLException {
        if (write instanceof Write.Changes changes) {
            for (Write.Condition condition : changes.conditions()) {
                if (!condition.step().holdsAt(revisionOf(condition.key()))) {
                    return Optional.of(condition.step().key());
                }
            }
        }
        return Optional.empty();
    }

    private long revisionOf(byte[] key) throws SQLException {
        PreparedStatement statement = statements.of(REVISION);
        statement.setBytes(1, key);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : Batch.ABSENT;
        }
    }

    @Override
    public void apply(Write write) throws SQLException {
        switch (write) {
            case Write.Clear _ -> statements.of("DELETE FROM mayfly_entry").executeUpdate();
            case Write.Changes changes -> apply(changes);
        }
    }

    private void apply(Write.Changes changes) throws SQLException {
        revision++;
        for (byte[] key : changes.removed()) {
            PreparedStatement delete = statements.of(DELETE);
            delete.setBytes(1, key);
            delete.executeUpdate();
        }
        for (Write.Value value : changes.values()) {
            PreparedStatement put = statements.of(PUT);
            put.setBytes(1, value.key());
            put.setBytes(2, value.bytes());
            put.setLong(3, revision);
            put.executeUpdate();
        }
    }

    @Override
    public void commit() throws SQLException {
        if (revision != begunAt) {
            PreparedStatement keep = statements.of(KEEP_REVISION);
            keep.setLong(1, revision);
            keep.executeUpdate();
        }
        statements.of("COMMIT").execute();
    }

    @Override
    public boolean surelyUndone(SQLException failedCommit) {
        // These come before the last page of the commit is written; without it nothing of the commit counts.
        return failedCommit instanceof SQLiteException e
                && switch (e.getResultCode()) {
                    case SQLITE_FULL, SQLITE_BUSY, SQLITE_IOERR_WRITE -> true;
                    default -> false;
                };
    }

    @Override
    public void rollback() throws SQLException {
        statements.forget();
        statements.of("ROLLBACK").execute();
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }
}
