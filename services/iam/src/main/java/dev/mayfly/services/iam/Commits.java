package dev.mayfly.services.iam;

import dev.mayfly.store.StoreException;
import java.util.function.Supplier;

/** Changes of several rows at once, in spite of other writers. */
final class Commits {
    private Commits() {}

    /**
     * Runs {@code attempt}, which reads, decides and commits, until no other writer was faster. It may run several
     * times: it must have no effect but its commit.
     */
    static <T> T retrying(Supplier<T> attempt) {
        while (true) {
            try {
                return attempt.get();
            } catch (StoreException.Conflict e) {
                // Somebody else's commit went through, so this cannot go on for ever.
                Thread.onSpinWait();
            }
        }
    }

    static void retrying(Runnable attempt) {
        Commits.<Object>retrying(() -> {
            attempt.run();
            return attempt;
        });
    }
}
