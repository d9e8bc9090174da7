package dev.mayfly.store.jdbc;

import dev.mayfly.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * Where an SQLite database is, how to connect to it, and what its failures mean to whoever runs Mayfly.
 *
 * @param pages how large it may grow, in pages of 4 KiB; beyond that, writes fail as they do on a full disk
 */
record SqliteFile(Path path, long pages) {
    private static final int BUSY_MILLIS = 5_000;
    private static final long MOST_PAGES = 4_294_967_294L;
    private static final int PRIMARY_CODE = 0xFF;

    SqliteFile(Path path) {
        this(path.toAbsolutePath(), MOST_PAGES);
    }

    Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        // As a URI: in a plain path the driver would take what follows a '?' for settings.
        Connection connection = config.createConnection("jdbc:sqlite:" + path.toUri());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA max_page_count = " + pages);
            return connection;
        } catch (SQLException e) {
            try (connection) {
                throw e;
            }
        }
    }

    StoreException.Unavailable unavailable(SQLException cause) {
        return new StoreException.Unavailable(explain(cause), cause);
    }

    private String explain(SQLException cause) {
        // Extended codes, such as SQLITE_READONLY_DIRECTORY, have their primary code in the low byte.
        return switch (SQLiteErrorCode.getErrorCode(cause.getErrorCode() & PRIMARY_CODE)) {
            case SQLITE_FULL -> "no space is left for " + path;
            case SQLITE_READONLY, SQLITE_PERM -> path + " cannot be written: no permission";
            case SQLITE_CANTOPEN -> path + " cannot be opened: no permission, or its directory is missing";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> path + " is damaged or not a database";
            case SQLITE_BUSY, SQLITE_LOCKED -> path + " is in use by another process";
            default -> path + ": " + cause.getMessage();
        };
    }
}
