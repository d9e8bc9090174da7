package dev.mayfly.invoke.url;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.invoke.Result;
import dev.mayfly.wire.http.Headers;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a function's answer is as HTTP: an object with a {@code statusCode} says it all itself; anything else is the body
 * of a 200 (Lambda developer guide, "Response payload format").
 */
record UrlAnswer(int status, Headers headers, byte[] body) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String DEFAULT_TYPE = "application/json";
    private static final String STREAM_TYPE = "application/octet-stream";

    /** Stands between the JSON with status, headers and cookies, and the body, in what a streaming handler writes. */
    private static final String PRELUDE_END = "\0".repeat(8);

    /** Lengths and connections are the server's. */
    private static final List<String> OURS =
            List.of("content-length", "connection", "transfer-encoding", "keep-alive", "upgrade", "trailer", "date");

    static UrlAnswer failure(int status, String text) {
        return new UrlAnswer(status, Headers.of("Content-Type", DEFAULT_TYPE), text.getBytes(UTF_8));
    }

    static UrlAnswer of(Result result) {
        if (result.functionError()) {
            return failure(502, "Internal Server Error");
        }
        try {
            JsonNode answer = JSON.readTree(result.payload());
            return answer.isObject() && answer.has("statusCode")
                    ? described(answer, DEFAULT_TYPE, body(answer))
                    : plain(answer);
        } catch (JacksonException | IllegalArgumentException e) {
            return failure(502, "Internal Server Error");
        }
    }

    /**
     * As a URL whose invoke mode is {@code RESPONSE_STREAM} answers: what the function wrote, to the byte. Only a
     * prelude is understood, not an object with a {@code statusCode} (recorded: lambda_url_echo_invoke).
     */
    static UrlAnswer streamed(Result result) {
        if (result.functionError()) {
            return failure(502, "Internal Server Error");
        }
        byte[] payload = result.payload();
        int end = new String(payload, ISO_8859_1).indexOf(PRELUDE_END);
        try {
            if (end > 0 && JSON.readTree(payload, 0, end) instanceof ObjectNode prelude) {
                byte[] body = Arrays.copyOfRange(payload, end + PRELUDE_END.length(), payload.length);
                return described(prelude, STREAM_TYPE, body);
            }
        } catch (JacksonException e) {
            // Eight zero bytes of the function's own.
        } catch (IllegalArgumentException e) {
            return failure(502, "Internal Server Error");
        }
        return new UrlAnswer(200, Headers.of("Content-Type", STREAM_TYPE), payload);
    }

    /** JSON without the white space that the function wrote it with (recorded: lambda_url_invocation[dict]). */
    private static UrlAnswer plain(JsonNode answer) {
        String body = answer.isString() ? answer.stringValue() : answer.toString();
        return new UrlAnswer(200, Headers.of("Content-Type", DEFAULT_TYPE), body.getBytes(UTF_8));
    }

    /** @throws IllegalArgumentException when the description is none */
    private static UrlAnswer described(JsonNode answer, String defaultType, byte[] body) {
        int status = answer.has("statusCode") ? answer.path("statusCode").asInt(0) : 200;
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("statusCode");
        }
        Headers headers = new Headers();
        for (Map.Entry<String, JsonNode> header : answer.path("headers").properties()) {
            if (!OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.add(token(header.getKey()), line(header.getValue()));
            }
        }
        for (JsonNode cookie : answer.path("cookies")) {
            headers.add("Set-Cookie", line(cookie));
        }
        if (!headers.contains("Content-Type")) {
            headers.add("Content-Type", defaultType);
        }
        return new UrlAnswer(status, headers, body);
    }

    private static byte[] body(JsonNode answer) {
        JsonNode body = answer.path("body");
        if (body.isMissingNode() || body.isNull()) {
            return new byte[0];
        }
        String text = body.isString() ? body.stringValue() : body.toString();
        return answer.path("isBase64Encoded").asBoolean(false)
                ? Base64.getDecoder().decode(text)
                : text.getBytes(UTF_8);
    }

    private static String token(String name) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException("header name");
        }
        return name;
    }

    /** The guest's word must not become a header line of its own. */
    private static String line(JsonNode value) {
        String text = value.isString() ? value.stringValue() : value.toString();
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
            throw new IllegalArgumentException("header value");
        }
        return text;
    }
}
