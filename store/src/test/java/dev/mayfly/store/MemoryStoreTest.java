package dev.mayfly.store;

final class MemoryStoreTest extends ConcurrentStoreContract {
    @Override
    protected Store open() {
        return new MemoryStore();
    }
}
