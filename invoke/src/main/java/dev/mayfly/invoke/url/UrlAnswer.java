package dev.mayfly.invoke.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.invoke.Result;
import dev.mayfly.wire.http.Headers;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a function's answer is as HTTP: an object with a {@code statusCode} says it all itself; anything else is the body
 * of a 200 (Lambda developer guide, "Response payload format").
 */
record UrlAnswer(int status, Headers headers, byte[] body) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String DEFAULT_TYPE = "application/json";

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
            return answer.isObject() && answer.has("statusCode") ? described(answer) : plain(answer, result.payload());
        } catch (JacksonException | IllegalArgumentException e) {
            return failure(502, "Internal Server Error");
        }
    }

    private static UrlAnswer plain(JsonNode answer, byte[] payload) {
        byte[] body = answer.isString() ? answer.stringValue().getBytes(UTF_8) : payload;
        return new UrlAnswer(200, Headers.of("Content-Type", DEFAULT_TYPE), body);
    }

    /** @throws IllegalArgumentException when the description is none */
    private static UrlAnswer described(JsonNode answer) {
        int status = answer.path("statusCode").asInt(0);
        if (status < 100 || status > 599) {
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
            headers.add("Content-Type", DEFAULT_TYPE);
        }
        return new UrlAnswer(status, headers, body(answer));
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
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c > 0xff)) {
            throw new IllegalArgumentException("header value");
        }
        return text;
    }
}
