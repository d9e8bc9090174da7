package dev.mayfly.invoke.operation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.functions.Catalog;
import dev.mayfly.functions.State;
import dev.mayfly.functions.Target;
import dev.mayfly.invoke.Invoker;
import dev.mayfly.invoke.Result;
import dev.mayfly.invoke.Throttled;
import dev.mayfly.invoke.TraceHeaders;
import dev.mayfly.invoke.Unavailable;
import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Service;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /2015-03-31/functions/{FunctionName}/invocations}: the body is the event, the answer's body is the
 * function's. Past the codecs, since neither is ours to read.
 */
public final class Invoke implements Service.Raw {
    private static final int LONGEST_EVENT = 6 * 1_048_576;
    private static final int LONGEST_CLIENT_CONTEXT = 3_583;
    private static final byte[] NO_EVENT = "{}".getBytes(UTF_8);
    private static final JsonMapper JSON = JsonMapper.shared();

    private enum InvocationType {
        Event,
        RequestResponse,
        DryRun
    }

    private enum LogType {
        None,
        Tail
    }

    private final Catalog catalog;
    private final Invoker invoker;

    public Invoke(Catalog catalog, Invoker invoker) {
        this.catalog = catalog;
        this.invoker = invoker;
    }

    public void offerIn(Service lambda) {
        lambda.offerRaw("Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations", this);
    }

    @Override
    public void serve(Exchange exchange, Call call, Map<String, String> labels) throws IOException {
        InvocationType type = oneOf(
                InvocationType.class, "invocationType", call, "X-Amz-Invocation-Type", InvocationType.RequestResponse);
        LogType logType = oneOf(LogType.class, "logType", call, "X-Amz-Log-Type", LogType.None);
        Target target = catalog.resolve(
                call.account(), call.region(), labels.getOrDefault("FunctionName", ""), qualifier(exchange));
        switch (type) {
            case DryRun -> exchange.respond(204, new Headers(), new byte[0]);
            case Event ->
                throw AwsException.of(
                        501, "NotImplemented", "not implemented: lambda:Invoke with InvocationType Event");
            case RequestResponse -> {
                requireActive(target);
                String trace = TraceHeaders.of(call.headers());
                answer(exchange, run(target, call, event(exchange), trace), logType, trace);
            }
        }
    }

    private Result run(Target target, Call call, byte[] event, String trace) {
        try {
            return invoker.invoke(target, new Invoker.Event(call.requestId(), event, clientContext(call), trace));
        } catch (Throttled e) {
            throw TooManyRequestsException.builder()
                    .message("Rate Exceeded.")
                    .type("User")
                    .reason(e.reason().text())
                    .build();
        } catch (Unavailable e) {
            throw ServiceException.builder()
                    .message("An error occurred and the request cannot be processed.")
                    .type("Service")
                    .cause(e)
                    .build();
        }
    }

    private static void answer(Exchange exchange, Result result, LogType logType, String trace) throws IOException {
        Headers headers = Headers.of(
                "Content-Type",
                "application/json",
                "X-Amz-Executed-Version",
                result.target().executedVersion(),
                "X-Amzn-Remapped-Content-Length",
                "0",
                TraceHeaders.NAME,
                trace);
        if (result.functionError()) {
            headers.add("X-Amz-Function-Error", "Unhandled");
        }
        if (logType == LogType.Tail) {
            headers.add(
                    "X-Amz-Log-Result",
                    Base64.getEncoder().encodeToString(result.logTail().getBytes(UTF_8)));
        }
        exchange.respond(200, headers, result.payload());
    }

    private static byte[] event(Exchange exchange) throws IOException {
        byte[] event;
        try {
            event = exchange.body(LONGEST_EVENT);
        } catch (Exchange.BodyTooLarge e) {
            throw AwsException.of(
                    413,
                    "RequestEntityTooLargeException",
                    "Request must be smaller than " + LONGEST_EVENT + " bytes for the InvokeFunction operation");
        }
        if (event.length == 0) {
            return NO_EVENT;
        }
        requireJson(event, "Could not parse request body into json: Could not parse payload into json: ");
        return event;
    }

    private static Optional<String> clientContext(Call call) {
        Optional<String> header = call.headers().first("X-Amz-Client-Context");
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (header.get().length() > LONGEST_CLIENT_CONTEXT) {
            throw InvalidRequestContentException.builder()
                    .message("Client context must be no more than " + LONGEST_CLIENT_CONTEXT + " bytes.")
                    .type("User")
                    .build();
        }
        try {
            byte[] context = Base64.getDecoder().decode(header.get());
            requireJson(context, "Could not parse Client Context into json: ");
            // A header cannot carry line breaks; to JSON they are white space.
            return Optional.of(new String(context, UTF_8).replaceAll("[\\r\\n]+", " "));
        } catch (IllegalArgumentException e) {
            throw InvalidRequestContentException.builder()
                    .message("Client context must be a valid Base64-encoded JSON object.")
                    .type("User")
                    .build();
        }
    }

    /** Jackson's own words follow, as AWS's do, about bytes rather than characters: recorded 2025-11. */
    private static void requireJson(byte[] text, String otherwise) {
        try (JsonParser parser = JSON.createParser(new String(text, ISO_8859_1))) {
            parser.nextToken();
            parser.skipChildren();
            if (parser.currentToken() == null) {
                throw invalid(otherwise + "No content to map due to end-of-input");
            }
            parser.nextToken();
        } catch (JacksonException e) {
            // None where a limit was passed, such as that of nesting.
            @Nullable TokenStreamLocation at = e.getLocation();
            String where = at == null ? "" : "; line: " + at.getLineNr() + ", column: " + at.getColumnNr();
            // To AWS's Jackson, which is older, properties are fields.
            throw invalid(otherwise + e.getOriginalMessage().replace("property name", "field name")
                    + "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)" + where
                    + "]");
        }
    }

    private static InvalidRequestContentException invalid(String message) {
        return InvalidRequestContentException.builder()
                .message(message)
                .type("User")
                .build();
    }

    static void requireActive(Target target) {
        String state = switch (target.state()) {
            case State.Active _ -> "Active";
            case State.Pending _ -> "Pending";
            case State.Failed _ -> "Failed";
        };
        if (!(target.state() instanceof State.Active)) {
            throw ResourceConflictException.builder()
                    .message(
                            "The operation cannot be performed at this time. The function is currently in the following"
                                    + " state: " + state)
                    .type("User")
                    .build();
        }
    }

    private static Optional<String> qualifier(Exchange exchange) {
        for (String parameter : exchange.rawQuery().split("&")) {
            if (parameter.startsWith("Qualifier=")) {
                return Optional.of(decoded(parameter.substring("Qualifier=".length())));
            }
        }
        return Optional.empty();
    }

    /** What is not percent-encoded properly stays as it is: no qualifier looks like that. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static <E extends Enum<E>> E oneOf(Class<E> values, String member, Call call, String header, E otherwise) {
        Optional<String> sent = call.headers().first(header);
        if (sent.isEmpty()) {
            return otherwise;
        }
        return Arrays.stream(values.getEnumConstants())
                .filter(value -> value.name().equals(sent.get()))
                .findFirst()
                .orElseThrow(() -> AwsException.validation("1 validation error detected: Value '" + sent.get()
                        + "' at '" + member + "' failed to satisfy constraint: Member must satisfy enum value set: "
                        + Arrays.toString(values.getEnumConstants())));
    }
}
