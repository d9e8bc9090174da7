package dev.mayfly.store;

import java.util.Arrays;

/**
 * The keys that a scan may answer, as a range of key bytes.
 *
 * @param from the least key, inclusive
 * @param to the first key that is too great
 */
public record KeyRange(byte[] from, byte[] to) {
    /** No byte of UTF-8 text is this great. */
    private static final byte[] BEYOND_ALL = {(byte) 0xFF};

    /** Keys that start with {@code prefix} and are greater than {@code after}; empty: from the start. */
    public static KeyRange ascending(String prefix, String after) {
        byte[] start = KeyBytes.of(prefix);
        byte[] resume = after.isEmpty() ? start : successor(KeyBytes.of(after));
        return new KeyRange(greater(start, resume), end(start));
    }

    /** Keys that start with {@code prefix} and are less than {@code before}; empty: to the end. */
    public static KeyRange descending(String prefix, String before) {
        byte[] start = KeyBytes.of(prefix);
        byte[] end = end(start);
        byte[] resume = before.isEmpty() ? end : KeyBytes.of(before);
        return new KeyRange(start, lesser(end, resume));
    }

    public boolean isEmpty() {
        return Arrays.compareUnsigned(from, to) >= 0;
    }

    /** @throws IllegalArgumentException when a scan is asked for no entries at all */
    public static void requirePositive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a scan's limit is at least 1, not " + limit);
        }
    }

    private static byte[] successor(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    private static byte[] end(byte[] prefix) {
        if (prefix.length == 0) {
            return BEYOND_ALL;
        }
        byte[] end = prefix.clone();
        end[end.length - 1]++;
        return end;
    }

    private static byte[] greater(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other) >= 0 ? one : other;
    }

    private static byte[] lesser(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other) <= 0 ? one : other;
    }
}
