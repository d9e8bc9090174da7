package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;

class AppendTest {
    private final MemoryStore store = new MemoryStore();
    private final Account account = new Account(store);
    private final long now = account.now();

    @Test
    void an_append_makes_group_and_stream() {
        account.append("/aws/lambda/f", "2026/11/26/[$LATEST]1", new LogEvent(now, "START"));

        assertThat(account.groupNames()).containsExactly("/aws/lambda/f");
        assertThat(account.messages("/aws/lambda/f", "2026/11/26/[$LATEST]1")).containsExactly("START");
    }

    @Test
    void events_out_of_order_are_put_in_order_and_empty_ones_dropped() {
        account.append("g", "s", new LogEvent(now + 2, "c"), new LogEvent(now, "a"), new LogEvent(now + 1, ""));

        assertThat(account.messages("g", "s")).containsExactly("a", "c");
    }

    @Test
    void nothing_is_made_for_nothing() {
        account.append("g", "s", new LogEvent(now, ""));

        assertThat(account.groupNames()).isEmpty();
    }

    @Test
    void a_message_beyond_the_limit_becomes_several_and_the_rest_is_kept() {
        String line = "\ud83d\ude00".repeat(300_000);

        account.append("g", "s", new LogEvent(now, line), new LogEvent(now + 1, "rest"));

        GetLogEventsResponse latest = account.get("g", "s", tail -> tail.limit(1));
        GetLogEventsResponse second = account.get(
                "g", "s", back -> back.nextToken(latest.nextBackwardToken()).limit(1));
        GetLogEventsResponse first = account.get("g", "s", back -> back.nextToken(second.nextBackwardToken()));
        assertThat(Account.messages(latest)).containsExactly("rest");
        assertThat(Account.messages(first).getFirst() + Account.messages(second).getFirst())
                .isEqualTo(line);
    }

    @Test
    void a_day_in_one_append_is_readable_by_the_minute() {
        LogEvent[] events = new LogEvent[1_440];
        for (int i = 0; i < events.length; i++) {
            events[i] = new LogEvent(now + Duration.ofMinutes(i).toMillis(), "m" + i);
        }

        account.append("g", "s", events);

        long noon = now + Duration.ofHours(12).toMillis();
        assertThat(account.found("g", some -> some.startTime(noon).endTime(noon + 1)))
                .containsExactly("m720");
    }

    @Test
    void many_writers_of_one_stream_lose_nothing() throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                LogEvent event = new LogEvent(now, "m" + i);
                writers.add(threads.submit(() -> account.append("g", "s", event)));
            }
        }
        for (Future<?> writer : writers) {
            writer.get();
        }

        assertThat(account.messages("g", "s")).hasSize(40).doesNotHaveDuplicates();
        assertThat(account.found("g", all -> {})).hasSize(40);
    }

    @Test
    void an_append_that_was_done_though_nobody_heard_is_not_done_twice() {
        FaultyStore faulty = new FaultyStore(store);
        Account client = new Account(faulty);

        faulty.forgetNextAnswer();
        client.append("g", "s", new LogEvent(now, "once"));

        assertThat(client.messages("g", "s")).containsExactly("once");
    }

    @Test
    void one_append_is_one_commit() {
        FaultyStore counting = new FaultyStore(store);
        Account client = new Account(counting);

        client.append(
                "g",
                "s",
                new LogEvent(now, "x"),
                new LogEvent(now + Duration.ofHours(1).toMillis(), "y"));

        assertThat(counting.commits()).isEqualTo(1);
    }
}
