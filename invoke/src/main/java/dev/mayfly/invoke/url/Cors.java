package dev.mayfly.invoke.url;

import dev.mayfly.functions.UrlTarget;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.util.List;
import java.util.Optional;

/**
 * The cross-origin rules of a function URL, applied to one request. Headers of the configuration win over the function's
 * (Lambda developer guide, "Cross-origin resource sharing (CORS)").
 *
 * @param settings empty where the URL has none: the function answers preflights itself then
 * @param origin that the request comes from
 */
record Cors(Optional<UrlTarget.Cors> settings, Optional<String> origin) {

    boolean isPreflight(Exchange exchange) {
        return settings.isPresent()
                && exchange.method().equals("OPTIONS")
                && origin.isPresent()
                && exchange.headers().contains("Access-Control-Request-Method");
    }

    Headers preflight() {
        Headers headers = new Headers();
        addTo(headers);
        if (settings.isPresent() && allowedOrigin().isPresent()) {
            UrlTarget.Cors cors = settings.get();
            list(headers, "Access-Control-Allow-Methods", cors.allowMethods());
            list(headers, "Access-Control-Allow-Headers", cors.allowHeaders());
            if (cors.maxAge().isPresent()) {
                headers.set(
                        "Access-Control-Max-Age", Integer.toString(cors.maxAge().getAsInt()));
            }
        }
        return headers;
    }

    void addTo(Headers headers) {
        Optional<String> allowed = allowedOrigin();
        if (settings.isEmpty() || allowed.isEmpty()) {
            return;
        }
        headers.set("Access-Control-Allow-Origin", allowed.get());
        headers.set("Vary", "Origin");
        list(headers, "Access-Control-Expose-Headers", settings.get().exposeHeaders());
        if (settings.get().allowCredentials()) {
            headers.set("Access-Control-Allow-Credentials", "true");
        }
    }

    private Optional<String> allowedOrigin() {
        if (settings.isEmpty() || origin.isEmpty()) {
            return Optional.empty();
        }
        List<String> origins = settings.get().allowOrigins();
        boolean any = origins.contains("*");
        if (any && !settings.get().allowCredentials()) {
            return Optional.of("*");
        }
        return origin.filter(asked -> any || origins.contains(asked));
    }

    private static void list(Headers headers, String name, List<String> values) {
        if (!values.isEmpty()) {
            headers.set(name, String.join(",", values));
        }
    }
}
