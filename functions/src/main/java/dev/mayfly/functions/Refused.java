package dev.mayfly.functions;

import dev.mayfly.wire.AwsException;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.PolicyLengthExceededException;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** The caller's mistakes, in Lambda's own exceptions. */
public final class Refused {
    private static final String USER = "User";

    private Refused() {}

    public static ResourceNotFoundException notFound(String message) {
        return ResourceNotFoundException.builder().type(USER).message(message).build();
    }

    public static InvalidParameterValueException invalid(String message) {
        return InvalidParameterValueException.builder()
                .type(USER)
                .message(message)
                .build();
    }

    /** Some answers about concurrency come without a Type. */
    public static InvalidParameterValueException invalidUntyped(String message) {
        return InvalidParameterValueException.builder().message(message).build();
    }

    public static ResourceConflictException conflict(String message) {
        return ResourceConflictException.builder().type(USER).message(message).build();
    }

    /** @param call that shows the latest revision id */
    public static PreconditionFailedException staleRevision(String call) {
        return PreconditionFailedException.builder()
                .type(USER)
                .message("The Revision Id provided does not match the latest Revision Id. Call the " + call
                        + " API to retrieve the latest Revision Id")
                .build();
    }

    public static PolicyLengthExceededException policyTooLong(long bytes, long limit) {
        return PolicyLengthExceededException.builder()
                .type(USER)
                .message("The final policy size (" + bytes + ") is bigger than the limit (" + limit + ").")
                .build();
    }

    /** @param action {@code lambda:GetFunction} */
    public static AwsException denied(String identity, String action, String resource) {
        return AwsException.of(
                403,
                "AccessDeniedException",
                "User: " + identity + " is not authorized to perform: " + action + " on resource: " + resource
                        + " because no resource-based policy allows the " + action + " action");
    }

    /** A constraint that cannot be told in a table of constraints. */
    public static AwsException constraint(String sentence) {
        return AwsException.validation("1 validation error detected: " + sentence);
    }
}
