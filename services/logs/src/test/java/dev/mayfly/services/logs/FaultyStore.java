package dev.mayfly.services.logs;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import java.util.List;
import java.util.Optional;

/** A store that counts commits, may refuse them from some number on, and may do one without saying so. */
final class FaultyStore implements Store {
    private final Store store;
    private int commits;
    private int allowed = Integer.MAX_VALUE;
    private boolean forgetful;

    FaultyStore(Store store) {
        this.store = store;
    }

    int commits() {
        return commits;
    }

    /** After so many more commits every one fails, until allowed again. */
    void allow(int more) {
        allowed = more;
    }

    void forgetNextAnswer() {
        forgetful = true;
    }

    @Override
    public void commit(Batch batch) {
        if (allowed == 0) {
            throw new StoreException.Unavailable("no more commits", null);
        }
        allowed--;
        store.commit(batch);
        commits++;
        if (forgetful) {
            forgetful = false;
            throw new StoreException.OutcomeUnknown("done, but nobody heard", null);
        }
    }

    @Override
    public Optional<Entry> get(String key) {
        return store.get(key);
    }

    @Override
    public List<Entry> scan(String prefix, String after, int limit) {
        return store.scan(prefix, after, limit);
    }

    @Override
    public List<Entry> scanDown(String prefix, String before, int limit) {
        return store.scanDown(prefix, before, limit);
    }

    @Override
    public void clear() {
        store.clear();
    }

    @Override
    public void close() {
        store.close();
    }
}
