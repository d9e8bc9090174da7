package dev.mayfly.invoke.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.base.Ids;
import dev.mayfly.functions.Catalog;
import dev.mayfly.functions.State;
import dev.mayfly.functions.Target;
import dev.mayfly.functions.UrlTarget;
import dev.mayfly.invoke.Invoker;
import dev.mayfly.invoke.Result;
import dev.mayfly.invoke.Throttled;
import dev.mayfly.invoke.TraceHeaders;
import dev.mayfly.invoke.Unavailable;
import dev.mayfly.wire.Auth;
import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Caller;
import dev.mayfly.wire.Door;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** Serves {@code http://ID.lambda-url.REGION.…/}: whatever is asked there is an event for the function behind. */
public final class FunctionUrls implements Door {
    private static final Logger log = LoggerFactory.getLogger(FunctionUrls.class);
    private static final Pattern HOST = Pattern.compile("([a-z0-9]+)\\.lambda-url\\.([a-z0-9-]+)\\..+");
    private static final int LONGEST_BODY = 6 * 1_048_576;
    private static final String HELP =
            ". For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

    private static final String DENIED = "AccessDeniedException";

    private final Catalog catalog;
    private final Invoker invoker;
    private final Auth auth;
    private final Clock clock;

    public FunctionUrls(Catalog catalog, Invoker invoker, Auth auth, Clock clock) {
        this.catalog = catalog;
        this.invoker = invoker;
        this.auth = auth;
        this.clock = clock;
    }

    @Override
    public boolean admits(Exchange exchange) {
        return host(exchange).filter(host -> HOST.matcher(host).matches()).isPresent();
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        String host = host(exchange).orElse("");
        Matcher matcher = HOST.matcher(host);
        Optional<UrlTarget> url = matcher.matches() ? catalog.url(matcher.group(1)) : Optional.empty();
        if (url.isEmpty()) {
            refuse(exchange, 403, DENIED, "{\"Message\":null}");
            return;
        }
        Cors cors = new Cors(url.get().cors(), exchange.headers().first("Origin"));
        if (cors.isPreflight(exchange)) {
            exchange.respond(200, cors.preflight(), new byte[0]);
            return;
        }
        byte[] body;
        try {
            body = exchange.body(LONGEST_BODY);
        } catch (Exchange.BodyTooLarge e) {
            refuse(
                    exchange,
                    413,
                    "RequestEntityTooLargeException",
                    "{\"Message\":\"Request body size exceeds limit of " + LONGEST_BODY + " bytes\"}");
            return;
        }
        Instant now = clock.instant();
        Optional<Caller> caller;
        try {
            caller = authorise(url.get(), exchange, body, now);
        } catch (AwsException e) {
            refuse(exchange, 403, DENIED, "{\"Message\":\"Forbidden" + HELP + "\"}");
            return;
        }
        String requestId = Ids.uuid();
        String trace = TraceHeaders.of(exchange.headers());
        byte[] event = new UrlEvent(exchange, url.get(), host, requestId, trace, now, caller).json(body);
        UrlAnswer answer = run(url.get(), requestId, event, trace);
        Headers headers = answer.headers();
        headers.set("x-amzn-RequestId", requestId);
        headers.set(TraceHeaders.NAME, trace);
        cors.addTo(headers);
        exchange.respond(answer.status(), headers, answer.body());
    }

    /** Empty where anybody may call. */
    private Optional<Caller> authorise(UrlTarget url, Exchange exchange, byte[] body, Instant now) {
        if (url.authType().equals("AWS_IAM")) {
            Caller caller = auth.caller(exchange, body, "lambda", now);
            if (caller.accessKeyId().isEmpty()) {
                throw AwsException.of(403, DENIED, "Forbidden");
            }
            return Optional.of(caller);
        }
        if (!catalog.isOpen(url)) {
            throw AwsException.of(403, DENIED, "Forbidden");
        }
        return Optional.empty();
    }

    private UrlAnswer run(UrlTarget url, String requestId, byte[] event, String trace) {
        try {
            Target target = catalog.resolve(url.account(), url.region(), url.functionName(), url.qualifier());
            if (!(target.state() instanceof State.Active)) {
                return UrlAnswer.failure(502, "Internal Server Error");
            }
            Result result = invoker.invoke(target, new Invoker.Event(requestId, event, Optional.empty(), trace));
            return url.invokeMode().equals("RESPONSE_STREAM") ? UrlAnswer.streamed(result) : UrlAnswer.of(result);
        } catch (LambdaException e) {
            return UrlAnswer.failure(502, "Internal Server Error");
        } catch (Throttled e) {
            return UrlAnswer.failure(
                    429, "{\"Reason\":\"" + e.reason().text() + "\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}");
        } catch (Unavailable e) {
            log.error("request {} to {} failed", requestId, url.functionName(), e);
            return UrlAnswer.failure(502, "Internal Server Error");
        }
    }

    private static Optional<String> host(Exchange exchange) {
        return exchange.headers()
                .first("Host")
                .map(host -> host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT));
    }

    private static void refuse(Exchange exchange, int status, String type, String json) throws IOException {
        Headers headers = Headers.of("Content-Type", "application/json", "x-amzn-ErrorType", type);
        exchange.respond(status, headers, json.getBytes(UTF_8));
    }
}
