package dev.mayfly.worker.sandbox;

/** A sandbox could not be made or started, for a reason of the host's: said in the message, for the operator. */
public final class SandboxException extends Exception {
    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
