package dev.mayfly.services.apigateway.serving;

import dev.mayfly.wire.http.Exchange;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which API, stage and path a request means. Two ways to say it: by host, as in AWS
 * ({@code API.execute-api.REGION.SUFFIX/STAGE/path}; region and suffix may be left out or be anything), and by path, for
 * clients that cannot choose their host ({@code /_aws/execute-api/API/STAGE/path},
 * {@code /restapis/API/STAGE/_user_request_/path}).
 *
 * @param region as the host says; empty when it says none
 * @param stage as sent; empty when there is none
 * @param path what follows the stage, percent-encoding kept: empty or starting with '/'
 * @param domainName the host without its port
 */
record Address(String apiId, Optional<String> region, String stage, String path, String domainName) {
    private static final Pattern HOST = Pattern.compile(
            "(?<api>[a-z0-9]{1,32})\\.execute-api(\\.(?<region>[a-z]{2}(-[a-z]+)+-\\d))?\\.[a-z0-9.-]+");
    private static final Pattern BY_HOST = Pattern.compile("/(?<stage>[^/]*)(?<path>/.*)?");
    private static final Pattern BY_PATH =
            Pattern.compile("/_aws/execute-api/(?<api>[^/]+)(/(?<stage>[^/]*)(?<path>/.*)?)?");
    private static final Pattern BY_OLD_PATH =
            Pattern.compile("/restapis/(?<api>[^/]+)/(?<stage>[^/]+)/_user_request_(?<path>/.*)?");

    /** Empty when the request is not for a deployed API. */
    static Optional<Address> of(Exchange exchange) {
        String host = host(exchange);
        Matcher byHost = HOST.matcher(host);
        if (byHost.matches()) {
            Matcher path = BY_HOST.matcher(exchange.rawPath());
            String stage = path.matches() ? path.group("stage") : "";
            String rest = path.matches() ? orEmpty(path, "path") : "";
            Optional<String> region = Optional.ofNullable(byHost.group("region"));
            return Optional.of(new Address(byHost.group("api"), region, stage, rest, host));
        }
        return byPath(BY_PATH, exchange, host).or(() -> byPath(BY_OLD_PATH, exchange, host));
    }

    private static Optional<Address> byPath(Pattern pattern, Exchange exchange, String host) {
        Matcher path = pattern.matcher(exchange.rawPath());
        return path.matches()
                ? Optional.of(new Address(
                        path.group("api"), Optional.empty(), orEmpty(path, "stage"), orEmpty(path, "path"), host))
                : Optional.empty();
    }

    /** As it reads to someone who called by host. */
    String pathWithStage() {
        return '/' + stage + path;
    }

    /** What the event calls path: never empty. */
    String pathWithoutStage() {
        return path.isEmpty() ? "/" : path;
    }

    private static String host(Exchange exchange) {
        String header = exchange.headers().first("Host").orElse("").toLowerCase(Locale.ROOT);
        int port = header.lastIndexOf(':');
        return port > header.lastIndexOf(']') ? header.substring(0, port) : header;
    }

    private static String orEmpty(Matcher matcher, String group) {
        String found = matcher.group(group);
        return found == null ? "" : found;
    }
}
