package dev.mayfly.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of one record type under one key prefix of a {@link Store}, kept as JSON. The room that owns the rows makes the
 * table; it holds no state of its own. Row keys must not be prefixes that confuse a listing: join parts with '/'.
 */
public final class Table<T> {
    private static final int PAGE = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(inclusion ->
                    inclusion.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();

    private final Store store;
    private final String prefix;
    private final Class<T> type;

    /** A row with the revision that a conditional change of it names. {@code key} is relative to the table. */
    public record Row<T>(String key, T value, long revision) {}

    /** @param name of the table, unique in the store, for example {@code iam/role} */
    public Table(Store store, String name, Class<T> type) {
        this.store = store;
        this.prefix = name + '/';
        this.type = type;
    }

    public Optional<T> get(String key) {
        return row(key).map(Row::value);
    }

    public Optional<Row<T>> row(String key) {
        return store.get(prefix + key).map(this::decode);
    }

    /** Rows whose key starts with {@code keyPrefix}, ascending, after {@code after} (exclusive; empty: from the start). */
    public List<Row<T>> scan(String keyPrefix, String after, int limit) {
        String from = after.isEmpty() ? "" : prefix + after;
        return store.scan(prefix + keyPrefix, from, limit).stream()
                .map(this::decode)
                .toList();
    }

    /** As {@link #scan}, descending, before {@code before} (exclusive; empty: from the end). */
    public List<Row<T>> scanDown(String keyPrefix, String before, int limit) {
        String from = before.isEmpty() ? "" : prefix + before;
        return store.scanDown(prefix + keyPrefix, from, limit).stream()
                .map(this::decode)
                .toList();
    }

    /** Every row whose key starts with {@code keyPrefix}, ascending; for tables that fit in memory. */
    public List<Row<T>> all(String keyPrefix) {
        List<Row<T>> rows = new ArrayList<>();
        String after = "";
        while (true) {
            List<Row<T>> page = scan(keyPrefix, after, PAGE);
            rows.addAll(page);
            if (page.size() < PAGE) {
                return rows;
            }
            after = page.getLast().key();
        }
    }

    public void put(String key, T value) {
        store.commit(Batch.of(putting(key, value)));
    }

    /** @throws StoreException.Conflict when the row exists */
    public void create(String key, T value) {
        store.commit(Batch.of(creating(key, value)));
    }

    public void delete(String key) {
        store.commit(Batch.of(deleting(key)));
    }

    /**
     * Reads, changes and writes one row, again when another writer was faster. Empty when the row is not there. The
     * change may run several times: it must not have effects.
     */
    public Optional<T> update(String key, UnaryOperator<T> change) {
        while (true) {
            Optional<Row<T>> row = row(key);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            T changed = change.apply(row.get().value());
            try {
                store.commit(Batch.of(replacing(row.get(), changed)));
                return Optional.of(changed);
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
    }

    public Batch.Step putting(String key, T value) {
        return new Batch.Put(prefix + key, encode(value));
    }

    public Batch.Step creating(String key, T value) {
        return new Batch.Create(prefix + key, encode(value));
    }

    public Batch.Step replacing(Row<T> row, T value) {
        return new Batch.Replace(prefix + row.key(), encode(value), row.revision());
    }

    public Batch.Step deleting(String key) {
        return new Batch.Delete(prefix + key);
    }

    public Batch.Step deleting(Row<T> row) {
        return new Batch.DeleteAt(prefix + row.key(), row.revision());
    }

    /** The batch fails unless {@code row} is still what was read. */
    public Batch.Step requiring(Row<T> row) {
        return new Batch.Require(prefix + row.key(), row.revision());
    }

    public Batch.Step requiringAbsent(String key) {
        return new Batch.RequireAbsent(prefix + key);
    }

    private byte[] encode(T value) {
        return JSON.writeValueAsBytes(value);
    }

    private Row<T> decode(Store.Entry entry) {
        try {
            T value = JSON.readValue(entry.value(), type);
            return new Row<>(entry.key().substring(prefix.length()), value, entry.revision());
        } catch (JacksonException e) {
            throw new StoreException.Unavailable(
                    "the row " + entry.key() + " is damaged or not a " + type.getSimpleName(), e);
        }
    }
}
