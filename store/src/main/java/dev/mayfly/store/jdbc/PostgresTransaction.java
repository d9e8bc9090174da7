package dev.mayfly.store.jdbc;

import dev.mayfly.base.Sha256;
import dev.mayfly.store.Batch;
import dev.mayfly.store.KeyBytes;
import dev.mayfly.store.StoreException;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One open transaction. Writers exclude each other by advisory locks on the keys that they name, so that conditions are
 * compared with a state that stays; locks on rows would not do, since a key that must be absent has no row. Each
 * transaction takes its locks in one order, hence no deadlocks.
 */
final class PostgresTransaction {
    /** Shared by all who lock single keys, exclusive for who locks everything; "mayfly" in ASCII. */
    private static final long GATE = 0x6d6179666c79L;

    /** The server's table of locks is finite (64 for each connection): whoever names more keys locks everything. */
    private static final int MOST_KEY_LOCKS = 48;

    private static final String LOCK_EVERYTHING = "SELECT pg_advisory_xact_lock(" + GATE + ")";
    // The set is read, and the locks are taken, in the order of the arrays.
    private static final String LOCK = """
            SELECT CASE WHEN alone THEN pg_advisory_xact_lock(id) ELSE pg_advisory_xact_lock_shared(id) END
            FROM unnest(?::bigint[], ?::boolean[]) AS wanted (id, alone)""";
    private static final String REVISIONS = "SELECT key, revision FROM mayfly_entry WHERE key = ANY (?::bytea[])";
    // The revision is drawn under the locks, so of two changes of a key the later has the greater.
    private static final String PUT = """
            INSERT INTO mayfly_entry (key, value, revision)
            SELECT key, value, (SELECT nextval('mayfly_revision')) FROM unnest(?::bytea[], ?::bytea[]) AS put (key, value)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, revision = excluded.revision""";
    private static final String DELETE = "DELETE FROM mayfly_entry WHERE key = ANY (?::bytea[])";

    private final Connection connection;

    PostgresTransaction(Connection connection) {
        this.connection = connection;
    }

    void makeTables() throws SQLException {
        execute(
                // Of two nodes that start on an empty database, one waits: IF NOT EXISTS alone may collide.
                LOCK_EVERYTHING, """
                CREATE TABLE IF NOT EXISTS mayfly_entry (
                  key bytea NOT NULL PRIMARY KEY, value bytea NOT NULL, revision bigint NOT NULL)""", "CREATE SEQUENCE IF NOT EXISTS mayfly_revision");
    }

    void clear() throws SQLException {
        // The sequence goes on: revisions of removed entries must not come back.
        execute(LOCK_EVERYTHING, "TRUNCATE mayfly_entry");
    }

    private void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** @throws StoreException.Conflict when a condition does not hold */
    void apply(Write.Changes changes) throws SQLException {
        lock(changes);
        check(changes.conditions());
        put(changes.values());
        delete(changes.removed());
    }

    private void lock(Write.Changes changes) throws SQLException {
        // Ascending, and alone where a key is both asked about and changed: a lock is never upgraded.
        Map<Long, Boolean> wanted = new TreeMap<>();
        changes.conditions().forEach(condition -> wanted.put(lockOf(condition.key()), false));
        changes.values().forEach(value -> wanted.put(lockOf(value.key()), true));
        changes.removed().forEach(key -> wanted.put(lockOf(key), true));
        if (wanted.size() > MOST_KEY_LOCKS) {
            execute(LOCK_EVERYTHING);
            return;
        }
        List<Long> ids = new ArrayList<>(List.of(GATE));
        List<Boolean> alone = new ArrayList<>(List.of(false));
        ids.addAll(wanted.keySet());
        alone.addAll(wanted.values());
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            statement.setArray(2, connection.createArrayOf("boolean", alone.toArray()));
            statement.execute();
        }
    }

    /** Two keys may share a lock; they then wait for each other without need, and nothing else. */
    private static long lockOf(byte[] key) {
        return ByteBuffer.wrap(Sha256.newDigest().digest(key)).getLong();
    }

    private void check(List<Write.Condition> conditions) throws SQLException {
        if (conditions.isEmpty()) {
            return;
        }
        Map<String, Long> revisions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(REVISIONS)) {
            statement.setArray(
                    1, bytes(conditions.stream().map(Write.Condition::key).toList()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    revisions.put(KeyBytes.text(rows.getBytes(1)), rows.getLong(2));
                }
            }
        }
        for (Write.Condition condition : conditions) {
            String key = condition.step().key();
            if (!condition.step().holdsAt(revisions.getOrDefault(key, Batch.ABSENT))) {
                throw new StoreException.Conflict(key);
            }
        }
    }

    private void put(List<Write.Value> values) throws SQLException {
        if (values.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setArray(1, bytes(values.stream().map(Write.Value::key).toList()));
            statement.setArray(2, bytes(values.stream().map(Write.Value::bytes).toList()));
            statement.executeUpdate();
        }
    }

    private void delete(List<byte[]> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setArray(1, bytes(keys));
            statement.executeUpdate();
        }
    }

    private Array bytes(List<byte[]> values) throws SQLException {
        return connection.createArrayOf("bytea", values.toArray(byte[][]::new));
    }
}
