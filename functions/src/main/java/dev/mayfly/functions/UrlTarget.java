package dev.mayfly.functions;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a function URL leads.
 *
 * @param qualifier an alias; empty for {@code $LATEST}
 * @param authType {@code NONE} or {@code AWS_IAM}
 * @param invokeMode {@code BUFFERED} or {@code RESPONSE_STREAM}
 */
public record UrlTarget(
        String urlId,
        String account,
        String region,
        String functionName,
        Optional<String> qualifier,
        String authType,
        Optional<Cors> cors,
        String invokeMode) {

    /**
     * Cross-origin settings of a URL, as configured.
     *
     * @param maxAge in seconds; empty when not configured
     */
    public record Cors(
            boolean allowCredentials,
            List<String> allowHeaders,
            List<String> allowMethods,
            List<String> allowOrigins,
            List<String> exposeHeaders,
            OptionalInt maxAge) {}
}
