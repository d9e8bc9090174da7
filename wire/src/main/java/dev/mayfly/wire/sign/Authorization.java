package dev.mayfly.wire.sign;

import dev.mayfly.wire.codec.Parameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of a signature, from the Authorization header or from the query of a presigned URL.
 *
 * @param signedHeaders lower case, in the order signed
 * @param amzDate {@code yyyyMMdd'T'HHmmss'Z'} as sent
 * @param expiresIn seconds as sent; only presigned
 */
record Authorization(
        Credential credential,
        List<String> signedHeaders,
        String signature,
        String amzDate,
        Optional<String> securityToken,
        Optional<String> expiresIn) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    static Authorization of(SignedRequest request) throws Rejection {
        Optional<String> header = request.headers().first("Authorization");
        return header.isPresent() ? ofHeader(header.get(), request) : ofQuery(request);
    }

    private static Authorization ofHeader(String header, SignedRequest request) throws Rejection {
        if (!header.startsWith(ALGORITHM + ' ')) {
            throw Rejection.incomplete("Unsupported AWS 'algorithm': '" + header.split(" ", 2)[0] + "'.");
        }
        Map<String, String> parameters = parameters(header).orElse(Map.of());
        Optional<String> date =
                request.headers().first("X-Amz-Date").or(() -> request.headers().first("Date"));
        StringBuilder missing = new StringBuilder();
        for (String name : List.of("Credential", "Signature", "SignedHeaders")) {
            if (!parameters.containsKey(name)) {
                missing.append("Authorization header requires '").append(name).append("' parameter. ");
            }
        }
        if (date.isEmpty()) {
            missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        if (!missing.isEmpty() || date.isEmpty()) {
            throw Rejection.incomplete(missing.toString().strip());
        }
        return assembled(parameters, date.get(), request.headers().first("X-Amz-Security-Token"), Optional.empty());
    }

    private static Authorization ofQuery(SignedRequest request) throws Rejection {
        Parameters query = Parameters.parse(request.rawQuery());
        Optional<String> algorithm = query.first("X-Amz-Algorithm");
        if (algorithm.isEmpty()) {
            throw Rejection.missing();
        }
        if (!algorithm.get().equals(ALGORITHM)) {
            throw Rejection.incomplete("Unsupported AWS 'algorithm': '" + algorithm.get() + "'.");
        }
        Map<String, String> parameters = new HashMap<>();
        for (String name : List.of("Credential", "Signature", "SignedHeaders", "Date", "Expires")) {
            String value = query.first("X-Amz-" + name)
                    .orElseThrow(() ->
                            Rejection.incomplete("AWS query-string parameters must include 'X-Amz-" + name + "'."));
            parameters.put(name, value);
        }
        return assembled(
                parameters,
                query.first("X-Amz-Date").orElse(""),
                query.first("X-Amz-Security-Token"),
                query.first("X-Amz-Expires"));
    }

    private static Authorization assembled(
            Map<String, String> parameters, String date, Optional<String> token, Optional<String> expiresIn)
            throws Rejection {
        String text = parameters.getOrDefault("Credential", "");
        Credential credential = Credential.parse(text)
                .filter(parsed -> !parsed.region().isEmpty())
                .orElseThrow(() -> Rejection.incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                        + " keyid/date/region/service/term, got '" + text + "'"));
        List<String> signed =
                List.of(parameters.getOrDefault("SignedHeaders", "").split(";"));
        return new Authorization(credential, signed, parameters.getOrDefault("Signature", ""), date, token, expiresIn);
    }

    /** Whatever of header or query may hold a credential, as a list of parameters; for {@link Credential#claimed}. */
    static Optional<String> text(SignedRequest request) {
        Optional<String> header = request.headers().first("Authorization");
        if (header.isPresent() || !request.rawQuery().contains("X-Amz-Credential=")) {
            return header;
        }
        return Parameters.parse(request.rawQuery())
                .first("X-Amz-Credential")
                .map(credential -> ALGORITHM + " Credential=" + credential);
    }

    /** {@code ALGORITHM name=value, name=value}; blanks after the commas may be missing. */
    static Optional<Map<String, String>> parameters(String header) {
        int blank = header.indexOf(' ');
        if (!header.startsWith("AWS4-") || blank < 0) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (String part : COMMA.split(header.substring(blank + 1).strip())) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return Optional.of(parameters);
    }
}
