package dev.mayfly.store.jdbc;

import dev.mayfly.store.Batch;
import dev.mayfly.store.KeyBytes;
import java.util.ArrayList;
import java.util.List;

/** What a database does as a whole or not at all. */
sealed interface Write {

    /** Removes every entry. */
    record Clear() implements Write {}

    /** A batch in the order in which a database needs it: every condition, then what to write and to remove. */
    record Changes(List<Condition> conditions, List<Value> values, List<byte[]> removed) implements Write {

        /** @throws IllegalArgumentException when a key is too long, empty, or not Unicode */
        static Changes of(Batch batch) {
            Changes changes = new Changes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            batch.steps().forEach(changes::take);
            return changes;
        }

        private void take(Batch.Step step) {
            byte[] key = KeyBytes.ofKey(step.key());
            switch (step) {
                case Batch.Put _, Batch.Delete _ -> {}
                default -> conditions.add(new Condition(key, step));
            }
            switch (step) {
                case Batch.Put put -> values.add(new Value(key, put.value()));
                case Batch.Create create -> values.add(new Value(key, create.value()));
                case Batch.Replace replace -> values.add(new Value(key, replace.value()));
                case Batch.Delete _, Batch.DeleteAt _ -> removed.add(key);
                case Batch.Require _, Batch.RequireAbsent _ -> {}
            }
        }

        boolean changesNothing() {
            return values.isEmpty() && removed.isEmpty();
        }
    }

    /** {@code step} must hold at the revision at which {@code key} is. */
    record Condition(byte[] key, Batch.Step step) {}

    record Value(byte[] key, byte[] bytes) {}
}
