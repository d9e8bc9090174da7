package dev.mayfly.store;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Keys as the UTF-8 bytes by which every {@link Store} compares them, unsigned. */
public final class KeyBytes {
    private static final int LONGEST = 1_024;

    private KeyBytes() {}

    /**
     * The bytes of any text that is looked for.
     *
     * @throws IllegalArgumentException when {@code text} has half a surrogate pair, which UTF-8 cannot say
     */
    public static byte[] of(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not Unicode text: " + text, e);
        }
    }

    /**
     * The bytes of a key that is to be written.
     *
     * @throws IllegalArgumentException as {@link #of}, and when the key is empty or longer than 1,024 bytes
     */
    public static byte[] ofKey(String key) {
        byte[] bytes = of(key);
        if (bytes.length == 0 || bytes.length > LONGEST) {
            throw new IllegalArgumentException("a key has 1 to " + LONGEST + " bytes, not " + bytes.length);
        }
        return bytes;
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
