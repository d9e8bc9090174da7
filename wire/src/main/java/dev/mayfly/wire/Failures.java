package dev.mayfly.wire;

import dev.mayfly.wire.codec.Failure;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Turns what an operation throws into the error that its service answers. */
final class Failures {
    /** What services of the query protocol call the errors that every service has. */
    private static final Map<String, String> QUERY_CODES = Map.of(
            "ValidationException", "ValidationError",
            "MissingAuthenticationTokenException", "MissingAuthenticationToken",
            "IncompleteSignatureException", "IncompleteSignature",
            "UnrecognizedClientException", "InvalidClientTokenId",
            "InvalidSignatureException", "SignatureDoesNotMatch",
            "ExpiredTokenException", "ExpiredToken",
            "AccessDeniedException", "AccessDenied",
            "SerializationException", "MalformedInput",
            "RequestEntityTooLargeException", "RequestEntityTooLarge");

    /** Services of the JSON protocol answer these with 400 where others use 403. */
    private static final Set<String> AUTHENTICATION = Set.of(
            "MissingAuthenticationTokenException",
            "IncompleteSignatureException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "ExpiredTokenException");

    private Failures() {}

    /** The SDK's modelled error. Code and status that the exception itself carries go before what the service declares. */
    static Failure of(Service service, AwsServiceException error) {
        Service.ErrorShape shape = service.errorShape(error.getClass());
        Optional<AwsErrorDetails> details = Optional.ofNullable(error.awsErrorDetails());
        String code = details.map(AwsErrorDetails::errorCode).orElseGet(() -> service.errorCode(error.getClass()));
        String message = details.map(AwsErrorDetails::errorMessage)
                .orElseGet(() -> Objects.requireNonNullElse(error.getMessage(), ""));
        int status = error.statusCode() > 0 ? error.statusCode() : shape.status();
        return new Failure(status, code, message, shape.messageMember(), status >= 500, Optional.of(error));
    }

    static Failure of(Service service, AwsException error) {
        String code = service.protocol() == Protocol.AWS_QUERY
                ? QUERY_CODES.getOrDefault(error.code(), error.code())
                : error.code();
        return Failure.of(status(service.protocol(), error), code, error.getMessage(), error.fault());
    }

    private static int status(Protocol protocol, AwsException error) {
        boolean badRequest = switch (protocol) {
            case AWS_JSON_1_0, AWS_JSON_1_1 -> AUTHENTICATION.contains(error.code());
            case AWS_QUERY, REST_JSON -> error.code().equals("IncompleteSignatureException");
        };
        return badRequest ? 400 : error.status();
    }

    /** What nobody foresaw: says nothing of what it was. */
    static Failure internal(Service service) {
        String code = service.protocol() == Protocol.REST_JSON ? "ServiceException" : "InternalFailure";
        return Failure.of(500, code, "An error occurred and the request cannot be processed.", true);
    }

    static AwsException notOffered(Service service, String operation) {
        // 501 is a status that no SDK takes for a reason to try again.
        return AwsException.of(501, "NotImplemented", "not implemented: " + service.name() + ':' + operation);
    }

    static AwsException unknown(Service service, String operation) {
        return switch (service.protocol()) {
            case REST_JSON -> AwsException.of(404, "UnknownOperationException", "Unknown operation");
            case AWS_JSON_1_0, AWS_JSON_1_1 ->
                AwsException.of(400, "UnknownOperationException", "Unknown operation: " + operation);
            case AWS_QUERY ->
                operation.isEmpty()
                        ? AwsException.of(400, "MissingAction", "The request must contain the parameter Action")
                        : AwsException.of(
                                400, "InvalidAction", "Could not find operation " + operation + version(service));
        };
    }

    private static String version(Service service) {
        String[] parts = service.namespace().split("/doc/");
        return parts.length < 2 ? "" : " for version " + parts[1].replace("/", "");
    }

    static AwsException tooLarge(long limit, String operation) {
        return AwsException.of(
                413,
                "RequestEntityTooLargeException",
                "Request must be smaller than " + limit + " bytes for the " + operation + " operation");
    }
}
