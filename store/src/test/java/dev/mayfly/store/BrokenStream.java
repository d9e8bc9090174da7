package dev.mayfly.store;

import java.io.IOException;
import java.io.InputStream;

/** Content that breaks off where it begins. */
final class BrokenStream extends InputStream {
    private final IOException failure;

    BrokenStream(IOException failure) {
        this.failure = failure;
    }

    @Override
    public int read() throws IOException {
        throw failure;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        throw failure;
    }
}
