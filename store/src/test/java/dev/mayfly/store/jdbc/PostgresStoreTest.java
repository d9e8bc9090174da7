package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.Batch;
import dev.mayfly.store.ConcurrentStoreContract;
import dev.mayfly.store.Store;
import org.junit.jupiter.api.Test;

final class PostgresStoreTest extends ConcurrentStoreContract {
    @Override
    protected Store open() {
        JdbcStore store = TestPostgres.store();
        store.clear();
        return store;
    }

    @Test
    void nodes_that_increment_one_counter_lose_nothing() throws Exception {
        commit(new Batch.Put("counter", number(0)));

        together(3, node -> {
            try (JdbcStore ofNode = TestPostgres.store()) {
                for (int i = 0; i < 40; i++) {
                    increment(ofNode, "counter");
                }
            }
        });

        assertThat(number(value("counter"))).isEqualTo(120);
    }

    @Test
    void nodes_that_start_together_on_an_empty_database_all_start() throws Exception {
        TestPostgres.dropTables();

        together(4, node -> TestPostgres.store().close());

        try (JdbcStore fresh = TestPostgres.store()) {
            assertThat(fresh.scan("", "", 1)).isEmpty();
        }
    }
}
