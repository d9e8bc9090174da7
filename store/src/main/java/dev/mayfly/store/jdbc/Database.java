package dev.mayfly.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * What differs between databases: connections, how writes become durable, what failures mean. All methods may be called
 * from any thread and throw {@link dev.mayfly.store.StoreException} as {@link dev.mayfly.store.Store} says. Both
 * dialects keep the table {@code mayfly_entry (key, value, revision)}, its keys ordered by their bytes.
 */
interface Database extends AutoCloseable {

    /** Binds the parameters, executes, and reads the answer to its end. */
    interface Query<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    /** Runs one statement that changes nothing and sees every write that returned. */
    <T> T read(String sql, Query<T> query);

    /** Durable on return. */
    void write(Write write);

    @Override
    void close();
}
