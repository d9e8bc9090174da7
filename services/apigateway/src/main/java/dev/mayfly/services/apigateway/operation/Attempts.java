package dev.mayfly.services.apigateway.operation;

import dev.mayfly.store.StoreException;
import java.util.function.Supplier;
import software.amazon.awssdk.services.apigateway.model.ConflictException;

/** Reads, decides and writes again when another writer was faster. */
final class Attempts {
    private static final int MOST = 100;

    private Attempts() {}

    /** @param attempt reads afresh each time and has no effect unless it commits */
    static <T> T until(Supplier<T> attempt) {
        for (int i = 0; i < MOST; i++) {
            try {
                return attempt.get();
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
        throw ConflictException.builder()
                .message("Unable to complete operation due to concurrent modification. Please try again later.")
                .build();
    }
}
