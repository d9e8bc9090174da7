package dev.mayfly.services.apigateway.serving;

import dev.mayfly.wire.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a function returned to a Lambda proxy integration:
 * {@code {statusCode, headers, multiValueHeaders, body, isBase64Encoded}}, none of them required, nothing else allowed.
 */
record ProxyAnswer(int statusCode, Map<String, List<String>> headers, String body, boolean isBase64Encoded) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> MEMBERS =
            Set.of("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded");

    /** Empty when it is malformed. */
    static Optional<ProxyAnswer> parse(byte[] json) {
        try {
            JsonNode root = JSON.readTree(json);
            return root.isObject() && MEMBERS.containsAll(root.propertyNames())
                    ? Optional.of(parsed(root))
                    : Optional.empty();
        } catch (JacksonException | Malformed e) {
            return Optional.empty();
        }
    }

    /**
     * Empty when a header cannot be sent or the body is not the base64 that it should be.
     *
     * @param decoding whether this client gets binary bodies
     */
    Optional<Reply> reply(boolean decoding) {
        Headers sent = new Headers();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            for (String value : header.getValue()) {
                if (!ResponseHeaders.sendable(header.getKey(), value)) {
                    return Optional.empty();
                }
                ResponseHeaders.addRemapped(sent, header.getKey(), value);
            }
        }
        if (!sent.contains("Content-Type")) {
            sent.add("Content-Type", "application/json");
        }
        try {
            byte[] bytes = isBase64Encoded && decoding
                    ? Base64.getMimeDecoder().decode(body)
                    : body.getBytes(StandardCharsets.UTF_8);
            return Optional.of(new Reply(statusCode, sent, bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ProxyAnswer parsed(JsonNode root) {
        return new ProxyAnswer(
                status(root.path("statusCode")),
                headers(root.path("headers"), root.path("multiValueHeaders")),
                absent(root.path("body")) ? "" : scalar(root.path("body")),
                !absent(root.path("isBase64Encoded"))
                        && scalar(root.path("isBase64Encoded")).equals("true"));
    }

    private static int status(JsonNode node) {
        if (absent(node)) {
            return 200;
        }
        try {
            int status = Integer.parseInt(scalar(node));
            // An interim status would leave the client waiting for the real one.
            if (status >= 200 && status <= 599) {
                return status;
            }
        } catch (NumberFormatException e) {
            // Malformed like a number out of range.
        }
        throw new Malformed();
    }

    /** Values of both, those that both have once. */
    private static Map<String, List<String>> headers(JsonNode single, JsonNode multi) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : members(single)) {
            if (!absent(header.getValue())) {
                values(headers, header.getKey()).add(scalar(header.getValue()));
            }
        }
        for (Map.Entry<String, JsonNode> header : members(multi)) {
            List<String> values = values(headers, header.getKey());
            values.removeAll(all(header.getValue()));
            values.addAll(all(header.getValue()));
        }
        return headers;
    }

    private static List<String> values(Map<String, List<String>> headers, String name) {
        return headers.computeIfAbsent(name, key -> new ArrayList<>());
    }

    private static Set<Map.Entry<String, JsonNode>> members(JsonNode node) {
        if (absent(node)) {
            return Set.of();
        }
        if (!node.isObject()) {
            throw new Malformed();
        }
        return node.properties();
    }

    private static List<String> all(JsonNode node) {
        if (!node.isArray()) {
            return absent(node) ? List.of() : List.of(scalar(node));
        }
        return node.valueStream().map(ProxyAnswer::scalar).toList();
    }

    private static String scalar(JsonNode node) {
        if (!node.isString() && !node.isNumber() && !node.isBoolean()) {
            throw new Malformed();
        }
        return node.asString();
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /** Thrown and caught here only. */
    private static final class Malformed extends RuntimeException {}
}
