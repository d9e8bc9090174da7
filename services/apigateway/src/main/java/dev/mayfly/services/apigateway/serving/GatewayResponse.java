package dev.mayfly.services.apigateway.serving;

import dev.mayfly.wire.http.Headers;
import java.nio.charset.StandardCharsets;

/** What the gateway itself answers when no integration does; AWS's texts and error types. */
enum GatewayResponse {
    MISSING_AUTHENTICATION_TOKEN(403, "Missing Authentication Token", "MissingAuthenticationTokenException"),
    FORBIDDEN(403, "Forbidden", "ForbiddenException"),
    REQUEST_TOO_LARGE(413, "Request Too Long", "RequestTooLongException"),
    /** POLICY: AWS documents the limit of 10,240 bytes, not the answer; this is what HTTP has for it. */
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large", "BadRequestException"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type", "BadRequestException"),
    /** A function that may not be invoked or is throttled, a mock without a status: AWS answers all of them with 500. */
    API_CONFIGURATION_ERROR(500, "Internal server error", "InternalServerErrorException"),
    /** The function failed, or what it returned is not a proxy answer. */
    BAD_GATEWAY(502, "Internal server error", "InternalServerErrorException"),
    INTEGRATION_TIMEOUT(504, "Endpoint request timed out", "InternalServerErrorException");

    private final int status;
    private final String message;
    private final String errorType;

    GatewayResponse(int status, String message, String errorType) {
        this.status = status;
        this.message = message;
        this.errorType = errorType;
    }

    Reply reply() {
        byte[] body = ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
        return new Reply(status, Headers.of("Content-Type", "application/json", "x-amzn-ErrorType", errorType), body);
    }
}
