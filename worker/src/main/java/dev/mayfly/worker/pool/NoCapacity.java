package dev.mayfly.worker.pool;

/** The machine has no room for another environment, and none became free in time. Nothing was run. */
public final class NoCapacity extends Exception {
    public NoCapacity(String message) {
        super(message);
    }
}
