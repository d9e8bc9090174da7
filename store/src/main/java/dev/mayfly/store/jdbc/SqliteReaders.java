package dev.mayfly.store.jdbc;

import dev.mayfly.store.StoreException;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * A few connections that only read, made when first needed; each serves one caller at a time, who reads on its own
 * thread. For a virtual thread that is a native call which holds its carrier, but one that reads cached pages and waits
 * for no lock: shorter than handing over to another thread. The semaphore parks the others instead.
 */
final class SqliteReaders implements AutoCloseable {
    private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final SqliteFile file;
    private final Semaphore free = new Semaphore(READERS);
    private final ConcurrentLinkedDeque<Statements> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    SqliteReaders(SqliteFile file) {
        this.file = file;
    }

    <T> T read(String sql, Database.Query<T> query) {
        free.acquireUninterruptibly();
        try {
            if (closed) {
                throw new StoreException.Unavailable("the store is closed", null);
            }
            Statements known = idle.poll();
            Statements reader = known == null ? new Statements(file.connect()) : known;
            return read(reader, sql, query);
        } catch (SQLException e) {
            throw file.unavailable(e);
        } finally {
            free.release();
        }
    }

    private <T> T read(Statements reader, String sql, Database.Query<T> query) throws SQLException {
        try {
            T answer = query.run(reader.of(sql));
            idle.push(reader);
            return answer;
        } catch (SQLException | RuntimeException | Error e) {
            try (reader) {
                throw e;
            }
        }
    }

    /** Waits for reads that are under way. */
    @Override
    public void close() {
        closed = true;
        free.acquireUninterruptibly(READERS);
        try {
            for (Statements reader = idle.poll(); reader != null; reader = idle.poll()) {
                reader.close();
            }
        } catch (SQLException e) {
            throw file.unavailable(e);
        } finally {
            free.release(READERS);
        }
    }
}
