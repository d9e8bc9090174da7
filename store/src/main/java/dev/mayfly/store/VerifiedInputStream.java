package dev.mayfly.store;

import dev.mayfly.base.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Bytes that must have a digest: whoever reads to the end gets an IOException instead of the end when they do not.
 * Belongs to one reader.
 */
final class VerifiedInputStream extends InputStream {
    private final InputStream bytes;
    private final Sha256 expected;
    private final MessageDigest digest = Sha256.newDigest();
    private boolean verified;

    VerifiedInputStream(InputStream bytes, Sha256 expected) {
        this.bytes = bytes;
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = bytes.read(target, offset, length);
        if (count < 0) {
            verify();
        } else {
            digest.update(target, offset, count);
        }
        return count;
    }

    private void verify() throws IOException {
        // A stream that has ended may be asked again; the digest answers only once.
        if (verified) {
            return;
        }
        if (!Sha256.ofDigest(digest.digest()).equals(expected)) {
            throw new IOException("the blob " + expected.hex() + " is damaged");
        }
        verified = true;
    }

    @Override
    public int available() throws IOException {
        return bytes.available();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
