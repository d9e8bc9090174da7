package dev.mayfly.wire;

/**
 * An answer every AWS service can give that no model declares: ValidationException, AccessDeniedException,
 * UnrecognizedClientException and the like. Modelled errors are thrown as the SDK's own exceptions instead.
 */
public final class AwsException extends RuntimeException {
    private final int status;
    private final String code;
    private final boolean fault;

    private AwsException(int status, String code, String message, boolean fault) {
        super(message);
        this.status = status;
        this.code = code;
        this.fault = fault;
    }

    /** The caller's mistake. */
    public static AwsException of(int status, String code, String message) {
        return new AwsException(status, code, message, status >= 500);
    }

    public static AwsException validation(String message) {
        return of(400, "ValidationException", message);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Ours rather than the caller's. */
    public boolean fault() {
        return fault;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
