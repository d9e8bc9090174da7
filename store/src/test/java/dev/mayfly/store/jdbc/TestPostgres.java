package dev.mayfly.store.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** One real PostgreSQL for all tests of this process, stopped when it exits. Where it cannot start, tests fail. */
final class TestPostgres {
    static final String USER = "postgres";
    static final String PASSWORD = "postgres";

    private static final EmbeddedPostgres SERVER = start();

    private TestPostgres() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start; as root it needs `unshare` (util-linux)", e);
        }
    }

    static JdbcStore store() {
        return JdbcStore.postgres(url(port()), USER, PASSWORD);
    }

    static int port() {
        return SERVER.getPort();
    }

    /** The database behind another port. */
    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    static void execute(String sql) throws SQLException {
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void dropTables() throws SQLException {
        execute("DROP TABLE mayfly_entry");
        execute("DROP SEQUENCE mayfly_revision");
    }
}
