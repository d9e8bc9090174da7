package dev.mayfly.services.apigateway.operation;

import dev.mayfly.wire.AwsException;
import java.util.regex.Pattern;

/** Status codes as they stand in paths. */
final class StatusCodes {
    private static final Pattern VALID = Pattern.compile("[1-5]\\d\\d");

    private StatusCodes() {}

    /** @return the same code, when it is one */
    static String checked(String statusCode) {
        if (!VALID.matcher(statusCode).matches()) {
            throw AwsException.validation("1 validation error detected: Value '" + statusCode
                    + "' at 'statusCode' failed to satisfy constraint: "
                    + "Member must satisfy regular expression pattern: [1-5]\\d\\d");
        }
        return statusCode;
    }
}
