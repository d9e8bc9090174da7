package dev.mayfly.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** Methods and header names that most requests carry, so that reading one makes no new string. */
final class KnownWords {
    private static final int SLOTS = 256;
    private static final byte[][] BYTES = new byte[SLOTS][];
    private static final String[] STRINGS = new String[SLOTS];

    static {
        for (String word : new String[] {
            "GET",
            "POST",
            "PUT",
            "DELETE",
            "PATCH",
            "HEAD",
            "OPTIONS",
            "Host",
            "host",
            "User-Agent",
            "user-agent",
            "Accept",
            "accept",
            "Accept-Encoding",
            "Connection",
            "connection",
            "Content-Type",
            "content-type",
            "Content-Length",
            "content-length",
            "Authorization",
            "X-Amz-Date",
            "x-amz-content-sha256",
            "X-Amz-Target",
            "X-Amz-Security-Token",
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            "Lambda-Runtime-Function-Error-Type",
            "Lambda-Runtime-Function-Response-Mode"
        }) {
            byte[] bytes = word.getBytes(ISO_8859_1);
            int slot = slot(bytes, 0, bytes.length);
            // Of two names that meet in one slot the first stays; the other is merely made anew each time.
            if (BYTES[slot] == null) {
                BYTES[slot] = bytes;
                STRINGS[slot] = word;
            }
        }
    }

    private KnownWords() {}

    static String word(byte[] bytes, int from, int to) {
        int slot = slot(bytes, from, to);
        byte[] known = BYTES[slot];
        if (known != null && Arrays.equals(known, 0, known.length, bytes, from, to)) {
            return STRINGS[slot];
        }
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    private static int slot(byte[] bytes, int from, int to) {
        int length = to - from;
        return (length * 31 + bytes[from] * 7 + bytes[to - 1] * 3 + bytes[from + length / 2]) & (SLOTS - 1);
    }
}
