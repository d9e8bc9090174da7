package dev.mayfly.wire;

import dev.mayfly.wire.codec.Parameters;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.sign.Credential;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says which operation of which service a request is for. All services share one address, so a request is told apart by
 * its target header, by the service it was signed for, by its action, or by its path. Immutable.
 */
final class Routes {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}");
    private static final int NAME_LENGTH = 100;
    private static final long FORM_LIMIT = 1L << 20;

    sealed interface Route {
        ServiceTable table();
    }

    /** @param wanted see {@link PathTree.Match} */
    record Offered(ServiceTable table, Operation<?, ?> operation, Map<String, String> labels, Set<String> wanted)
            implements Route {}

    record Raw(ServiceTable table, Service.RawOperation operation, Map<String, String> labels) implements Route {}

    /** AWS has it, we do not. */
    record NotOffered(ServiceTable table, String operation) implements Route {}

    /** @param operation as the client named it; the empty string when it named none */
    record Unknown(ServiceTable table, String operation) implements Route {}

    /** The form is longer than any operation takes, so it was not read. */
    record TooLarge(ServiceTable table, long limit) implements Route {}

    /** Reads the form that an awsQuery request carries; not to be called for others. */
    interface Form {
        Parameters read(long limit) throws IOException;
    }

    /** The services that may be meant. */
    private record Candidates(List<ServiceTable> all, List<ServiceTable> query, List<ServiceTable> rest) {
        static Candidates of(List<ServiceTable> tables) {
            return new Candidates(
                    List.copyOf(tables),
                    tables.stream().filter(ServiceTable::query).toList(),
                    tables.stream().filter(ServiceTable::rest).toList());
        }
    }

    private static final Candidates NONE = Candidates.of(List.of());

    private final Candidates everyone;
    private final Map<String, Candidates> bySigningName = new HashMap<>();
    private final Map<String, ServiceTable> byTarget = new HashMap<>();

    Routes(List<Service> services) {
        List<ServiceTable> tables = services.stream().map(ServiceTable::new).toList();
        everyone = Candidates.of(tables);
        tables.stream()
                .collect(Collectors.groupingBy(table -> table.service().name()))
                .forEach((name, same) -> bySigningName.put(name, Candidates.of(same)));
        tables.stream()
                .filter(ServiceTable::json)
                .forEach(table -> byTarget.put(table.service().namespace(), table));
    }

    /** @param credential that the request claims to be signed with */
    Route find(Exchange exchange, Optional<Credential> credential, Form form) throws IOException {
        Optional<String> target = exchange.headers().first("X-Amz-Target");
        if (target.isPresent()) {
            return byTarget(target.get());
        }
        Candidates candidates = credential.isEmpty()
                ? everyone
                : bySigningName.getOrDefault(credential.get().service(), NONE);
        try {
            Optional<Parameters> action = action(exchange, candidates, form);
            return action.isPresent()
                    ? byAction(candidates, action.get(), credential)
                    : byPath(candidates, exchange, credential);
        } catch (Exchange.BodyTooLarge e) {
            Parameters unread = new Parameters(List.of());
            return new TooLarge(byAction(candidates, unread, credential).table(), e.limit());
        }
    }

    private Route byTarget(String target) {
        int dot = target.lastIndexOf('.');
        String prefix = dot < 0 ? "" : target.substring(0, dot);
        String operation = target.substring(dot + 1);
        ServiceTable table = byTarget.get(prefix);
        return table != null ? table.named(operation) : foreign(prefix, Protocol.AWS_JSON_1_1, operation);
    }

    /** The parameters of query or body, if they name an action. */
    private static Optional<Parameters> action(Exchange exchange, Candidates candidates, Form form) throws IOException {
        if (candidates.query().isEmpty() && !candidates.all().isEmpty()) {
            return Optional.empty();
        }
        if (exchange.rawQuery().contains("Action=")) {
            Parameters query = Parameters.parse(exchange.rawQuery());
            if (query.first("Action").isPresent()) {
                return Optional.of(query);
            }
        }
        boolean isForm = exchange.headers()
                .first("Content-Type")
                .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
                .isPresent();
        if (!isForm || !exchange.method().equals("POST") || !exchange.rawPath().equals("/")) {
            return Optional.empty();
        }
        long limit = candidates.query().stream()
                .mapToLong(ServiceTable::formLimit)
                .max()
                .orElse(FORM_LIMIT);
        return Optional.of(form.read(limit));
    }

    private static Route byAction(Candidates candidates, Parameters form, Optional<Credential> credential) {
        String action = form.first("Action").orElse("");
        String version = form.first("Version").orElse("");
        List<ServiceTable> query = candidates.query();
        return query.stream()
                .filter(table ->
                        table.knows(action) && table.service().namespace().contains(version))
                .findFirst()
                .or(() -> query.stream()
                        .filter(table -> !version.isEmpty()
                                && table.service().namespace().contains(version))
                        .findFirst())
                .or(() ->
                        credential.isEmpty() ? Optional.empty() : query.stream().findFirst())
                .map(table -> table.named(action))
                .orElseGet(() ->
                        foreign(credential.map(Credential::service).orElse("unknown"), Protocol.AWS_QUERY, action));
    }

    private static Route byPath(Candidates candidates, Exchange exchange, Optional<Credential> credential) {
        for (ServiceTable table : candidates.rest()) {
            Optional<Route> route = table.offered(exchange);
            if (route.isPresent()) {
                return route.get();
            }
        }
        for (ServiceTable table : candidates.rest()) {
            Optional<String> known = table.known(exchange);
            if (known.isPresent()) {
                return new NotOffered(table, known.get());
            }
        }
        if (credential.isPresent() && !candidates.all().isEmpty()) {
            return new Unknown(candidates.all().getFirst(), "");
        }
        String service = credential.map(Credential::service).orElse("");
        String operation = service.isEmpty() ? "" : exchange.method() + ' ' + exchange.rawPath();
        return foreign(service, Protocol.REST_JSON, operation);
    }

    /** A request for a service that is not here, answered the way that service would. */
    private static Route foreign(String name, Protocol protocol, String operation) {
        boolean named = NAME.matcher(name).matches();
        ServiceTable table = new ServiceTable(new Service(named ? name : "unknown", protocol, Object.class, ""));
        String wanted = operation.substring(0, Math.min(operation.length(), NAME_LENGTH));
        return named && !wanted.isEmpty() ? new NotOffered(table, wanted) : new Unknown(table, wanted);
    }
}
