package dev.mayfly.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A store that forgets: for tests and for servers without a data directory. Its own lock guards all state. */
public final class MemoryStore implements Store {
    private final NavigableMap<byte[], Entry> entries = new TreeMap<>(Arrays::compareUnsigned);
    private long revision;
    private boolean closed;

    @Override
    public synchronized Optional<Entry> get(String key) {
        checkOpen();
        return Optional.ofNullable(entries.get(KeyBytes.of(key))).map(MemoryStore::copy);
    }

    @Override
    public synchronized List<Entry> scan(String prefix, String after, int limit) {
        checkOpen();
        return first(limit, within(KeyRange.ascending(prefix, after)).values());
    }

    @Override
    public synchronized List<Entry> scanDown(String prefix, String before, int limit) {
        checkOpen();
        return first(
                limit,
                within(KeyRange.descending(prefix, before)).descendingMap().values());
    }

    @Override
    public synchronized void commit(Batch batch) {
        checkOpen();
        List<Batch.Step> steps = batch.steps();
        for (Batch.Step step : steps) {
            Entry present = entries.get(KeyBytes.ofKey(step.key()));
            if (!step.holdsAt(present == null ? Batch.ABSENT : present.revision())) {
                throw new StoreException.Conflict(step.key());
            }
        }
        revision++;
        steps.forEach(this::apply);
    }

    private void apply(Batch.Step step) {
        switch (step) {
            case Batch.Put put -> write(put.key(), put.value());
            case Batch.Create create -> write(create.key(), create.value());
            case Batch.Replace replace -> write(replace.key(), replace.value());
            case Batch.Delete _, Batch.DeleteAt _ -> entries.remove(KeyBytes.of(step.key()));
            case Batch.Require _, Batch.RequireAbsent _ -> {}
        }
    }

    private void write(String key, byte[] value) {
        entries.put(KeyBytes.of(key), new Entry(key, value.clone(), revision));
    }

    @Override
    public synchronized void clear() {
        checkOpen();
        entries.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private NavigableMap<byte[], Entry> within(KeyRange range) {
        return range.isEmpty()
                ? Collections.emptyNavigableMap()
                : entries.subMap(range.from(), true, range.to(), false);
    }

    private static List<Entry> first(int limit, Collection<Entry> entries) {
        KeyRange.requirePositive(limit);
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (found.size() == limit) {
                break;
            }
            found.add(copy(entry));
        }
        return found;
    }

    // Callers own the arrays that they pass and get, as with a store on disk.
    private static Entry copy(Entry entry) {
        return new Entry(entry.key(), entry.value().clone(), entry.revision());
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException.Unavailable("the store is closed", null);
        }
    }
}
