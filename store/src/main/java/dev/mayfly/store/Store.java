package dev.mayfly.store;

import java.util.List;
import java.util.Optional;

/**
 * One ordered map from text keys to bytes, durable. Keys are compared by their UTF-8 bytes.
 * Every entry has a revision that grows with each change of that key and never comes back, not even when the key is
 * removed and made again.
 *
 * <p>Keys must be Unicode text (no half surrogate pairs), keys that are written 1 to 1,024 bytes of it; anything else is
 * an IllegalArgumentException. Arrays that are passed and answered belong to the caller.
 *
 * <p>All methods may be called from any thread. Reads see every commit that returned before they began. A
 * {@link #commit} is all or nothing and durable once it returns.
 *
 * <p>Failures: {@link StoreException.Conflict} nothing was changed; {@link StoreException.Unavailable} nothing was
 * changed and trying again may help (disk full, database gone); {@link StoreException.OutcomeUnknown} the commit may or
 * may not have happened: read before deciding.
 */
public interface Store extends AutoCloseable {

    /** @param revision positive; differs after every change of this key */
    record Entry(String key, byte[] value, long revision) {}

    Optional<Entry> get(String key);

    /**
     * Entries whose key starts with {@code prefix}, in ascending order, from the first key that is greater than
     * {@code after} (exclusive; the empty string means from the start).
     *
     * @param limit at most this many entries, at least 1
     */
    List<Entry> scan(String prefix, String after, int limit);

    /** As {@link #scan}, in descending order, from the first key less than {@code before} (empty: from the end). */
    List<Entry> scanDown(String prefix, String before, int limit);

    /**
     * Applies the whole batch or nothing. Conditions are checked against the state just before the batch.
     *
     * @throws StoreException.Conflict when a condition does not hold
     */
    void commit(Batch batch);

    /** Removes everything. For {@code reset} and tests; as durable as a commit. */
    void clear();

    /** Writes under way become durable or fail; what is called later is Unavailable. */
    @Override
    void close();
}
