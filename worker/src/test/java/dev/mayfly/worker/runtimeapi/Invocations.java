package dev.mayfly.worker.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.worker.Invocation;
import java.time.Duration;
import java.util.Optional;

/** Invocations for tests. */
public final class Invocations {
    private Invocations() {}

    public static Invocation of(String requestId, Duration timeout) {
        return of(requestId, timeout, Optional.empty());
    }

    public static Invocation of(String requestId, Duration timeout, Optional<String> clientContext) {
        return new Invocation(
                requestId,
                "arn:aws:lambda:eu-central-1:000000000000:function:hello",
                "{\"event\":1}".getBytes(UTF_8),
                timeout,
                "Root=1-2-3;Parent=4;Sampled=0",
                clientContext);
    }
}
