package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;

class GetLogEventsTest {
    private final Account account = new Account(new MemoryStore());
    private final long now = account.now();

    @Test
    void the_latest_events_come_first_unless_the_head_is_asked_for() {
        for (int i = 0; i < 5; i++) {
            account.append("g", "s", new LogEvent(now + i, "m" + i));
        }

        assertThat(Account.messages(account.get("g", "s", some -> some.limit(2))))
                .containsExactly("m3", "m4");
        assertThat(Account.messages(account.get("g", "s", some -> some.limit(2).startFromHead(true))))
                .containsExactly("m0", "m1");
    }

    @Test
    void a_token_at_the_end_answers_itself() {
        account.append("g", "s", new LogEvent(now, "only"));

        GetLogEventsResponse first = account.get("g", "s", head -> head.startFromHead(true));
        GetLogEventsResponse end = account.get("g", "s", next -> next.nextToken(first.nextForwardToken()));
        GetLogEventsResponse before = account.get("g", "s", next -> next.nextToken(first.nextBackwardToken()));

        assertThat(first.nextForwardToken()).matches("f/\\d{56}");
        assertThat(first.nextBackwardToken()).matches("b/\\d{56}");
        assertThat(end.events()).isEmpty();
        assertThat(end.nextForwardToken()).isEqualTo(first.nextForwardToken());
        assertThat(before.events()).isEmpty();
        assertThat(before.nextBackwardToken()).isEqualTo(first.nextBackwardToken());
    }

    @Test
    void a_token_at_the_end_shows_what_came_since() {
        account.createGroup("g");
        account.createStream("g", "s");
        String atEnd = account.get("g", "s", all -> {}).nextForwardToken();

        account.append("g", "s", new LogEvent(now, "one"));
        GetLogEventsResponse more = account.get("g", "s", next -> next.nextToken(atEnd));
        account.append("g", "s", new LogEvent(now, "two"));
        GetLogEventsResponse evenMore = account.get("g", "s", next -> next.nextToken(more.nextForwardToken()));

        assertThat(Account.messages(more)).containsExactly("one");
        assertThat(Account.messages(evenMore)).containsExactly("two");
    }

    @Test
    void from_the_end_the_way_back_leads_to_the_last_event() {
        account.append("g", "s", new LogEvent(now, "one"), new LogEvent(now, "two"));
        GetLogEventsResponse first = account.get("g", "s", head -> head.startFromHead(true));
        GetLogEventsResponse end = account.get("g", "s", next -> next.nextToken(first.nextForwardToken()));

        assertThat(Account.messages(account.get(
                        "g",
                        "s",
                        back -> back.nextToken(end.nextBackwardToken()).limit(1))))
                .containsExactly("two");
    }

    @Test
    void the_start_of_a_time_range_belongs_to_it_and_the_end_does_not() {
        for (int i = 0; i < 4; i++) {
            account.append("g", "s", new LogEvent(now + i, "m" + i));
        }

        assertThat(Account.messages(
                        account.get("g", "s", some -> some.startTime(now + 1).endTime(now + 3))))
                .containsExactly("m1", "m2");
        assertThat(account.get("g", "s", none -> none.startTime(now + 3).endTime(now))
                        .events())
                .isEmpty();
    }

    @Test
    void a_garbled_token_or_one_of_another_stream_is_refused() {
        account.append("g", "s", new LogEvent(now, "x"));
        account.append("g", "other", new LogEvent(now, "x"));
        String ofOther = account.get("g", "other", all -> {}).nextForwardToken();

        for (String token : List.of("x", "f/", "f/1", "b/" + "9".repeat(56), "f/" + "\u0661".repeat(56), ofOther)) {
            Refusal.isInvalid(
                    "The specified nextToken is invalid.", () -> account.get("g", "s", next -> next.nextToken(token)));
        }
    }

