package dev.mayfly.wire.sign;

import java.util.Arrays;
import java.util.Optional;

/**
 * The key id and the scope that a signature names: {@code AKID/20260131/eu-central-1/lambda/aws4_request}.
 *
 * @param date as {@code yyyyMMdd}
 * @param region empty when signed for several (SigV4A)
 */
public record Credential(String accessKeyId, String date, String region, String service) {
    private static final String TERMINATOR = "aws4_request";

    /** Reads header or query without believing either. Empty when nothing there names a credential. */
    public static Optional<Credential> claimed(SignedRequest request) {
        return Authorization.text(request).flatMap(Authorization::parameters).flatMap(parameters -> {
            String credential = parameters.get("Credential");
            return credential == null ? Optional.empty() : parse(credential);
        });
    }

    static Optional<Credential> parse(String text) {
        String[] parts = text.split("/", -1);
        int last = parts.length - 1;
        // A key id never has a slash, but made-up ones in open mode might.
        if (last < 3 || !parts[last].equals(TERMINATOR) || parts[0].isEmpty()) {
            return Optional.empty();
        }
        boolean manyRegions = last == 3;
        int date = manyRegions ? last - 2 : last - 3;
        String id = String.join("/", Arrays.copyOf(parts, date));
        return Optional.of(new Credential(id, parts[date], manyRegions ? "" : parts[last - 2], parts[last - 1]));
    }

    String scope() {
        return date + '/' + region + '/' + service + '/' + TERMINATOR;
    }
}
