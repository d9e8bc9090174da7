package dev.mayfly.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.Batch.Create;
import dev.mayfly.store.Batch.Put;
import dev.mayfly.store.Batch.Replace;
import dev.mayfly.store.Batch.RequireAbsent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every store does for many callers at once. */
public abstract class ConcurrentStoreContract extends StoreContract {
    private static final int WRITERS = 8;
    private static final int ROUNDS = 40;

    @Test
    void counters_that_many_increment_by_compare_and_set_lose_nothing() throws Exception {
        commit(new Put("counter", number(0)));

        together(WRITERS, writer -> {
            for (int i = 0; i < ROUNDS; i++) {
                increment(store, "counter");
            }
        });

        assertThat(number(value("counter"))).isEqualTo(WRITERS * ROUNDS);
    }

    @Test
    void of_many_who_create_a_key_one_wins() throws Exception {
        AtomicLong winners = new AtomicLong();

        together(WRITERS, writer -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (succeeds(Batch.of(new Create("lock/" + i, number(writer))))) {
                    winners.incrementAndGet();
                }
            }
        });

        assertThat(winners).hasValue(ROUNDS);
    }

    @Test
    void two_who_each_require_the_others_absence_never_both_succeed() throws Exception {
        together(2, writer -> {
            for (int i = 0; i < ROUNDS; i++) {
                String mine = "pair/" + i + "/" + writer;
                String theirs = "pair/" + i + "/" + (1 - writer);
                succeeds(Batch.of(new RequireAbsent(theirs), new Create(mine, number(i))));
            }
        });

        for (int i = 0; i < ROUNDS; i++) {
            assertThat(store.scan("pair/" + i + "/", "", 10)).hasSize(1);
        }
    }

    @Test
    void batches_that_name_each_others_keys_do_not_block_each_other() throws Exception {
        together(WRITERS, writer -> {
            for (int i = 0; i < ROUNDS; i++) {
                Batch batch = new Batch();
                for (int key = 0; key < WRITERS; key++) {
                    // Each in an order of its own.
                    batch.add(new Put("shared/" + (key + writer) % WRITERS, number(i)));
                }
                store.commit(batch);
            }
        });

        assertThat(store.scan("shared/", "", 10)).hasSize(WRITERS);
    }

    @Test
    void a_reader_never_sees_half_a_batch() throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        putEverywhere(0);

        together(3, who -> {
            if (who == 0) {
                try {
                    for (int i = 1; i < 200; i++) {
                        putEverywhere(i);
                    }
                } finally {
                    written.set(true);
                }
            }
            while (!written.get()) {
                List<Store.Entry> rows = store.scan("row/", "", 10);
                assertThat(rows).hasSize(5);
                assertThat(rows.stream().map(row -> number(row.value())).distinct())
                        .hasSize(1);
            }
        });
    }

    @Test
    void what_was_committed_is_seen_by_every_read_that_begins_later() throws Exception {
        AtomicLong committed = new AtomicLong();
        AtomicBoolean written = new AtomicBoolean();
        commit(new Put("clock", number(0)));

        together(3, who -> {
            if (who == 0) {
                try {
                    for (int i = 1; i <= 200; i++) {
                        commit(new Put("clock", number(i)));
                        committed.set(i);
                    }
                } finally {
                    written.set(true);
                }
            }
            while (!written.get()) {
                long atLeast = committed.get();
                assertThat(number(value("clock"))).isGreaterThanOrEqualTo(atLeast);
            }
        });
    }

    private void putEverywhere(long number) {
        Batch batch = new Batch();
        for (int i = 0; i < 5; i++) {
            batch.add(new Put("row/" + i, number(number)));
        }
        store.commit(batch);
    }

    private boolean succeeds(Batch batch) {
        try {
            store.commit(batch);
            return true;
        } catch (StoreException.Conflict e) {
            return false;
        }
    }

    protected static void increment(Store store, String key) {
        while (true) {
            Store.Entry present = store.get(key).orElseThrow();
            try {
                store.commit(Batch.of(new Replace(key, number(number(present.value()) + 1), present.revision())));
                return;
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
    }

    /** What one of several does, who are numbered from 0. */
    protected interface Part {
        void play(int number) throws Exception;
    }

    /** Runs all parts at the same time and fails if one fails. On platform threads: some parts read without a pause. */
    protected static void together(int parts, Part part) throws Exception {
        List<Future<?>> playing = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(parts)) {
            for (int i = 0; i < parts; i++) {
                int number = i;
                Callable<Void> call = () -> {
                    part.play(number);
                    return null;
                };
                playing.add(threads.submit(call));
            }
        }
        for (Future<?> future : playing) {
            future.get();
        }
    }

    protected static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    protected static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
