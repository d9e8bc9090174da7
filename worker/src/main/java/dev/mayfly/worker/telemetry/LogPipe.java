package dev.mayfly.worker.telemetry;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading end of a named pipe. The pump empties it as it fills; whoever ends an invocation empties it once more, so
 * that every line written before the answer is there before END. The lock keeps the two apart.
 */
final class LogPipe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogPipe.class);

    private static final int CHUNK = 65_536;

    /** A guest that writes faster than we read must not hold the reader for ever: this many chunks at a time. */
    private static final int CHUNKS_A_TURN = 32;

    /** Takes the bytes apart. Called under the pipe's lock. */
    interface Parser {
        void take(byte[] bytes);

        /** Nothing more comes now: what is incomplete counts as complete. */
        void flush();

        /** No room: leave the rest in the pipe. */
        boolean full();
    }

    private final int descriptor;
    private final Parser parser;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    LogPipe(Path pipe, Parser parser) throws IOException {
        // Opened for writing too, so that the pipe never ends while a guest comes and goes.
        this.descriptor = Linux.open(pipe.toString(), Linux.O_RDWR | Linux.O_NONBLOCK | Linux.O_CLOEXEC);
        this.parser = parser;
    }

    int descriptor() {
        return descriptor;
    }

    /** Reads what is there. False when the log is full and the pipe must wait. */
    boolean drain() {
        lock.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            for (int turn = 0; turn < CHUNKS_A_TURN && !closed; turn++) {
                if (parser.full()) {
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

    /** Reads what is there and takes an unfinished line as a line. */
    void drainAndFlush() {
        lock.lock();
        try {
            drain();
            parser.flush();
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
