package dev.mayfly.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Changes and conditions that a {@link Store} applies together. Built by one thread, then handed over. */
public final class Batch {
    /** The revision of a key that is not there. */
    public static final long ABSENT = 0;

    /** One step of a batch. */
    public sealed interface Step {
        String key();

        /** Whether this step's condition holds for a key that is at {@code present}, which may be {@link #ABSENT}. */
        default boolean holdsAt(long present) {
            return switch (this) {
                case Put _, Delete _ -> true;
                case Create _, RequireAbsent _ -> present == ABSENT;
                case Replace step -> present != ABSENT && present == step.revision;
                case DeleteAt step -> present != ABSENT && present == step.revision;
                case Require step -> present != ABSENT && present == step.revision;
            };
        }

        /** Whether this step can change its key; the others only ask. */
        default boolean changes() {
            return switch (this) {
                case Put _, Create _, Replace _, Delete _, DeleteAt _ -> true;
                case Require _, RequireAbsent _ -> false;
            };
        }
    }

    /** Writes whatever was there before. */
    public record Put(String key, byte[] value) implements Step {}

    /** Writes only when the key is absent. */
    public record Create(String key, byte[] value) implements Step {}

    /** Writes only when the key is at {@code revision}. */
    public record Replace(String key, byte[] value, long revision) implements Step {}

    /** Removes the key if it is there. */
    public record Delete(String key) implements Step {}

    /** Removes the key only when it is at {@code revision}. */
    public record DeleteAt(String key, long revision) implements Step {}

    /** Changes nothing; the batch fails unless the key is at {@code revision}. */
    public record Require(String key, long revision) implements Step {}

    /** Changes nothing; the batch fails unless the key is absent. */
    public record RequireAbsent(String key) implements Step {}

    private final List<Step> steps = new ArrayList<>();
    private final Set<String> changed = new HashSet<>();

    public static Batch of(Step... steps) {
        Batch batch = new Batch();
        for (Step step : steps) {
            batch.add(step);
        }
        return batch;
    }

    /** @throws IllegalArgumentException when a step before this one already changes its key */
    public Batch add(Step step) {
        if (step.changes() && !changed.add(step.key())) {
            throw new IllegalArgumentException("two steps change " + step.key());
        }
        steps.add(step);
        return this;
    }

    /** In the order in which they were added; a key appears in at most one changing step. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }
}
