package dev.mayfly.store.jdbc;

import dev.mayfly.store.Batch;
import dev.mayfly.store.KeyBytes;
import dev.mayfly.store.KeyRange;
import dev.mayfly.store.Store;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The store as one table of a database. It holds no state of its own; the {@link Database} has the connections. */
public final class JdbcStore implements Store {
    private static final String GET = "SELECT key, value, revision FROM mayfly_entry WHERE key = ?";
    private static final String SCAN =
            "SELECT key, value, revision FROM mayfly_entry WHERE key >= ? AND key < ? ORDER BY key LIMIT ?";
    private static final String SCAN_DOWN =
            "SELECT key, value, revision FROM mayfly_entry WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ?";

    private final Database database;

    JdbcStore(Database database) {
        this.database = database;
    }

    /**
     * The store in {@code file}, made if it is not there (its directory must be); for one process at a time.
     *
     * @throws dev.mayfly.store.StoreException.Unavailable when the file cannot be opened or is no store
     */
    public static JdbcStore sqlite(Path file) {
        return new JdbcStore(Sqlite.open(file));
    }

    /**
     * The store in a PostgreSQL database, in the schema that is first on the user's search path; its table is made if
     * it is not there. Several nodes may share it.
     *
     * @throws dev.mayfly.store.StoreException.Unavailable when the database cannot be reached or refuses
     */
    public static JdbcStore postgres(String jdbcUrl, String user, String password) {
        return new JdbcStore(Postgres.open(jdbcUrl, user, password));
    }

    @Override
    public Optional<Entry> get(String key) {
        byte[] bytes = KeyBytes.of(key);
        return database.read(GET, statement -> {
            statement.setBytes(1, bytes);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(entry(rows)) : Optional.empty();
            }
        });
    }

    @Override
    public List<Entry> scan(String prefix, String after, int limit) {
        return entries(SCAN, KeyRange.ascending(prefix, after), limit);
    }

    @Override
    public List<Entry> scanDown(String prefix, String before, int limit) {
        return entries(SCAN_DOWN, KeyRange.descending(prefix, before), limit);
    }

    private List<Entry> entries(String sql, KeyRange range, int limit) {
        KeyRange.requirePositive(limit);
        return database.read(sql, statement -> {
            statement.setBytes(1, range.from());
            statement.setBytes(2, range.to());
            statement.setInt(3, limit);
            List<Entry> entries = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(entry(rows));
                }
            }
            return entries;
        });
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(KeyBytes.text(row.getBytes(1)), row.getBytes(2), row.getLong(3));
    }

    @Override
    public void commit(Batch batch) {
        if (!batch.isEmpty()) {
            database.write(Write.Changes.of(batch));
        }
    }

    @Override
    public void clear() {
        database.write(new Write.Clear());
    }

    @Override
    public void close() {
        database.close();
    }
}
