package dev.mayfly.wire.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.base.Sha256;
import dev.mayfly.wire.http.Headers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies signatures: computes anew what the client must have computed, and compares in constant time. */
public final class SigV4 {
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final Duration PRESIGNED_SKEW = Duration.ofMinutes(5);
    private static final long PRESIGNED_AT_MOST = Duration.ofDays(7).toSeconds();
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private SigV4() {}

    /** What a signature says once its form is right; nothing in it is verified. */
    public record Claim(Credential credential, Optional<String> securityToken) {}

    public static Claim claim(SignedRequest request) throws Rejection {
        Authorization authorization = Authorization.of(request);
        return new Claim(authorization.credential(), authorization.securityToken());
    }

    /** The hash that the client declares for the payload, unless it leaves that to be computed. */
    public static Optional<String> declaredPayloadHash(SignedRequest request) {
        return request.headers().first("X-Amz-Content-Sha256");
    }

    /**
     * Returns when the request was signed with {@code secret} for {@code service}, at a time near {@code now}, and the
     * payload is the one that was signed.
     *
     * @param payload what was sent, all of it
     */
    public static void verify(SignedRequest request, byte[] payload, String secret, String service, Instant now)
            throws Rejection {
        Authorization authorization = Authorization.of(request);
        Credential credential = authorization.credential();
        checkScope(authorization, service);
        checkTime(authorization, now);
        checkHeaders(authorization, request);
        String canonical = CanonicalRequest.of(
                        request,
                        authorization.signedHeaders(),
                        payloadHash(request, payload, service),
                        service.equals("s3"))
                .orElseThrow(Rejection::mismatch);
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                authorization.amzDate(),
                credential.scope(),
                Sha256.of(canonical.getBytes(UTF_8)).hex());
        byte[] expected =
                HexFormat.of().formatHex(hmac(key(secret, credential), toSign)).getBytes(UTF_8);
        if (!MessageDigest.isEqual(expected, authorization.signature().getBytes(UTF_8))) {
            throw Rejection.mismatch();
        }
    }

    /** A header that a service may act upon must be covered. */
    private static void checkHeaders(Authorization authorization, SignedRequest request) throws Rejection {
        if (!authorization.signedHeaders().contains("host")) {
            throw Rejection.mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");
        }
        for (Headers.Header line : request.headers().lines()) {
            String name = line.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !authorization.signedHeaders().contains(name)) {
                throw Rejection.mismatch("There were headers present in the request which were not signed: " + name);
            }
        }
    }

    private static void checkScope(Authorization authorization, String service) throws Rejection {
        Credential credential = authorization.credential();
        if (!credential.service().equals(service)) {
            throw Rejection.mismatch("Credential should be scoped to correct service: '" + service + "'.");
        }
        if (!authorization.amzDate().startsWith(credential.date())) {
            throw Rejection.mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date"
                    + " from HTTP: '" + credential.date() + "' != '" + authorization.amzDate() + "'.");
        }
    }

    private static void checkTime(Authorization authorization, Instant now) throws Rejection {
        Instant signedAt = moment(authorization.amzDate());
        Optional<String> expiresIn = authorization.expiresIn();
        Duration ahead = expiresIn.isPresent() ? PRESIGNED_SKEW : SKEW;
        if (signedAt.isAfter(now.plus(ahead))) {
            throw Rejection.mismatch("Signature not yet current: " + authorization.amzDate() + " is still later than "
                    + AMZ_DATE.format(now.plus(ahead)) + " (" + AMZ_DATE.format(now) + " + " + ahead.toMinutes()
                    + " min.)");
        }
        if (expiresIn.isPresent()) {
            if (now.isAfter(signedAt.plusSeconds(expiry(expiresIn.get())))) {
                throw Rejection.mismatch("Signature expired: " + authorization.amzDate() + " is now earlier than "
                        + AMZ_DATE.format(now.minusSeconds(expiry(expiresIn.get()))) + " (" + AMZ_DATE.format(now)
                        + " - " + expiresIn.get() + " sec.)");
            }
        } else if (signedAt.isBefore(now.minus(SKEW))) {
            throw Rejection.mismatch("Signature expired: " + authorization.amzDate() + " is now earlier than "
                    + AMZ_DATE.format(now.minus(SKEW)) + " (" + AMZ_DATE.format(now) + " - " + SKEW.toMinutes()
                    + " min.)");
        }
    }

    private static Instant moment(String amzDate) throws Rejection {
        try {
            return LocalDateTime.parse(amzDate, AMZ_DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Rejection.incomplete("Date must be in ISO-8601 'basic format'. Got '" + amzDate
                    + "'. See http://en.wikipedia.org/wiki/ISO_8601");
        }
    }

    private static long expiry(String seconds) throws Rejection {
        if (!seconds.matches("[0-9]{1,9}") || Long.parseLong(seconds) > PRESIGNED_AT_MOST) {
            throw Rejection.incomplete("X-Amz-Expires must be between 0 and " + PRESIGNED_AT_MOST + " seconds");
        }
        return Long.parseLong(seconds);
    }

    private static String payloadHash(SignedRequest request, byte[] payload, String service) throws Rejection {
        Optional<String> declared = declaredPayloadHash(request);
        if (declared.isEmpty()) {
            boolean presignedForS3 = service.equals("s3") && !request.headers().contains("Authorization");
            return presignedForS3 ? UNSIGNED : Sha256.of(payload).hex();
        }
        if (declared.get().equals(UNSIGNED)) {
            return UNSIGNED;
        }
        byte[] actual = Sha256.of(payload).hex().getBytes(UTF_8);
        if (!MessageDigest.isEqual(actual, declared.get().getBytes(UTF_8))) {
            throw Rejection.mismatch();
        }
        return declared.get();
    }

    private static byte[] key(String secret, Credential credential) {
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : List.of(credential.date(), credential.region(), credential.service(), "aws4_request")) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
