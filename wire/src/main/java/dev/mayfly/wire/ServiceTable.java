package dev.mayfly.wire;

import dev.mayfly.wire.Routes.NotOffered;
import dev.mayfly.wire.Routes.Offered;
import dev.mayfly.wire.Routes.Raw;
import dev.mayfly.wire.Routes.Route;
import dev.mayfly.wire.Routes.Unknown;
import dev.mayfly.wire.codec.AwsJson;
import dev.mayfly.wire.codec.AwsQuery;
import dev.mayfly.wire.codec.Codec;
import dev.mayfly.wire.codec.RestJson;
import dev.mayfly.wire.http.Exchange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One service with its codec, ready to be looked up. Immutable. */
final class ServiceTable {
    private final Service service;
    private final Codec codec;
    private final Map<String, Route> byName = new HashMap<>();
    private final PathTree<Object> paths = new PathTree<>();
    private final long formLimit;
    private final Supplier<KnownOperations> known;
    private final Supplier<PathTree<String>> knownPaths;

    ServiceTable(Service service) {
        this.service = service;
        this.codec = switch (service.protocol()) {
            case REST_JSON -> new RestJson();
            case AWS_JSON_1_0 -> new AwsJson("1.0");
            case AWS_JSON_1_1 -> new AwsJson("1.1");
            case AWS_QUERY -> new AwsQuery(service.namespace());
        };
        // Hundreds of classes are loaded for it, and most servers are never asked for what they lack.
        this.known = new Once<>(() -> new KnownOperations(service.client()));
        this.knownPaths = new Once<>(() -> known.get().paths());
        for (Operation<?, ?> operation : service.operations()) {
            byName.put(operation.name(), new Offered(this, operation, Map.of(), Set.of()));
            paths.add(operation.method(), operation.path(), operation);
        }
        for (Service.RawOperation raw : service.raws()) {
            byName.put(raw.name(), new Raw(this, raw, Map.of()));
            paths.add(raw.method(), raw.path(), raw);
        }
        this.formLimit = service.operations().stream()
                .mapToLong(Operation::bodyLimit)
                .max()
                .orElse(0);
    }

    Service service() {
        return service;
    }

    Codec codec() {
        return codec;
    }

    boolean json() {
        return service.protocol() == Protocol.AWS_JSON_1_0 || service.protocol() == Protocol.AWS_JSON_1_1;
    }

    boolean query() {
        return service.protocol() == Protocol.AWS_QUERY;
    }

    boolean rest() {
        return service.protocol() == Protocol.REST_JSON;
    }

    /** The longest form that any operation takes. */
    long formLimit() {
        return formLimit;
    }

    boolean knows(String operation) {
        return byName.containsKey(operation) || known.get().contains(operation);
    }

    Route named(String operation) {
        Route offered = byName.get(operation);
        if (offered != null) {
            return offered;
        }
        return known.get().contains(operation) ? new NotOffered(this, operation) : new Unknown(this, operation);
    }

    /** By its path. */
    Optional<Route> offered(Exchange exchange) {
        return paths.find(exchange.method(), exchange.rawPath(), exchange.rawQuery())
                .map(match -> match.target() instanceof Service.RawOperation raw
                        ? new Raw(this, raw, match.labels())
                        : new Offered(this, (Operation<?, ?>) match.target(), match.labels(), match.wanted()));
    }

    /** The name of what AWS has at that path. */
    Optional<String> known(Exchange exchange) {
        return knownPaths
                .get()
                .find(exchange.method(), exchange.rawPath(), exchange.rawQuery())
                .map(PathTree.Match::target);
    }

    /** Computes a value when it is first wanted. Thread-safe; two threads may both compute, and one result is kept. */
    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> source;
        private volatile @Nullable T value;

        Once(Supplier<T> source) {
            this.source = source;
        }

        @Override
        public T get() {
            T known = value;
            if (known == null) {
                known = source.get();
                value = known;
            }
            return known;
        }
    }
}
