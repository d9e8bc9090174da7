package dev.mayfly.store;

import dev.mayfly.base.Sha256;
import java.io.IOException;
import java.io.InputStream;

/**
 * Immutable byte sequences, named by their SHA-256. Storing the same bytes twice keeps one. A blob is durable once
 * {@link #put} returns; its bytes are verified while they are read.
 *
 * <p>May be called from any thread. Storage failures are {@link StoreException.Unavailable}.
 */
public interface Blobs {

    /** @param size in bytes */
    record Blob(Sha256 digest, long size) {}

    /**
     * Reads {@code content} to its end and keeps it. Does not close it.
     *
     * @throws IOException what reading {@code content} threw; nothing is kept
     */
    Blob put(InputStream content) throws IOException;

    Blob put(byte[] content);

    boolean contains(Sha256 digest);

    /**
     * The bytes, to be closed by the caller. Reading past the last byte throws IOException when they do not match the
     * digest.
     *
     * @throws StoreException.Unavailable when there is no such blob
     */
    InputStream open(Sha256 digest);

    void delete(Sha256 digest);

    void clear();
}
