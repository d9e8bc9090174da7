package dev.mayfly.wire.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.http.Headers;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The SDK signs, we verify. */
class SigV4Test {
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String ODD = "ab/c d+&%=?é~-_.*'()!,:@";

    private record Signed(SignedRequest request, byte[] body) {
        void verify(String service, Instant at) throws Rejection {
            SigV4.verify(request, body, SECRET, service, at);
        }
    }

    private static Signed sign(SdkHttpRequest request, byte[] body, Duration presigned) {
        SignRequest.Builder<AwsCredentialsIdentity> signing = SignRequest.builder(
                        AwsCredentialsIdentity.create("AKID", SECRET))
                .request(request)
                .payload(() -> new ByteArrayInputStream(body))
                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "lambda")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                .putProperty(
                        AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED,
                        !request.protocol().equals("https"))
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC));
        if (!presigned.isZero()) {
            signing.putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, presigned);
        }
        SdkHttpRequest signed = AwsV4HttpSigner.create().sign(signing.build()).request();
        Headers headers = new Headers();
        signed.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        URI uri = signed.getUri();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return new Signed(new SignedRequest(signed.method().name(), uri.getRawPath(), query, headers), body);
    }

    private static Signed random(Random random, Duration presigned) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(random.nextBoolean() ? SdkHttpMethod.POST : SdkHttpMethod.GET)
                .protocol("http")
                .host("localhost")
                .port(4566)
                .encodedPath(presigned.isZero() ? path(random) : "/a/b")
                .putHeader("Host", "localhost:4566")
                .putHeader("X-Odd", " two  blanks ");
        for (int i = random.nextInt(4); i > 0; i--) {
            request.appendRawQueryParameter("q" + random.nextInt(3), text(random));
        }
        byte[] body = presigned.isZero() ? text(random).getBytes(UTF_8) : new byte[0];
        return sign(request.build(), body, presigned);
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            path.append('/').append(dev.mayfly.wire.codec.Percent.encode("x" + text(random), ""));
        }
        return path.toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(ODD.charAt(random.nextInt(ODD.length())));
        }
        return text.toString();
    }

    @Property(tries = 300)
    void what_the_sdk_signs_is_verified(@ForAll long seed) {
        Random random = new Random(seed);
        Duration presigned = random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(10);
        assertThatCode(() -> random(random, presigned).verify("lambda", NOW)).doesNotThrowAnyException();
    }

    @Property(tries = 300)
    void one_bit_changed_anywhere_is_not_verified(@ForAll long seed) throws Rejection {
        Random random = new Random(seed);
        Duration presigned = random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(10);
        Signed signed = random(random, presigned);
        signed.verify("lambda", NOW);
        Signed changed = changed(signed, random);
        assertThatThrownBy(() -> changed.verify("lambda", NOW))
                .as("%s of %s", changed.request(), signed.request())
                .isInstanceOf(Rejection.class);
    }

    private static Signed changed(Signed signed, Random random) {
        SignedRequest request = signed.request();
        byte[] body = signed.body().clone();
        String path = request.rawPath();
        String query = request.rawQuery();
        Headers headers = new Headers();
        request.headers().lines().forEach(line -> headers.add(line.name(), line.value()));
        switch (random.nextInt(4)) {
            case 0 -> path = path + flipped('x', random);
            case 1 -> query = query.isEmpty() ? "q" : change(query, random);
            case 2 -> {
                Headers.Header line =
                        headers.lines().get(random.nextInt(headers.lines().size()));
                boolean covered =
                        !line.name().equals("Content-Length") && !line.value().isBlank();
                String name = covered ? line.name() : "Host";
                headers.set(name, change(headers.first(name).orElseThrow(), random));
            }
            default -> {
                if (body.length == 0) {
                    body = new byte[] {1};
                } else {
                    body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return new Signed(new SignedRequest(request.method(), path, query, headers), body);
    }

    /** Another letter or digit in the place of one. */
    private static String change(String text, Random random) {
        int[] places = java.util.stream.IntStream.range(0, text.length())
                .filter(i -> Character.isLetterOrDigit(text.charAt(i)))
                .toArray();
        int at = places[random.nextInt(places.length)];
        StringBuilder changed = new StringBuilder(text);
        changed.setCharAt(at, flipped(text.charAt(at), random));
        return changed.toString();
    }

    private static char flipped(char c, Random random) {
        while (true) {
            char other = (char) (c ^ 1 << random.nextInt(7));
            // Letters of the other case are the same in hexadecimal escapes.
            boolean same = Character.toLowerCase(other) == Character.toLowerCase(c);
            if (other < 0x7F && Character.isLetterOrDigit(other) && !same) {
                return other;
            }
        }
    }

    private static Signed plain(Duration presigned) {
        return random(new Random(1), presigned);
    }

    private static void rejected(Signed signed, String service, Instant at, Rejection.Kind kind, String message) {
        assertThatThrownBy(() -> signed.verify(service, at))
                .isInstanceOfSatisfying(
                        Rejection.class,
                        rejection -> assertThat(rejection.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }

    @Test
    void a_signature_holds_for_a_quarter_of_an_hour() throws Rejection {
        Signed signed = plain(Duration.ZERO);
        signed.verify("lambda", NOW.plus(Duration.ofMinutes(15)));
        signed.verify("lambda", NOW.minus(Duration.ofMinutes(15)));
        rejected(
                signed,
                "lambda",
                NOW.plus(Duration.ofMinutes(16)),
                Rejection.Kind.MISMATCH,
                "Signature expired: 20260131T100000Z is now earlier than 20260131T100100Z (20260131T101600Z - 15 min.)");
        rejected(
                signed,
                "lambda",
                NOW.minus(Duration.ofMinutes(16)),
                Rejection.Kind.MISMATCH,
                "Signature not yet current");
    }

    @Test
    void a_presigned_url_holds_as_long_as_it_says() throws Rejection {
        Signed signed = plain(Duration.ofMinutes(60));
        signed.verify("lambda", NOW.plus(Duration.ofMinutes(59)));
        rejected(signed, "lambda", NOW.plus(Duration.ofMinutes(61)), Rejection.Kind.MISMATCH, "Signature expired");
        rejected(
                signed,
                "lambda",
                NOW.minus(Duration.ofMinutes(6)),
                Rejection.Kind.MISMATCH,
                "Signature not yet current");
    }

    @Test
    void a_signature_is_for_one_service() {
        rejected(
                plain(Duration.ZERO),
                "iam",
                NOW,
                Rejection.Kind.MISMATCH,
                "Credential should be scoped to correct service: 'iam'.");
    }

    @Test
    void a_payload_may_be_left_unsigned() throws Rejection {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("https://localhost/"))
                .putHeader("Host", "localhost")
                .build();
        Signed signed = sign(request, "one".getBytes(UTF_8), Duration.ZERO);
        assertThat(signed.request().headers().first("x-amz-content-sha256")).contains("UNSIGNED-PAYLOAD");
        new Signed(signed.request(), "two".getBytes(UTF_8)).verify("lambda", NOW);
    }

    @Test
    void a_header_of_aws_that_is_not_signed_is_refused() {
        Signed signed = plain(Duration.ZERO);
        signed.request().headers().add("X-Amz-Target", "Logs_20140328.DeleteLogGroup");
        rejected(signed, "lambda", NOW, Rejection.Kind.MISMATCH, "which were not signed: x-amz-target");
    }

    @Test
    void what_is_no_signature_is_told_what_it_lacks() {
        incomplete(
                Headers.of("Authorization", "AWS4-HMAC-SHA256 "),
                "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        incomplete(Headers.of("Authorization", "Basic abc"), "Unsupported AWS 'algorithm': 'Basic'.");
        incomplete(
                Headers.of(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0",
                        "X-Amz-Date",
                        "x"),
                "Credential must have exactly 5 slash-delimited elements");
        incomplete(
                Headers.of(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=a/x/r/lambda/aws4_request, SignedHeaders=host, Signature=0",
                        "X-Amz-Date",
                        "x"),
                "Date must be in ISO-8601 'basic format'. Got 'x'.");
        assertThatThrownBy(() -> SigV4.claim(new SignedRequest("GET", "/", "", new Headers())))
                .isInstanceOfSatisfying(
                        Rejection.class,
                        rejection -> assertThat(rejection.kind()).isEqualTo(Rejection.Kind.MISSING));
    }

    private static void incomplete(Headers headers, String message) {
        rejected(
                new Signed(new SignedRequest("GET", "/", "", headers), new byte[0]),
                "lambda",
                NOW,
                Rejection.Kind.INCOMPLETE,
                message);
    }

    @Test
    void a_claim_is_read_from_header_and_query_and_from_nothing_else() {
        assertThat(Credential.claimed(plain(Duration.ZERO).request()).orElseThrow())
                .isEqualTo(new Credential("AKID", "20260131", "eu-central-1", "lambda"));
        assertThat(Credential.claimed(plain(Duration.ofMinutes(1)).request())
                        .orElseThrow()
                        .service())
                .isEqualTo("lambda");
        for (String header :
                new String[] {"", "AWS4", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=////", "Bearer x"
                }) {
            assertThat(Credential.claimed(new SignedRequest("GET", "/", "", Headers.of("Authorization", header))))
                    .isEmpty();
        }
    }
}