    @Test
    void expired_events_are_not_shown_even_before_they_are_swept() {
        account.append("g", "s", new LogEvent(now, "old"), new LogEvent(now + 10, "young"));
        account.retain("g", 1);

        account.pass(Duration.ofDays(1).plusMillis(5));

        assertThat(account.messages("g", "s")).containsExactly("young");
        assertThat(account.found("g", all -> {})).containsExactly("young");
    }

    @Test
    void a_page_holds_a_mebibyte_but_always_an_event() {
        String big = "x".repeat(700_000);
        account.append("g", "s", new LogEvent(now, big), new LogEvent(now + 1, big));

        GetLogEventsResponse first = account.get("g", "s", head -> head.startFromHead(true));
        GetLogEventsResponse second = account.get("g", "s", next -> next.nextToken(first.nextForwardToken()));

        assertThat(first.events()).hasSize(1);
        assertThat(second.events()).hasSize(1);
        assertThat(second.events().getFirst().timestamp()).isEqualTo(now + 1);
    }

    @Test
    void group_or_identifier_is_needed_but_not_both() {
        account.append("g", "s", new LogEvent(now, "x"));

        assertThat(Account.messages(account.get(
                        "g",
                        "s",
                        byArn -> byArn.logGroupName(null)
                                .logGroupIdentifier("arn:aws:logs:us-east-1:000000000000:log-group:g"))))
                .containsExactly("x");
        Refusal.isInvalid(
                "LogGroup name and LogGroup identifier are mutually exclusive parameters.",
                () -> account.get("g", "s", both -> both.logGroupIdentifier("g")));
        Refusal.isInvalid(
                "LogGroup name or LogGroup identifier must be specified.",
                () -> account.get("g", "s", neither -> neither.logGroupName(null)));
    }

    /** Appends come late and overlap; whatever the page size and direction, the order is that of time, then arrival. */
    @Property(tries = 60)
    void pages_in_both_directions_hold_every_event_once_in_order(
            @ForAll @Size(min = 1, max = 12)
                    List<@Size(min = 1, max = 6) List<@IntRange(max = 200_000) Integer>> appends,
            @ForAll @IntRange(min = 1, max = 7) int limit) {
        Account fresh = new Account(new MemoryStore());
        List<LogEvent> expected = new ArrayList<>();
        for (List<Integer> offsets : appends) {
            List<LogEvent> events = offsets.stream()
                    .sorted()
                    .map(offset ->
                            new LogEvent(fresh.now() + offset, "m" + offset + '-' + System.identityHashCode(offsets)))
                    .toList();
            fresh.append("g", "s", events.toArray(LogEvent[]::new));
            expected.addAll(events);
        }
        expected.sort(Comparator.comparingLong(LogEvent::timestampMillis));
        List<String> messages = expected.stream().map(LogEvent::message).toList();

        assertThat(forward(fresh, limit)).containsExactlyElementsOf(messages);
        assertThat(backward(fresh, limit)).containsExactlyElementsOf(messages);
    }

    private static List<String> forward(Account account, int limit) {
        List<String> messages = new ArrayList<>();
        GetLogEventsResponse page =
                account.get("g", "s", head -> head.startFromHead(true).limit(limit));
        while (!page.events().isEmpty()) {
            messages.addAll(Account.messages(page));
            String token = page.nextForwardToken();
            page = account.get("g", "s", next -> next.nextToken(token).limit(limit));
        }
        return messages;
    }

    private static List<String> backward(Account account, int limit) {
        List<List<String>> pages = new ArrayList<>();
        GetLogEventsResponse page = account.get("g", "s", tail -> tail.limit(limit));
        while (!page.events().isEmpty()) {
            pages.add(Account.messages(page));
            String token = page.nextBackwardToken();
            page = account.get("g", "s", next -> next.nextToken(token).limit(limit));
        }
        Collections.reverse(pages);
        return pages.stream().flatMap(List::stream).toList();
    }
}
