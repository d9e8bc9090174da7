package dev.mayfly.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.store.Blobs;
import dev.mayfly.store.Store;
import dev.mayfly.wire.Door;
import dev.mayfly.wire.Service;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What the server says of itself, {@code GET /_mayfly/health}, and {@code POST /_mayfly/reset}, which forgets all. */
final class Doors implements Door {
    private static final String HEALTH = "/_mayfly/health";
    private static final String RESET = "/_mayfly/reset";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Platform platform;
    private final List<Service> services;
    private final Plans plans;
    private final Store store;
    private final Blobs blobs;

    Doors(Platform platform, List<Service> services, Plans plans, Store store, Blobs blobs) {
        this.platform = platform;
        this.services = List.copyOf(services);
        this.plans = plans;
        this.store = store;
        this.blobs = blobs;
    }

    /** Before anybody answers. */
    static void notReady(Exchange exchange) throws IOException {
        say(exchange, 503, Map.of("status", "starting"));
    }

    @Override
    public boolean admits(Exchange exchange) {
        return exchange.rawPath().equals(HEALTH) || exchange.rawPath().equals(RESET);
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        if (exchange.rawPath().equals(HEALTH)) {
            health(exchange);
        } else {
            reset(exchange);
        }
    }

    private void health(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            say(exchange, 405, Map.of("message", "use GET"));
            return;
        }
        say(
                exchange,
                200,
                Map.of(
                        "status",
                        "ready",
                        "version",
                        Version.TEXT,
                        "driver",
                        platform.driverName(),
                        "services",
                        services.stream().map(Service::name).sorted().toList(),
                        "notImplemented",
                        platform.notImplemented()));
    }

    /** For people's test suites: only where nobody else can reach it, and never for a guest. */
    private void reset(Exchange exchange) throws IOException {
        Config.Front front = platform.config().front();
        if (front.verify()
                || !front.address().getAddress().isLoopbackAddress()
                || !exchange.via().isEmpty()) {
            say(exchange, 403, Map.of("message", "reset is for --auth open on loopback"));
        } else if (!exchange.method().equals("POST")) {
            say(exchange, 405, Map.of("message", "use POST"));
        } else if (exchange.headers().contains("Origin")) {
            // A page in the developer's browser must not be able to do this.
            say(exchange, 403, Map.of("message", "reset is not for web pages"));
        } else {
            plans.forget(() -> {
                store.clear();
                blobs.clear();
            });
            platform.functions().catalog().forget();
            platform.worker().retireAll();
            say(exchange, 200, Map.of("status", "empty"));
        }
    }

    private static void say(Exchange exchange, int status, Map<String, Object> fields) throws IOException {
        exchange.respond(
                status,
                Headers.of("Content-Type", "application/json"),
                (JSON.writeValueAsString(fields) + "\n").getBytes(UTF_8));
    }
}
