package dev.mayfly.worker.telemetry;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading end of a named pipe. The pump empties it as it fills; whoever ends an invocation empties it once more, so
 * that every line written before the answer is there before END. The lock keeps the two apart.
 */
final class LogPipe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogPipe.class);

    private static final int CHUNK = 16_384;

    /**
     * A guest that writes faster than we read must not hold the reader for ever: this many chunks at a time. No pipe holds
     * more (/proc/sys/fs/pipe-max-size is a mebibyte), so a turn takes in all that was written before it began.
     */
    private static final int CHUNKS_A_TURN = 64;

    /** Takes the bytes apart. Called under the pipe's lock. */
    interface Parser {
        void take(byte[] bytes);

        /** Nothing more comes now: a line without its end is a line. */
        void flush();

        /** The writers are gone: what is incomplete stays so, and what comes next begins anew. */
        void end();
    }

    private final int descriptor;
    private final Parser parser;
    private final BooleanSupplier full;
    private final MemorySegment buffer = Arena.ofAuto().allocate(CHUNK);
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    /** @param full no room: what is in the pipe stays there */
    LogPipe(Path pipe, Parser parser, BooleanSupplier full) throws IOException {
        // Opened for writing too, so that the pipe never ends while a guest comes and goes.
        this.descriptor = Linux.open(pipe.toString(), Linux.O_RDWR | Linux.O_NONBLOCK | Linux.O_CLOEXEC);
        this.parser = parser;
        this.full = full;
    }

    int descriptor() {
        return descriptor;
    }

    /** Reads what is there. False when the log is full and the pipe must wait. */
    boolean drain() {
        return drain(full);
    }

    private boolean drain(BooleanSupplier stop) {
        lock.lock();
        try {
            for (int turn = 0; turn < CHUNKS_A_TURN && !closed; turn++) {
                if (stop.getAsBoolean()) {
                    return false;
                }
                int count = Linux.read(descriptor, buffer);
                if (count <= 0) {
                    return true;
                }
                parser.take(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
            }
            return true;
        } catch (Linux.Errno e) {
            log.warn("a log pipe cannot be read: {}", e.getMessage());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Reads all that was written until now, room or not, and takes an unfinished line as a line. */
    void settle() {
        lock.lock();
        try {
            var _ = drain(() -> false);
            parser.flush();
        } finally {
            lock.unlock();
        }
    }

    /** The same when nobody writes any more. */
    void end() {
        lock.lock();
        try {
            var _ = drain(() -> false);
            parser.end();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                Linux.close(descriptor);
            }
        } finally {
            lock.unlock();
        }
    }
}
