package dev.mayfly.store;

import org.jspecify.annotations.Nullable;

/** What a {@link Store} or {@link Blobs} can answer instead of a result; handled where it can be decided. */
public abstract sealed class StoreException extends RuntimeException {

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A condition of the batch did not hold; nothing was changed. Read again and decide anew. */
    public static final class Conflict extends StoreException {
        private final String key;

        public Conflict(String key) {
            super("stale or contended: " + key, null);
            this.key = key;
        }

        public String key() {
            return key;
        }
    }

    /** The backend cannot do it now (disk full, connection lost before the commit); nothing was changed. */
    public static final class Unavailable extends StoreException {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The commit may or may not have happened (connection lost during it). */
    public static final class OutcomeUnknown extends StoreException {
        public OutcomeUnknown(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
