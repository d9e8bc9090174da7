package dev.mayfly.services.apigateway.serving;

import dev.mayfly.base.Ids;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The headers of a request as a function sees them: the connection's own gone, the gateway's added. */
final class RequestHeaders {
    /** Never handed on (LocalStack's recordings of AWS, test_apigateway_header_remapping_aws[AWS_PROXY]). */
    private static final Set<String> DROPPED = Set.of(
            "connection",
            "content-length",
            "content-md5",
            "expect",
            "max-forwards",
            "proxy-authenticate",
            "server",
            "te",
            "transfer-encoding",
            "trailer",
            "upgrade",
            "www-authenticate");

    /** Spelt so whatever the client wrote; other names keep the client's spelling (same recordings). */
    private static final Map<String, String> SPELT =
            Map.of("authorization", "Authorization", "user-agent", "User-Agent", "host", "Host");

    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final String traceId;
    private final String sourceIp;

    RequestHeaders(Exchange exchange, Instant at) {
        for (Headers.Header line : exchange.headers().lines()) {
            String lower = line.name().toLowerCase(Locale.ROOT);
            if (!DROPPED.contains(lower)) {
                values.computeIfAbsent(SPELT.getOrDefault(lower, line.name()), name -> new ArrayList<>())
                        .add(line.value());
            }
        }
        this.sourceIp = sourceIp(exchange.remote());
        this.traceId = first("X-Amzn-Trace-Id")
                .filter(given -> given.contains("Root="))
                .orElseGet(() -> "Root=1-%08x-%s".formatted(at.getEpochSecond(), Ids.hex(12)));
        String forwardedFor =
                first("X-Forwarded-For").map(before -> before + ", ").orElse("") + sourceIp;
        set("X-Amzn-Trace-Id", traceId);
        set("X-Forwarded-For", forwardedFor);
        set("X-Forwarded-Port", port(first("Host").orElse("")));
        set("X-Forwarded-Proto", "http");
    }

    Optional<String> first(String name) {
        List<String> present = values.get(name);
        return present == null ? Optional.empty() : Optional.of(present.getFirst());
    }

    String traceId() {
        return traceId;
    }

    String sourceIp() {
        return sourceIp;
    }

    Map<String, List<String>> multiValue() {
        return values;
    }

    /** Of several values the last. */
    Map<String, String> singleValue() {
        Map<String, String> single = new LinkedHashMap<>();
        values.forEach((name, all) -> single.put(name, all.getLast()));
        return single;
    }

    private void set(String name, String value) {
        values.remove(name);
        values.put(name, new ArrayList<>(List.of(value)));
    }

    private static String sourceIp(InetSocketAddress remote) {
        return remote.getAddress() == null
                ? remote.getHostString()
                : remote.getAddress().getHostAddress();
    }

    private static String port(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(colon + 1) : "80";
    }
}
