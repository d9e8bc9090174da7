package dev.mayfly.services.logs.pattern;

/** The text is no filter pattern. The message is for the client. */
public final class InvalidPattern extends RuntimeException {
    InvalidPattern(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
