package dev.mayfly.store.jdbc;

import dev.mayfly.store.ConcurrentStoreContract;
import dev.mayfly.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class SqliteStoreTest extends ConcurrentStoreContract {
    @Override
    protected Store open() throws IOException {
        Path file = Path.of("target", "contract.db");
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
        return JdbcStore.sqlite(file);
    }
}
