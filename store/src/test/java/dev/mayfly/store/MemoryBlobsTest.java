package dev.mayfly.store;

final class MemoryBlobsTest extends BlobsContract {
    @Override
    Blobs open() {
        return new MemoryBlobs();
    }
}
