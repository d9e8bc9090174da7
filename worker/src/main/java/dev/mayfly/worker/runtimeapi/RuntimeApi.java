package dev.mayfly.worker.runtimeapi;

import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.Outcome;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the Runtime API (2018-06-01) to every environment of this worker, each by its own listener: the socket says who
 * asks. Keeps which session belongs to which listener; the sessions keep everything else.
 */
public final class RuntimeApi implements AutoCloseable {
    /** An answer may be 6 MiB and 100 bytes long (AWS's runtime interface emulator, {@code MaxPayloadSize}). */
    public static final int LONGEST_ANSWER = 6 * 1_048_576 + 100;

    private static final String VERSION = "/2018-06-01";
    private static final String NEXT = VERSION + "/runtime/invocation/next";
    private static final String INIT_ERROR = VERSION + "/runtime/init/error";
    private static final Pattern INVOCATION =
            Pattern.compile(Pattern.quote(VERSION) + "/runtime/invocation/(?<id>[^/]+)/(?<what>response|error)");
    private static final Pattern ERROR_TYPE = Pattern.compile("(Runtime|Function)\\.[A-Z][a-zA-Z]+");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A handler may work for fifteen minutes without a word to us. */
    private static final HttpServer.Limits LIMITS =
            new HttpServer.Limits(65_536, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofHours(1), 100_000);

    /** A runtime needs one or two; a guest must not use up the server's descriptors. */
    private static final int CONNECTIONS = 32;

    private final HttpServer server = new HttpServer("runtime api", LIMITS, this::serve);
    private final Map<String, RuntimeSession> sessions = new ConcurrentHashMap<>();

    /** Serves {@code listener}; what comes by it belongs to {@code environment}. */
    public void open(ServerSocketChannel listener, String environment) {
        server.listen(listener, environment, CONNECTIONS);
    }

    /** From here on requests of {@code environment} are for this session. */
    public void attach(String environment, RuntimeSession session) {
        sessions.put(environment, session);
    }

    public void close(ServerSocketChannel listener, String environment) {
        sessions.remove(environment);
        server.stopListening(listener);
    }

    private void serve(Exchange exchange) throws IOException {
        RuntimeSession session = sessions.get(exchange.via());
        Matcher invocation = INVOCATION.matcher(exchange.rawPath());
        if (session == null) {
            refuse(exchange, 410, "InvalidStateTransition", "The environment is shutting down");
        } else if (exchange.rawPath().equals(NEXT)) {
            if (uses("GET", exchange)) {
                next(exchange, session);
            }
        } else if (exchange.rawPath().equals(INIT_ERROR)) {
            if (uses("POST", exchange)) {
                initError(exchange, session);
            }
        } else if (invocation.matches()) {
            if (uses("POST", exchange)) {
                answer(exchange, session, invocation.group("id"), invocation.group("what"));
            }
        } else {
            refuse(exchange, 404, "NotFound", "No such path");
        }
    }

    /** Refuses what uses another method. */
    private static boolean uses(String method, Exchange exchange) throws IOException {
        if (exchange.method().equals(method)) {
            return true;
        }
        refuse(exchange, 405, "MethodNotAllowed", "Use " + method);
        return false;
    }

