package dev.mayfly.store;

import dev.mayfly.base.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Blobs that are forgotten with the process: for tests and for servers without a data directory. */
public final class MemoryBlobs implements Blobs {
    private final Map<Sha256, byte[]> contents = new ConcurrentHashMap<>();

    @Override
    public Blob put(InputStream content) throws IOException {
        return keep(content.readAllBytes());
    }

    @Override
    public Blob put(byte[] content) {
        return keep(content.clone());
    }

    private Blob keep(byte[] content) {
        Sha256 digest = Sha256.of(content);
        contents.put(digest, content);
        return new Blob(digest, content.length);
    }

    @Override
    public boolean contains(Sha256 digest) {
        return contents.containsKey(digest);
    }

    @Override
    public InputStream open(Sha256 digest) {
        byte[] content = contents.get(digest);
        if (content == null) {
            throw new StoreException.Unavailable("no blob " + digest.hex(), null);
        }
        return new ByteArrayInputStream(content);
    }

    @Override
    public void delete(Sha256 digest) {
        contents.remove(digest);
    }

    @Override
    public void clear() {
        contents.clear();
    }
}
