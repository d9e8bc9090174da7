package dev.mayfly.wire.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** The body of one request, decoded: of a declared length, or chunked. Ends where the body ends. */
final class RequestBody extends InputStream {
    private static final int LINE_LIMIT = 4 << 10;
    private static final int TRAILER_LIMIT = 16 << 10;
    private static final int FIRST_BUFFER = 1 << 20;

    private final Connection connection;
    private final PeerInput input;
    private final boolean chunked;
    private final Headers trailers = new Headers();
    /** Of the body, or of the current chunk. */
    private long remaining;

    private boolean firstChunk = true;
    private boolean ended;
    private boolean continueDue;

    RequestBody(Connection connection, PeerInput input, RequestHead head) {
        this.connection = connection;
        this.input = input;
        this.chunked = head.bodyLength() == RequestHead.CHUNKED;
        this.remaining = Math.max(0, head.bodyLength());
        this.ended = !chunked && remaining == 0;
        this.continueDue = head.expectsContinue() && !ended;
    }

    boolean ended() {
        return ended;
    }

    /** The client holds the body back until it is told to go on. */
    boolean awaitsContinue() {
        return continueDue;
    }

    /** Whether the rest is known to be at most {@code bytes} long. */
    boolean endsWithin(int bytes) {
        return ended || (!chunked && !continueDue && remaining <= bytes);
    }

    /** Complete once the body has ended. */
    Headers trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (ended || !chunkAhead()) {
            return -1;
        }
        invite();
        connection.due(connection.limits().bodyStall());
        int count = input.read(target, offset, (int) Math.min(length, remaining));
        connection.notDue();
        if (count < 0) {
            throw new EOFException("the peer closed within the body");
        }
        remaining -= count;
        ended = !chunked && remaining == 0;
        return count;
    }

    byte[] all(long limit) throws IOException {
        if (!chunked && remaining > limit) {
            throw new Exchange.BodyTooLarge(limit);
        }
        if (ended) {
            return new byte[0];
        }
        // A declared length is believed only as far as bytes have come.
        byte[] bytes = new byte[(int) Math.min(chunked ? PeerInput.SIZE : remaining, FIRST_BUFFER)];
        int length = 0;
        while (true) {
            int count = read(bytes, length, bytes.length - length);
            if (count < 0) {
                break;
            }
            length += count;
            if (length > limit) {
                throw new Exchange.BodyTooLarge(limit);
            }
            if (ended) {
                break;
            }
            if (length == bytes.length) {
                long wanted = Math.min(chunked ? Long.MAX_VALUE : length + remaining, bytes.length * 2L);
                bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
                if (length == bytes.length) {
                    throw new Exchange.BodyTooLarge(limit);
                }
            }
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void invite() throws IOException {
        if (continueDue) {
            continueDue = false;
            if (input.available() == 0) {
                connection.sendContinue();
            }
        }
    }

    /** Stands at data of the current chunk or of the next; false when the last chunk has been read. */
    private boolean chunkAhead() throws IOException {
        if (!chunked || remaining > 0) {
            return true;
        }
        invite();
        if (!firstChunk && !line(2).isEmpty()) {
            throw new Refusal(400, "malformed chunk");
        }
        firstChunk = false;
        remaining = chunkSize(line(LINE_LIMIT));
        if (remaining > 0) {
            return true;
        }
        readTrailers();
        ended = true;
        return false;
    }

    private static long chunkSize(String line) throws Refusal {
        long size = 0;
        int at = 0;
        while (at < line.length() && Grammar.hex(line.charAt(at)) >= 0) {
            size = size << 4 | Grammar.hex(line.charAt(at++));
            if (at > 15) {
                throw new Refusal(400, "absurd chunk");
            }
        }
        // What follows a semicolon are extensions, which nobody uses.
        if (at == 0 || (at < line.length() && !line.substring(at).stripLeading().startsWith(";"))) {
            throw new Refusal(400, "malformed chunk");
        }
        return size;
    }

    private void readTrailers() throws IOException {
        int left = TRAILER_LIMIT;
        while (true) {
            String line = line(left);
            if (line.isEmpty()) {
                return;
            }
            left -= line.length() + 2;
            int colon = line.indexOf(':');
            if (colon <= 0 || !line.chars().limit(colon).allMatch(Grammar::token)) {
                throw new Refusal(400, "malformed trailer");
            }
            trailers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    /** Up to CR LF, without them. */
    private String line(int limit) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = next();
            if (c == '\r') {
                if (next() != '\n') {
                    throw new Refusal(400, "malformed line");
                }
                return line.toString();
            }
            if (!Grammar.fieldValue(c) || line.length() >= limit) {
                throw new Refusal(400, "malformed line");
            }
            line.append((char) c);
        }
    }

    private int next() throws IOException {
        if (input.available() == 0) {
            connection.due(connection.limits().bodyStall());
            boolean more = input.fill(PeerInput.SIZE);
            connection.notDue();
            if (!more) {
                throw new EOFException("the peer closed within the body");
            }
        }
        int c = input.bytes()[input.start()] & 0xFF;
        input.take(1);
        return c;
    }
}
