package dev.mayfly.wire.sign;

import dev.mayfly.wire.codec.Parameters;
import dev.mayfly.wire.codec.Percent;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A request in the one form that both sides hash, as the Signature Version 4 documentation describes it. */
final class CanonicalRequest {
    private static final Pattern BLANKS = Pattern.compile(" +");

    private CanonicalRequest() {}

    /**
     * Empty when a header said to be signed is not there.
     *
     * @param plainPath S3's way: the path is taken as sent, not encoded once more
     */
    static Optional<String> of(
            SignedRequest request, List<String> signedHeaders, String payloadHash, boolean plainPath) {
        StringBuilder headers = new StringBuilder();
        for (String name : signedHeaders) {
            List<String> values = request.headers().all(name);
            if (values.isEmpty()) {
                return Optional.empty();
            }
            headers.append(name)
                    .append(':')
                    .append(values.stream()
                            .map(value -> BLANKS.matcher(value.strip()).replaceAll(" "))
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        return Optional.of(String.join(
                "\n",
                request.method(),
                path(request.rawPath(), plainPath),
                query(request.rawQuery(), !request.headers().contains("Authorization")),
                headers,
                String.join(";", signedHeaders),
                payloadHash));
    }

    private static String path(String raw, boolean plain) {
        return plain ? raw : Percent.encode(withoutDots(raw), "/");
    }

    private static String withoutDots(String raw) {
        Deque<String> kept = new ArrayDeque<>();
        for (String step : raw.split("/")) {
            if (step.equals("..")) {
                kept.pollLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                kept.addLast(step);
            }
        }
        String joined = '/' + String.join("/", kept);
        return raw.endsWith("/") && joined.length() > 1 ? joined + '/' : joined;
    }

    /** @param presigned whether the query itself holds the signature, which cannot sign itself */
    private static String query(String raw, boolean presigned) {
        record Encoded(String name, String value) {}
        return Parameters.parse(raw.replace("+", "%2B")).pairs().stream()
                .filter(pair -> !presigned || !pair.name().equals("X-Amz-Signature"))
                .map(pair -> new Encoded(Percent.encode(pair.name(), ""), Percent.encode(pair.value(), "")))
                .sorted(Comparator.comparing(Encoded::name).thenComparing(Encoded::value))
                .map(pair -> pair.name() + '=' + pair.value())
                .collect(Collectors.joining("&"));
    }
}
