package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.MemoryStore;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
    private final MemoryStore store = new MemoryStore();
    private final FaultyStore faulty = new FaultyStore(store);
    private final Account account = new Account(faulty);
    private final long now = account.now();

    @Test
    void of_a_deleted_group_nothing_is_left() {
        fill("g", 600);
        account.deleteGroup("g");

        account.sweepAll();

        assertThat(rows()).isEmpty();
    }

    @Test
    void of_a_deleted_stream_nothing_is_left_and_its_neighbour_stays() {
        account.append("g", "gone", new LogEvent(now, "x"));
        account.append("g", "kept", new LogEvent(now, "y"));
        account.deleteStream("g", "gone");

        account.sweepAll();

        assertThat(rows())
                .extracting(Store.Entry::key)
                .filteredOn(key -> key.contains("grave"))
                .isEmpty();
        assertThat(rows()).hasSize(4);
        assertThat(account.messages("g", "kept")).containsExactly("y");
    }

    @Test
    void one_sweep_does_a_bounded_amount_of_work() {
        fill("g", 4_000);
        account.deleteGroup("g");

        assertThat(account.logs.sweep()).isTrue();
        assertThat(rows()).isNotEmpty();
        account.sweepAll();
        assertThat(rows()).isEmpty();
    }

    @Test
    void a_sweep_that_dies_anywhere_is_finished_by_the_next() {
        for (int commits = 0; commits < 6; commits++) {
            fill("g", 600);
            account.deleteGroup("g");

            faulty.allow(commits);
            sweepUntilItFails();
            faulty.allow(Integer.MAX_VALUE);
            account.sweepAll();

            assertThat(rows()).isEmpty();
        }
    }

    private void sweepUntilItFails() {
        try {
            account.sweepAll();
        } catch (StoreException.Unavailable e) {
            assertThat(e).hasMessage("no more commits");
        }
    }

    @Test
    void a_new_group_is_not_swept_with_the_old_one_of_its_name() {
        account.append("g", "s", new LogEvent(now, "old"));
        account.deleteGroup("g");
        account.append("g", "s", new LogEvent(now, "new"));

        account.sweepAll();

        assertThat(account.messages("g", "s")).containsExactly("new");
    }

    @Test
    void expired_chunks_go_and_their_bytes_with_them() {
        account.createGroup("g");
        account.createStream("g", "s");
        account.retain("g", 1);
        account.append("g", "s", new LogEvent(now, "old"));
        account.pass(Duration.ofHours(12));
        account.append("g", "s", new LogEvent(account.now(), "young"));
        account.pass(Duration.ofHours(13));

        account.sweepAll();

        assertThat(rows("logs/chunk")).hasSize(1);
        assertThat(rows("logs/index")).hasSize(1);
        assertThat(account.groups(all -> {}).logGroups().getFirst().storedBytes())
                .isEqualTo(5 + 26);
        assertThat(account.streams("g", all -> {}).logStreams().getFirst().firstEventTimestamp())
                .isEqualTo(now + Duration.ofHours(12).toMillis());
    }

    @Test
    void a_stream_that_a_client_made_stays_when_all_its_events_expire() {
        account.createGroup("g");
        account.createStream("g", "s");
        account.retain("g", 1);
        account.put("g", "s", new LogEvent(now, "old"));
        account.pass(Duration.ofDays(2));

        account.sweepAll();

        assertThat(account.streamNames("g", all -> {})).containsExactly("s");
        assertThat(account.streams("g", all -> {}).logStreams().getFirst().lastEventTimestamp())
                .isNull();
    }

    @Test
    void a_stream_that_a_function_made_goes_with_its_last_event() {
        account.append("g", "s", new LogEvent(now, "old"));
        account.retain("g", 1);
        account.pass(Duration.ofDays(2));

        account.sweepAll();

        assertThat(account.streamNames("g", all -> {})).isEmpty();
        account.append("g", "s", new LogEvent(account.now(), "again"));
        assertThat(account.messages("g", "s")).containsExactly("again");
    }

    @Test
    void without_a_retention_everything_stays() {
        account.append("g", "s", new LogEvent(now, "old"));
        account.pass(Duration.ofDays(5_000));

        account.sweepAll();

        assertThat(account.messages("g", "s")).containsExactly("old");
    }

    private void fill(String group, int chunks) {
        for (int i = 0; i < chunks; i++) {
            account.append(group, "s" + i % 7, new LogEvent(now + i, "m" + i));
        }
    }

    private List<Store.Entry> rows() {
        return rows("logs/");
    }

    private List<Store.Entry> rows(String prefix) {
        return store.scan(prefix, "", 100_000);
    }
}
