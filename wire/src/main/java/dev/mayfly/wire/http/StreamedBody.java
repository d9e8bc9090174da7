package dev.mayfly.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * The body of an answer as it comes: gathered in a buffer, sent when that is full, on flush and on close, each time in one
 * write together with what frames it. Confined to the connection's thread.
 */
final class StreamedBody extends OutputStream {
    private static final int SIZE = 32 << 10;
    /** Eight hexadecimal digits and CR LF. */
    private static final int CHUNK_HEAD = 10;

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);

    /** How the reader knows where the body ends. */
    enum Framing {
        CHUNKED,
        LENGTH,
        CLOSE,
        /** The answer to HEAD and the like: what is written goes nowhere. */
        NONE
    }

    private final Connection connection;
    private final Framing framing;
    /** Head of the answer, room for the head of a chunk, data, room for what ends it. */
    private final byte[] buffer;

    private final int dataStart;
    private final byte[] head;
    private boolean headSent;
    private int dataEnd;
    private long declared;
    private boolean closed;

    /** @param declared length of the body; only with {@link Framing#LENGTH} */
    StreamedBody(Connection connection, byte[] head, Framing framing, long declared) {
        this.connection = connection;
        this.framing = framing;
        this.head = head;
        this.declared = declared;
        this.dataStart = head.length + CHUNK_HEAD;
        this.dataEnd = dataStart;
        this.buffer = new byte[dataStart + SIZE + 2 + LAST_CHUNK.length];
    }

    /** Whether everything, to the end, has been handed to the connection. */
    boolean complete() {
        return closed;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (closed) {
            throw new IOException("the answer has ended");
        }
        if (framing == Framing.NONE) {
            return;
        }
        if (framing == Framing.LENGTH) {
            if (length > declared) {
                throw new IOException("the answer is longer than declared");
            }
            declared -= length;
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, dataStart + SIZE - dataEnd);
            System.arraycopy(source, from, buffer, dataEnd, count);
            dataEnd += count;
            from += count;
            left -= count;
            if (dataEnd == dataStart + SIZE) {
                send(false);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (!closed) {
            send(false);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        if (framing == Framing.LENGTH && declared > 0) {
            throw new IOException("the answer is shorter than declared");
        }
        send(true);
        closed = true;
    }

    private void send(boolean last) throws IOException {
        int from = dataStart;
        int to = dataEnd;
        if (framing == Framing.CHUNKED) {
            if (to > from) {
                from = chunkHead(to - from);
                buffer[to++] = '\r';
                buffer[to++] = '\n';
            }
            if (last) {
                System.arraycopy(LAST_CHUNK, 0, buffer, to, LAST_CHUNK.length);
                to += LAST_CHUNK.length;
            }
        }
        if (!headSent) {
            headSent = true;
            from -= head.length;
            System.arraycopy(head, 0, buffer, from, head.length);
        }
        dataEnd = dataStart;
        if (to > from) {
            connection.write(buffer, from, to - from);
        }
    }

    /** Writes {@code size} and CR LF right before the data; answers where that begins. */
    private int chunkHead(int size) {
        int at = dataStart;
        buffer[--at] = '\n';
        buffer[--at] = '\r';
        for (int rest = size; rest > 0; rest >>= 4) {
            buffer[--at] = (byte) Character.forDigit(rest & 15, 16);
        }
        return at;
    }
}
