package dev.mayfly.invoke.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.functions.UrlTarget;
import dev.mayfly.wire.Caller;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One request as the event that the function gets (Lambda developer guide, "Request payload format"). */
record UrlEvent(
        Exchange exchange,
        UrlTarget url,
        String host,
        String requestId,
        String trace,
        Instant now,
        Optional<Caller> caller) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.shared();

    byte[] json(byte[] body) {
        ObjectNode event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", "$default")
                .put("rawPath", exchange.rawPath())
                .put("rawQueryString", exchange.rawQuery());
        List<String> cookies = cookies();
        if (!cookies.isEmpty()) {
            event.putPOJO("cookies", cookies);
        }
        event.putPOJO("headers", headers());
        Map<String, String> query = query();
        if (!query.isEmpty()) {
            event.putPOJO("queryStringParameters", query);
        }
        event.set("requestContext", context());
        boolean text = isText(exchange.headers().first("Content-Type").orElse(""));
        if (body.length > 0) {
            event.put(
                    "body", text ? new String(body, UTF_8) : Base64.getEncoder().encodeToString(body));
        }
        event.put("isBase64Encoded", body.length > 0 && !text);
        return JSON.writeValueAsBytes(event);
    }

    private ObjectNode context() {
        String sourceIp = exchange.remote().getAddress().getHostAddress();
        ObjectNode context = JSON.createObjectNode()
                .put("accountId", caller.map(Caller::account).orElse("anonymous"))
                .put("apiId", url.urlId());
        caller.ifPresent(who -> context.putObject("authorizer")
                .putObject("iam")
                .put("accessKey", who.accessKeyId().orElse(""))
                .put("accountId", who.account())
                .put("callerId", who.userId())
                .putNull("cognitoIdentity")
                .putNull("principalOrgId")
                .put("userArn", who.identity().toString())
                .put("userId", who.userId()));
        context.put("domainName", host).put("domainPrefix", url.urlId());
        context.putObject("http")
                .put("method", exchange.method())
                .put("path", exchange.rawPath())
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", sourceIp)
                .put("userAgent", exchange.headers().first("User-Agent").orElse(""));
        return context.put("requestId", requestId)
                .put("routeKey", "$default")
                .put("stage", "$default")
                .put("time", TIME.format(now))
                .put("timeEpoch", now.toEpochMilli());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Headers.Header line : exchange.headers().lines()) {
            String name = line.name().toLowerCase(Locale.ROOT);
            if (!name.equals("cookie")) {
                headers.merge(name, line.value(), (one, other) -> one + "," + other);
            }
        }
        String port = exchange.headers()
                .first("Host")
                .map(value -> value.replaceFirst("^.*:(\\d+)$|^.*$", "$1"))
                .orElse("");
        headers.merge(
                "x-forwarded-for", exchange.remote().getAddress().getHostAddress(), (one, other) -> one + ", " + other);
        headers.put("x-forwarded-port", port.isEmpty() ? "80" : port);
        headers.put("x-forwarded-proto", "http");
        headers.put("x-amzn-trace-id", trace);
        return headers;
    }

    private List<String> cookies() {
        return exchange.headers().all("Cookie").stream()
                .flatMap(line -> Stream.of(line.split("; *")))
                .filter(cookie -> !cookie.isEmpty())
                .toList();
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        if (exchange.rawQuery().isEmpty()) {
            return query;
        }
        for (String parameter : exchange.rawQuery().split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            query.merge(decoded(name), decoded(value), (one, other) -> one + "," + other);
        }
        return query;
    }

    /** What is not percent-encoded properly stays as it is. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static boolean isText(String contentType) {
        String type =
                contentType.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
        return type.isEmpty()
                || type.startsWith("text/")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || List.of("application/json", "application/javascript", "application/xml")
                        .contains(type);
    }
}
