package dev.mayfly.services.apigateway;

import dev.mayfly.base.Arn;
import dev.mayfly.base.Deadline;
import java.util.Optional;

/**
 * Where Lambda integrations are invoked; whoever wires this room answers. May be called from any thread, one call a
 * request. Every outcome is an answer; an exception means a fault of the host and is answered as an internal error.
 */
@FunctionalInterface
public interface LambdaTarget {

    /**
     * Invokes synchronously.
     *
     * @param function may carry a qualifier; may be of another account or region
     * @param payload the proxy event, JSON
     * @param answerBy after which the caller has gone; return {@link Answer.TimedOut} then
     */
    Answer invoke(Arn function, Origin origin, byte[] payload, Deadline answerBy);

    /**
     * On whose behalf a function is invoked, for checking that it may be.
     *
     * @param source {@code arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path}, the source ARN that the function's
     *     resource policy is asked about, with the principal {@code apigateway.amazonaws.com}
     * @param credentials of the integration: a role to invoke as instead of asking the resource policy
     */
    record Origin(Arn source, Optional<String> credentials) {}

    /** How an invocation ended. */
    sealed interface Answer {
        /** @param json what the function returned */
        record Payload(byte[] json) implements Answer {}

        /** The function failed: it threw, exited, or ran into its own time limit. */
        record FunctionError(byte[] payload) implements Answer {}

        /** Not invoked: there is no such function, or it may not be invoked. */
        record Refused(String why) implements Answer {}

        /** Not invoked: no concurrency was left. */
        record Throttled() implements Answer {}

        /** No answer by the deadline. */
        record TimedOut() implements Answer {}
    }
}
