package dev.mayfly.services.iam;

import dev.mayfly.base.Ids;
import dev.mayfly.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** AWS's unique ids: four letters that say what it is, then upper-case base32. */
final class UniqueId {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static final String SESSION_KEY_PREFIX = "ASIA";

    private UniqueId() {}

    static String role() {
        return "AROA" + Ids.drawn(17, BASE32);
    }

    static String user() {
        return "AIDA" + Ids.drawn(17, BASE32);
    }

    static String policy() {
        return "ANPA" + Ids.drawn(17, BASE32);
    }

    /** AWS's own policies keep one id for ever, here derived from their name. */
    static String policyNamed(String name) {
        return "ANPA" + derived(name, 17);
    }

    static String accessKey() {
        return "AKIA" + Ids.drawn(16, BASE32);
    }

    static String sessionKey() {
        return SESSION_KEY_PREFIX + Ids.drawn(16, BASE32);
    }

    /** 240 random bits in the 40 characters that every signer accepts. */
    static String secret() {
        return Ids.drawn(40, SECRET_CHARACTERS);
    }

    static String sessionToken() {
        return Ids.drawn(128, SECRET_CHARACTERS);
    }

    private static String derived(String meaning, int length) {
        byte[] digest = HexFormat.of()
                .parseHex(Sha256.of(meaning.getBytes(StandardCharsets.UTF_8)).hex());
        StringBuilder id = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            id.append(BASE32.charAt(digest[i] & 31));
        }
        return id.toString();
    }
}
