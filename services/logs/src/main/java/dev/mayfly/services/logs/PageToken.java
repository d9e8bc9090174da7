package dev.mayfly.services.logs;

import dev.mayfly.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a listing goes on, as text for the client to hand back: nothing is kept here. A checksum over the place and the
 * scope (operation, tenant, group) refuses garbage and tokens of another listing; a place is no secret and grants
 * nothing, so it is not signed.
 */
final class PageToken {
    private static final int CHECKSUM = 9;
    private static final int LONGEST = 8_000;

    private PageToken() {}

    /** @param parts none but the last may contain a line feed */
    static String of(String scope, String... parts) {
        byte[] place = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
        byte[] token = Arrays.copyOf(checksum(scope, place), CHECKSUM + place.length);
        System.arraycopy(place, 0, token, CHECKSUM, place.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /**
     * The {@code count} parts of a token; as many empty strings when there is none.
     *
     * @throws software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException when it is not a token of
     *     this scope
     */
    static List<String> read(String scope, @Nullable String token, int count) {
        if (token == null) {
            return Collections.nCopies(count, "");
        }
        byte[] bytes = decode(token);
        if (bytes.length < CHECKSUM) {
            throw invalid();
        }
        byte[] place = Arrays.copyOfRange(bytes, CHECKSUM, bytes.length);
        if (!Arrays.equals(checksum(scope, place), Arrays.copyOf(bytes, CHECKSUM))) {
            throw invalid();
        }
        List<String> parts = List.of(new String(place, StandardCharsets.UTF_8).split("\n", count));
        if (parts.size() != count) {
            throw invalid();
        }
        return parts;
    }

    static RuntimeException invalid() {
        return Constraints.invalid("The specified nextToken is invalid.");
    }

    private static byte[] decode(String token) {
        if (token.length() > LONGEST) {
            throw invalid();
        }
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static byte[] checksum(String scope, byte[] place) {
        var digest = Sha256.newDigest();
        digest.update(scope.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return Arrays.copyOf(digest.digest(place), CHECKSUM);
    }
}
