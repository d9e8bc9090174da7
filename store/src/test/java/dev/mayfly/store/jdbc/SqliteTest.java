package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special to a store in a file: files that are not as they should be, full disks, other processes. */
final class SqliteTest {
    private static final int PAGE_BYTES = 4_096;

    @TempDir
    Path home;

    @Test
    void a_store_that_is_opened_again_has_everything() {
        Path file = home.resolve("what? 100% new.db");
        try (Store store = JdbcStore.sqlite(file)) {
            put(store, "a", 10);
        }

        try (Store store = JdbcStore.sqlite(file)) {
            assertThat(store.get("a")).isPresent();
        }
        assertThat(file).exists();
    }

    @Test
    void no_revision_comes_twice_though_the_store_was_empty_when_closed() {
        Path file = home.resolve("store.db");
        long before;
        try (Store store = JdbcStore.sqlite(file)) {
            put(store, "a", 1);
            before = store.get("a").orElseThrow().revision();
            store.clear();
        }

        try (Store store = JdbcStore.sqlite(file)) {
            put(store, "a", 1);
            assertThat(store.get("a").orElseThrow().revision()).isGreaterThan(before);
        }
    }

    @Test
    void a_file_that_is_no_database_is_named() throws IOException {
        Path file = Files.write(home.resolve("store.db"), new byte[10_000]);

        assertThatThrownBy(() -> JdbcStore.sqlite(file))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("damaged or not a database");
    }

    @Test
    void a_place_that_cannot_be_written_is_named() {
        for (Path place : List.of(home.resolve("missing/store.db"), home, Path.of("/proc/store.db"))) {
            assertThatThrownBy(() -> JdbcStore.sqlite(place))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining(place + " cannot be opened");
        }
    }

    @Test
    void a_store_of_a_newer_version_is_left_alone() throws SQLException {
        Path file = home.resolve("store.db");
        JdbcStore.sqlite(file).close();
        try (Connection connection = new SqliteFile(file).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 2");
        }

        assertThatThrownBy(() -> JdbcStore.sqlite(file))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void a_page_that_was_damaged_makes_reading_unavailable() throws IOException {
        Path file = home.resolve("store.db");
        try (Store store = JdbcStore.sqlite(file)) {
            for (int i = 0; i < 500; i++) {
                put(store, "key/" + i, 500);
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int page = 1; page < 40; page++) {
                channel.write(ByteBuffer.allocate(PAGE_BYTES).put(0, (byte) 77), (long) page * PAGE_BYTES);
            }
        }

        try (Store store = JdbcStore.sqlite(file)) {
            assertThatThrownBy(() -> store.scan("", "", 1_000))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void a_full_disk_refuses_what_does_not_fit_and_nothing_of_it_is_there() {
        try (Store store = ofPages(60)) {
            put(store, "small", 100);

            assertThatThrownBy(() -> store.commit(Batch.of(
                            new Batch.Put("first", new byte[10]),
                            new Batch.Put("large", new byte[100 * PAGE_BYTES]),
                            new Batch.Delete("small"))))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("no space is left");

            put(store, "next", 100);
            assertThat(store.scan("", "", 10)).extracting(Store.Entry::key).containsExactly("next", "small");
        }
    }

    @Test
    void a_full_disk_refuses_those_who_do_not_fit_and_serves_the_others() throws Exception {
        try (Store store = ofPages(60);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> small = new ArrayList<>();
            List<Future<?>> large = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                small.add(threads.submit(() -> put(store, "small/" + number, 10)));
                large.add(threads.submit(() -> put(store, "large/" + number, 100 * PAGE_BYTES)));
            }

            for (Future<?> future : small) {
                future.get();
            }
            assertThat(large)
                    .allSatisfy(future ->
                            assertThatThrownBy(future::get).hasCauseInstanceOf(StoreException.Unavailable.class));
            assertThat(store.scan("", "", 100)).hasSize(40);
        }
    }

    @Test
    void two_processes_on_one_file_lose_nothing() throws Exception {
        Path file = home.resolve("store.db");
        try (Store one = JdbcStore.sqlite(file);
                Store other = JdbcStore.sqlite(file)) {
            put(one, "counter", 0);

            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                List<Future<?>> both = new ArrayList<>();
                for (Store store : List.of(one, other)) {
                    both.add(threads.submit(() -> {
                        for (int i = 0; i < 50; i++) {
                            lengthen(store, "counter");
                        }
                    }));
                }
                for (Future<?> each : both) {
                    each.get();
                }
            }

            assertThat(one.get("counter").orElseThrow().value()).hasSize(100);
        }
    }

    @Test
    void commits_under_way_when_the_store_closes_are_durable_or_unavailable() throws Exception {
        Path file = home.resolve("store.db");
        Queue<String> durable = new ConcurrentLinkedQueue<>();
        CountDownLatch warm = new CountDownLatch(200);
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Store store = JdbcStore.sqlite(file);
            for (int i = 0; i < 32; i++) {
                String writer = "writer/" + i + "/";
                writers.add(threads.submit(() -> {
                    for (int n = 0; ; n++) {
                        put(store, writer + n, 10);
                        durable.add(writer + n);
                        warm.countDown();
                    }
                }));
            }
            warm.await();
            store.close();
        }

        assertThat(writers)
                .allSatisfy(
                        writer -> assertThatThrownBy(writer::get).hasCauseInstanceOf(StoreException.Unavailable.class));
        try (Store store = JdbcStore.sqlite(file)) {
            assertThat(store.scan("writer/", "", Integer.MAX_VALUE))
                    .extracting(Store.Entry::key)
                    .containsExactlyInAnyOrderElementsOf(durable);
        }
    }

    private Store ofPages(long pages) {
        return new JdbcStore(Sqlite.open(new SqliteFile(home.resolve("store.db"), pages)));
    }

    private static void put(Store store, String key, int bytes) {
        store.commit(Batch.of(new Batch.Put(key, new byte[bytes])));
    }

    private static void lengthen(Store store, String key) {
        while (true) {
            Store.Entry present = store.get(key).orElseThrow();
            try {
                store.commit(
                        Batch.of(new Batch.Replace(key, new byte[present.value().length + 1], present.revision())));
                return;
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
    }
}
