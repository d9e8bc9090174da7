package dev.mayfly.wire.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * What the peer has sent and nobody has taken yet, in one buffer that is used again for every request. Confined to the
 * connection's thread.
 */
final class PeerInput {
    static final int SIZE = 8 << 10;
    private static final int READ_AT_MOST = 128 << 10;

    private final SocketChannel channel;
    private byte[] bytes = new byte[SIZE];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int start;
    private int end;

    PeerInput(SocketChannel channel) {
        this.channel = channel;
    }

    /** The bytes not taken yet are {@code bytes()[start()..end())}; only until the next {@link #fill}. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int available() {
        return end - start;
    }

    void take(int count) {
        start += count;
    }

    /**
     * Reads once, behind what is there; makes room first, up to {@code most} untaken bytes. What was untaken may move to
     * the front of the buffer.
     *
     * @return false when the peer has closed
     */
    boolean fill(int most) throws IOException {
        makeRoom(most);
        view.limit(bytes.length).position(end);
        int count = channel.read(view);
        if (count > 0) {
            end += count;
        }
        return count >= 0;
    }

    private void makeRoom(int most) {
        if (start == end) {
            start = 0;
            end = 0;
            // A huge head must not stay with a connection that then idles.
            if (bytes.length > SIZE * 4) {
                use(new byte[SIZE]);
            }
        } else if (end == bytes.length) {
            if (start > 0) {
                System.arraycopy(bytes, start, bytes, 0, end - start);
            } else {
                use(Arrays.copyOf(bytes, Math.min(most, bytes.length * 2)));
            }
            end -= start;
            start = 0;
        }
    }

    private void use(byte[] buffer) {
        bytes = buffer;
        view = ByteBuffer.wrap(buffer);
    }

    /** Takes up to {@code length} bytes: what is here first, else straight from the socket. -1 when the peer has closed. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (start == end) {
            return channel.read(ByteBuffer.wrap(target, offset, Math.min(length, READ_AT_MOST)));
        }
        int count = Math.min(length, end - start);
        System.arraycopy(bytes, start, target, offset, count);
        start += count;
        return count;
    }

    /** Whether the peer has closed its side; keeps what it may have sent meanwhile. Waits a millisecond at most. */
    boolean ended() throws IOException {
        makeRoom(bytes.length);
        if (end == bytes.length) {
            return false;
        }
        Socket socket = channel.socket();
        socket.setSoTimeout(1);
        try {
            InputStream timed = socket.getInputStream();
            int count = timed.read(bytes, end, bytes.length - end);
            end += Math.max(0, count);
            return count < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
