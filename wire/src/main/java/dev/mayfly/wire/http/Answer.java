package dev.mayfly.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * Puts an answer's head together in a buffer used again for every answer, and sends it with the body in as few writes as
 * can be: one, when they fit the buffer. Confined to the connection's thread.
 */
final class Answer {
    private static final int SIZE = 16 << 10;
    private static final byte[] DATE = "Date: ".getBytes(ISO_8859_1);
    private static final byte[] LENGTH = "Content-Length: ".getBytes(ISO_8859_1);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(ISO_8859_1);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(ISO_8859_1);

    private final Connection connection;
    private byte[] bytes = new byte[SIZE];
    private int length;

    Answer(Connection connection) {
        this.connection = connection;
    }

    /** Begins a new answer; {@code headers} that are the server's own (see {@link Exchange#respond}) are left out. */
    void begin(int status, Headers headers, boolean close) {
        length = 0;
        put(StatusLine.of(status));
        put(DATE);
        put(HttpDate.now());
        for (Headers.Header line : headers.view()) {
            if (!serversOwn(line.name())) {
                field(line.name(), line.value());
            }
        }
        if (close) {
            put(CLOSE);
        }
    }

    void contentLength(long value) {
        put(LENGTH);
        text(Long.toString(value));
        crlf();
    }

    void chunked() {
        put(CHUNKED);
    }

    /** Ends the head and sends it with {@code body}. */
    void send(byte[] body) throws IOException {
        crlf();
        int room = Math.min(body.length, bytes.length - length);
        System.arraycopy(body, 0, bytes, length, room);
        connection.write(bytes, 0, length + room);
        if (room < body.length) {
            connection.write(body, room, body.length - room);
        }
    }

    /** Ends the head and hands it over, to be sent with the first bytes of a streamed body. */
    byte[] head() {
        crlf();
        return Arrays.copyOf(bytes, length);
    }

    private static boolean serversOwn(String name) {
        return switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("Date");
            case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
            case 14 -> name.equalsIgnoreCase("Content-Length");
            case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
            default -> false;
        };
    }

    /** @throws IllegalArgumentException rather than let a value end the line and begin another */
    private void field(String name, String value) {
        for (int i = 0; i < name.length(); i++) {
            if (!Grammar.token(name.charAt(i))) {
                throw new IllegalArgumentException("header name not allowed: " + name);
            }
        }
        boolean latin = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Grammar.fieldValue(c)) {
                throw new IllegalArgumentException("value not allowed in header " + name);
            }
            latin &= c < 256;
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a header without a name");
        }
        text(name);
        put((byte) ':');
        put((byte) ' ');
        if (latin) {
            text(value);
        } else {
            put(value.getBytes(UTF_8));
        }
        crlf();
    }

    private void crlf() {
        put((byte) '\r');
        put((byte) '\n');
    }

    @SuppressWarnings("deprecation") // Copies the low bytes, which is ISO 8859-1, without a new array.
    private void text(String latin) {
        room(latin.length());
        latin.getBytes(0, latin.length(), bytes, length);
        length += latin.length();
    }

    private void put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void put(byte one) {
        room(1);
        bytes[length++] = one;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** {@code HTTP/1.1 200 OK}, made once for each status. */
    private static final class StatusLine {
        private static final byte[][] LINES = new byte[600][];

        static byte[] of(int status) {
            if (status < 200 || status >= LINES.length) {
                throw new IllegalArgumentException("not a final status: " + status);
            }
            byte[] line = LINES[status];
            if (line == null) {
                line = ("HTTP/1.1 " + status + ' ' + Reason.of(status) + "\r\n").getBytes(ISO_8859_1);
                LINES[status] = line;
            }
            return line;
        }
    }

    /** The current date as HTTP writes it with its line end, made anew once a second. */
    private record HttpDate(long second, byte[] text) {
        private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                        "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
        private static volatile HttpDate last = at(0);

        static byte[] now() {
            long second = System.currentTimeMillis() / 1_000;
            HttpDate date = last;
            if (date.second != second) {
                date = at(second);
                last = date;
            }
            return date.text;
        }

        private static HttpDate at(long second) {
            return new HttpDate(second, (FORMAT.format(Instant.ofEpochSecond(second)) + "\r\n").getBytes(ISO_8859_1));
        }
    }
}
