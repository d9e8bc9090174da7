package dev.mayfly.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.mayfly.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL, shared by several nodes; each write is a transaction of its own on the caller's thread, and the server
 * groups their commits. An interrupted virtual thread loses its connection, so its write ends as Unavailable or
 * OutcomeUnknown.
 */
final class Postgres implements Database {
    private static final Logger log = LoggerFactory.getLogger(Postgres.class);

    private static final int CONNECTIONS = 16;
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    /** No node waits longer for another's lock, and none holds locks longer than this once it is gone. */
    private static final String SESSION = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '10s'";

    private final HikariDataSource pool;

    private Postgres(HikariDataSource pool) {
        this.pool = pool;
    }

    static Postgres open(String jdbcUrl, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_WITHIN.toMillis());
        config.setConnectionInitSql(SESSION);
        // Each statement has to see what others committed before it: the locks below count on that.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.addDataSourceProperty("connectTimeout", CONNECT_WITHIN.toSeconds());
        config.addDataSourceProperty("socketTimeout", ANSWER_WITHIN.toSeconds());
        config.addDataSourceProperty("tcpKeepAlive", true);
        Postgres database;
        try {
            database = new Postgres(new HikariDataSource(config));
        } catch (HikariPool.PoolInitializationException e) {
            throw new StoreException.Unavailable("PostgreSQL cannot be reached: " + e.getMessage(), e);
        }
        try {
            database.transact(PostgresTransaction::makeTables);
            return database;
        } catch (StoreException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public <T> T read(String sql, Query<T> query) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return query.run(statement);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void write(Write write) {
        transact(transaction -> {
            switch (write) {
                case Write.Clear _ -> transaction.clear();
                case Write.Changes changes -> transaction.apply(changes);
            }
        });
    }

    private interface Work {
        /** @throws StoreException.Conflict to have it rolled back */
        void in(PostgresTransaction transaction) throws SQLException;
    }

    private void transact(Work work) {
        boolean committed = false;
        // Closing rolls back what is not committed, and the pool restores autocommit.
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            work.in(new PostgresTransaction(connection));
            commit(connection);
            committed = true;
        } catch (SQLException e) {
            if (!committed) {
                throw unavailable(e);
            }
            log.warn("a connection did not close after its commit", e);
        }
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (serverRefused(e)) {
                throw e;
            }
            throw new StoreException.OutcomeUnknown("PostgreSQL was lost during a commit: " + e.getMessage(), e);
        }
    }

    /** Whether the server itself says that it did not commit: its classes 23, 25, 40 and 53 of SQL states. */
    private static boolean serverRefused(SQLException failedCommit) {
        String state = Objects.requireNonNullElse(failedCommit.getSQLState(), "");
        return state.startsWith("23") || state.startsWith("25") || state.startsWith("40") || state.startsWith("53");
    }

    private static StoreException unavailable(SQLException cause) {
        return new StoreException.Unavailable("PostgreSQL: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        pool.close();
    }
}