    private static void next(Exchange exchange, RuntimeSession session) throws IOException {
        Optional<SessionState.Busy> event;
        try {
            event = session.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (event.isEmpty()) {
            refuse(exchange, 403, "InvalidStateTransition", "State transition is not allowed");
            return;
        }
        exchange.respond(200, headers(event.get()), event.get().invocation().payload());
    }

    private static Headers headers(SessionState.Busy event) {
        Invocation invocation = event.invocation();
        Headers headers = Headers.of(
                "Content-Type", "application/json",
                "Lambda-Runtime-Aws-Request-Id", invocation.requestId(),
                "Lambda-Runtime-Deadline-Ms",
                        Long.toString(event.answerBy().asInstant().toEpochMilli()),
                "Lambda-Runtime-Invoked-Function-Arn", invocation.invokedArn(),
                "Lambda-Runtime-Trace-Id", invocation.traceHeader());
        invocation.clientContext().ifPresent(context -> headers.add("Lambda-Runtime-Client-Context", ascii(context)));
        return headers;
    }

    /** A header carries neither line breaks nor, for every client, all letters; to JSON this is the same. */
    private static String ascii(String json) {
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < ' ') {
                ascii.append(' ');
            } else if (c > '~') {
                ascii.append("\\u%04x".formatted((int) c));
            } else {
                ascii.append(c);
            }
        }
        return ascii.toString();
    }

    private static void answer(Exchange exchange, RuntimeSession session, String requestId, String what)
            throws IOException {
        if (what.equals("response")) {
            response(exchange, session, requestId);
        } else {
            error(exchange, session, requestId);
        }
    }

    private static void response(Exchange exchange, RuntimeSession session, String requestId) throws IOException {
        byte[] body;
        try {
            body = exchange.body(LONGEST_ANSWER);
        } catch (Exchange.BodyTooLarge e) {
            tooLarge(exchange, session, requestId);
            return;
        }
        String contentType = exchange.headers().first("Content-Type").orElse("application/octet-stream");
        reply(exchange, session.answer(requestId, new Outcome.Answered(body, contentType)));
    }

    private static void tooLarge(Exchange exchange, RuntimeSession session, String requestId) throws IOException {
        String size = exchange.headers().first("Content-Length").orElse("more than " + LONGEST_ANSWER);
        String message = "Response payload size (" + size + " bytes) exceeded maximum allowed payload size ("
                + LONGEST_ANSWER + " bytes).";
        String type = "Function.ResponseSizeTooLarge";
        RuntimeSession.Reception reception =
                session.answer(requestId, new Outcome.Failed(type, document(type, message)));
        if (reception == RuntimeSession.Reception.ACCEPTED) {
            refuse(
                    exchange,
                    413,
                    "RequestEntityTooLarge",
                    "Exceeded maximum allowed payload size (" + LONGEST_ANSWER + " bytes).");
        } else {
            reply(exchange, reception);
        }
    }

    private static void error(Exchange exchange, RuntimeSession session, String requestId) throws IOException {
        byte[] body = errorBody(exchange);
        reply(exchange, session.answer(requestId, new Outcome.Failed(errorType(exchange, "Function.Unknown"), body)));
    }

    private static void initError(Exchange exchange, RuntimeSession session) throws IOException {
        byte[] body = errorBody(exchange);
        reply(exchange, session.initError(errorType(exchange, "Runtime.Unknown"), body));
    }

    /** An error document is the guest's word; one that is longer than an answer may be is not passed on. */
    private static byte[] errorBody(Exchange exchange) throws IOException {
        try {
            return exchange.body(LONGEST_ANSWER);
        } catch (Exchange.BodyTooLarge e) {
            return document("Runtime.Unknown", "The error document was longer than " + LONGEST_ANSWER + " bytes");
        }
    }

    private static String errorType(Exchange exchange, String otherwise) {
        return exchange.headers()
                .first("Lambda-Runtime-Function-Error-Type")
                .filter(type -> ERROR_TYPE.matcher(type).matches())
                .orElse(otherwise);
    }

    private static void reply(Exchange exchange, RuntimeSession.Reception reception) throws IOException {
        switch (reception) {
            case ACCEPTED ->
                exchange.respond(
                        202,
                        Headers.of("Content-Type", "application/json"),
                        "{\"status\":\"OK\"}\n".getBytes(StandardCharsets.UTF_8));
            case UNKNOWN_ID -> refuse(exchange, 400, "InvalidRequestID", "Invalid request ID");
            case WRONG_STATE -> refuse(exchange, 403, "InvalidStateTransition", "State transition is not allowed");
        }
    }

    private static void refuse(Exchange exchange, int status, String type, String message) throws IOException {
        exchange.respond(status, Headers.of("Content-Type", "application/json"), document(type, message));
    }

    /** The shape of every error in this API and of those that callers see. */
    public static byte[] document(String type, String message) {
        return JSON.writeValueAsBytes(
                JSON.createObjectNode().put("errorType", type).put("errorMessage", message));
    }

    @Override
    public void close() {
        server.close();
    }
}
