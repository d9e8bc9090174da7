package dev.mayfly.store.jdbc;

import dev.mayfly.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * SQLite in write-ahead mode with full synchronisation. One thread writes, for all callers ({@link GroupCommit}); reads
 * go past it on connections of their own ({@link SqliteReaders}) and are never held up by it.
 */
final class Sqlite implements Database {
    /** What {@code PRAGMA user_version} says of these tables. */
    private static final int VERSION = 1;

    private static final List<String> SCHEMA = List.of(
            """
            CREATE TABLE IF NOT EXISTS mayfly_entry (
              key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID""",
            // One row: the greatest revision ever given. It outlives every entry, so that no revision comes twice.
            "CREATE TABLE IF NOT EXISTS mayfly_revision (id INTEGER PRIMARY KEY CHECK (id = 0), last INTEGER NOT NULL)",
            "INSERT INTO mayfly_revision (id, last) VALUES (0, 0) ON CONFLICT DO NOTHING",
            "PRAGMA user_version = " + VERSION);

    private final GroupCommit commits;
    private final SqliteReaders readers;

    private Sqlite(GroupCommit commits, SqliteReaders readers) {
        this.commits = commits;
        this.readers = readers;
    }

    static Sqlite open(Path path) {
        return open(new SqliteFile(path));
    }

    static Sqlite open(SqliteFile file) {
        try {
            return open(file, file.connect());
        } catch (SQLException e) {
            throw file.unavailable(e);
        }
    }

    private static Sqlite open(SqliteFile file, Connection writer) throws SQLException {
        try {
            prepare(writer, file);
        } catch (SQLException | StoreException e) {
            try (writer) {
                throw e;
            }
        }
        GroupCommit commits = new GroupCommit(new SqliteWriter(new Statements(writer)), file::unavailable);
        return new Sqlite(commits, new SqliteReaders(file));
    }

    private static void prepare(Connection connection, SqliteFile file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version == VERSION) {
                return;
            }
            if (version > VERSION) {
                throw new StoreException.Unavailable(file.path() + " was written by a newer version of Mayfly", null);
            }
            // One transaction: of two processes that open a new file, the second waits, then finds the tables made.
            statement.execute("BEGIN IMMEDIATE");
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
            statement.execute("COMMIT");
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Override
    public <T> T read(String sql, Query<T> query) {
        // A restart may yet find a commit in doubt done: nobody may decide on a state without it.
        commits.requireCertain();
        return readers.read(sql, query);
    }

    @Override
    public void write(Write write) {
        commits.commit(write);
    }

    @Override
    public void close() {
        commits.close();
        readers.close();
    }
}
