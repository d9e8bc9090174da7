package dev.mayfly.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * One event for one function; protocol-free.
 *
 * @param requestId a UUID
 * @param invokedArn what the caller invoked, as {@code context.invokedFunctionArn} shows it
 * @param payload the event, JSON
 * @param timeout that the handler has, counted from when it gets the event
 * @param traceHeader X-Ray's {@code Root=…;Parent=…;Sampled=…}
 * @param clientContext JSON, decoded from the caller's base64
 */
public record Invocation(
        String requestId,
        String invokedArn,
        byte[] payload,
        Duration timeout,
        String traceHeader,
        Optional<String> clientContext) {}
