package dev.mayfly.functions;

import java.util.OptionalInt;

/**
 * What a name and a qualifier lead to now.
 *
 * @param invokedArn with the qualifier that the caller used, as in {@code context.invokedFunctionArn}
 * @param executedVersion {@code $LATEST} or a number
 * @param reservedConcurrency of the function, over all its versions; empty when it has none
 */
public record Target(
        Revision revision, String invokedArn, String executedVersion, State state, OptionalInt reservedConcurrency) {}
