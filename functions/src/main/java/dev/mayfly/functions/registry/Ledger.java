package dev.mayfly.functions.registry;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.Table;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the functions of an account have reserved of its concurrency in a region: one row, changed in the same commit as
 * the function, so that reservations made at the same time cannot exceed the limit together.
 */
public final class Ledger {
    private final Table<Reservations> table;

    /** Positive reservations by function id: never more of them than the account has executions. */
    record Reservations(Map<String, Integer> byFunction) {
        int total() {
            return (int) Math.min(
                    Integer.MAX_VALUE,
                    byFunction.values().stream().mapToLong(Integer::longValue).sum());
        }
    }

    Ledger(Store store) {
        this.table = new Table<>(store, "lambda/reserved", Reservations.class);
    }

    /** Executions reserved by all functions of the account. */
    public int reserved(String account, String region) {
        return table.get(key(account, region)).map(Reservations::total).orElse(0);
    }

    /**
     * A change of the ledger that is being decided.
     *
     * @param step empty when the ledger stays as it is
     * @param total of all reservations of the account after it
     */
    record Change(Optional<Batch.Step> step, int total) {}

    Change change(FunctionRow function, Optional<Integer> executions) {
        String key = key(function.account(), function.region());
        Optional<Table.Row<Reservations>> row = table.row(key);
        Map<String, Integer> changed =
                new TreeMap<>(row.map(found -> found.value().byFunction()).orElse(Map.of()));
        executions
                .filter(some -> some > 0)
                .ifPresentOrElse(some -> changed.put(function.id(), some), () -> changed.remove(function.id()));
        return new Change(step(key, row, new Reservations(changed)), new Reservations(changed).total());
    }

    private Optional<Batch.Step> step(String key, Optional<Table.Row<Reservations>> row, Reservations changed) {
        if (row.isEmpty()) {
            return changed.byFunction().isEmpty() ? Optional.empty() : Optional.of(table.creating(key, changed));
        }
        return changed.equals(row.get().value()) ? Optional.empty() : Optional.of(table.replacing(row.get(), changed));
    }

    private static String key(String account, String region) {
        return account + '/' + region;
    }
}
