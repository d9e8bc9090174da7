package dev.mayfly.wire.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/** Percent-encoding as AWS's clients and signatures use it. */
public final class Percent {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "-._~";

    private Percent() {}

    /** Of a path: {@code +} is itself. A stray percent sign stays as it is. */
    public static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decode(text, false);
    }

    /** Of a query or a form: {@code +} is a blank. */
    public static String decodeForm(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : decode(text, true);
    }

    private static String decode(String text, boolean plusIsBlank) {
        byte[] from = text.getBytes(UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            int high = from[i] == '%' && i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(from[i + 2], 16) : -1;
            if (low >= 0) {
                to[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                to[length++] = plusIsBlank && from[i] == '+' ? (byte) ' ' : from[i];
            }
        }
        return new String(to, 0, length, UTF_8);
    }

    /** Encodes all but letters, digits and {@code -._~}; {@code also} names further characters to keep. */
    public static String encode(String text, String also) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (alphanumeric || UNRESERVED.indexOf(c) >= 0 || also.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
