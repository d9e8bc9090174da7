package dev.mayfly.base;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** Fresh identifiers from a cryptographic source: unguessable, and unique for every practical purpose. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A version-4 UUID such as request and revision ids are, lower case with dashes. */
    public static String uuid() {
        return UUID.randomUUID().toString();
    }

    /** {@code bytes} random bytes as lower-case hex, so twice as many characters. */
    public static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** {@code length} characters, each drawn from {@code alphabet}. */
    public static String drawn(int length, String alphabet) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
