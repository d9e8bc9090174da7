package dev.mayfly.store;

import java.util.ArrayList;
import java.util.List;

/** Changes and conditions that a {@link Store} applies together. Built by one thread, then handed over. */
public final class Batch {

    /** One step of a batch. */
    public sealed interface Step {
        String key();
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

    public static Batch of(Step... steps) {
        Batch batch = new Batch();
        batch.steps.addAll(List.of(steps));
        return batch;
    }

    public Batch add(Step step) {
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
