package dev.mayfly.invoke;

/** This host cannot run the function now, for a reason of its own; nothing was run. */
public final class Unavailable extends Exception {
    public Unavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
