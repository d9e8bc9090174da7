package dev.mayfly.functions.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A function URL.
 *
 * @param qualifier {@code $LATEST} or an alias
 * @param invokeMode empty when it was never given, which counts as {@code BUFFERED}
 */
public record UrlRow(
        String urlId,
        String qualifier,
        String authType,
        Optional<Cors> cors,
        Optional<String> invokeMode,
        Instant created,
        Instant modified) {

    /** As given; absent parts were not. */
    public record Cors(
            Optional<Boolean> allowCredentials,
            Optional<List<String>> allowHeaders,
            Optional<List<String>> allowMethods,
            Optional<List<String>> allowOrigins,
            Optional<List<String>> exposeHeaders,
            Optional<Integer> maxAge) {}

    /** Where to look for a URL of which only the id is known. Outlives the function a little. */
    record Pointer(String account, String region, String functionName, String functionId, String qualifier) {}
}
