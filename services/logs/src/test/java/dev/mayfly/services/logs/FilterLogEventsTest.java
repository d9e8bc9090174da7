package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.MemoryStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

class FilterLogEventsTest {
    private final Account account = new Account(new MemoryStore());
    private final long now = account.now();

    @Test
    void events_of_all_streams_are_interleaved_by_time() {
        account.append("g", "a", new LogEvent(now, "1"), new LogEvent(now + 20, "3"));
        account.append("g", "b", new LogEvent(now + 10, "2"), new LogEvent(now + 30, "4"));

        FilterLogEventsResponse response = account.filter("g", all -> {});
        assertThat(Account.messages(response)).containsExactly("1", "2", "3", "4");
        assertThat(response.nextToken()).isNull();
        assertThat(response.hasSearchedLogStreams()).isTrue();
        assertThat(response.searchedLogStreams()).isEmpty();
        FilteredLogEvent first = response.events().getFirst();
        assertThat(first.logStreamName()).isEqualTo("a");
        assertThat(first.ingestionTime()).isEqualTo(now);
        assertThat(first.eventId()).matches("\\d{56}");
    }

    @Test
    void only_what_matches_the_pattern_is_found() {
        account.append("g", "a", new LogEvent(now, "ERROR one"), new LogEvent(now, "INFO two"));

        assertThat(account.found("g", some -> some.filterPattern("ERROR"))).containsExactly("ERROR one");
        Refusal.isInvalid(
                "Invalid filter pattern", () -> account.filter("g", bad -> bad.filterPattern("user@example.com")));
        Refusal.isInvalid(
                "If a filter pattern starts with '{' it must end with '}'",
                () -> account.filter("g", bad -> bad.filterPattern("{ $.a = 1")));
        Refusal.isInvalid(
                "1 validation error detected: Value '" + "x".repeat(1025) + "' at 'filterPattern' failed to satisfy"
                        + " constraint: Member must have length less than or equal to 1024",
                () -> account.filter("g", bad -> bad.filterPattern("x".repeat(1025))));
    }

    @Test
    void streams_are_chosen_by_name_or_prefix() {
        List.of("app-1", "app-2", "other")
                .forEach(stream -> account.append("g", stream, new LogEvent(now, "from " + stream)));

        assertThat(account.found("g", some -> some.logStreamNames("other", "app-2")))
                .containsExactlyInAnyOrder("from other", "from app-2");
        assertThat(account.found("g", some -> some.logStreamNamePrefix("app")))
                .containsExactlyInAnyOrder("from app-1", "from app-2");
        assertThat(account.found("g", none -> none.logStreamNamePrefix("absent")))
                .isEmpty();
        Refusal.isAbsentStream(() -> account.filter("g", some -> some.logStreamNames("absent")));
        Refusal.isInvalid(
                "LogStream names and LogStream name prefix are mutually exclusive parameters.",
                () -> account.filter("g", both -> both.logStreamNames("other").logStreamNamePrefix("o")));
    }

    @Test
    void the_start_of_a_time_range_belongs_to_it_and_the_end_does_not() {
        for (int i = 0; i < 4; i++) {
            account.append("g", "s" + i, new LogEvent(now + i, "m" + i));
        }

        assertThat(account.found("g", some -> some.startTime(now + 1).endTime(now + 3)))
                .containsExactly("m1", "m2");
    }

    @Test
    void a_garbled_token_is_refused() {
        account.createGroup("g");

        for (String token : List.of("x", "Bxkq7fVEwLmoBPWPHdQwFA==", "null")) {
            Refusal.isInvalid(
                    "The specified nextToken is invalid.", () -> account.filter("g", next -> next.nextToken(token)));
        }
    }

    @Test
    void a_search_through_much_goes_on_where_it_stopped() {
        String noise = "n".repeat(200_000);
        for (int i = 0; i < 200; i++) {
            account.append("g", "s", new LogEvent(now + i, noise));
        }
        account.append("g", "s", new LogEvent(now + 1000, "needle"));

        FilterLogEventsResponse first = account.filter("g", some -> some.filterPattern("needle"));
        assertThat(first.events()).isEmpty();
        assertThat(first.nextToken()).isNotNull();
        assertThat(Account.messages(
                        account.filter("g", some -> some.filterPattern("needle").nextToken(first.nextToken()))))
                .containsExactly("needle");
    }

    @Property(tries = 60)
    void pages_hold_every_event_once_in_the_order_of_time(
            @ForAll @Size(min = 1, max = 12)
                    List<@Size(min = 1, max = 6) List<@IntRange(max = 100_000) Integer>> appends,
            @ForAll @IntRange(min = 1, max = 7) int limit) {
        Account fresh = new Account(new MemoryStore());
        List<LogEvent> written = new ArrayList<>();
        for (int i = 0; i < appends.size(); i++) {
            for (int offset : appends.get(i)) {
                LogEvent event = new LogEvent(fresh.now() + offset, "m" + written.size());
                fresh.append("g", "s" + i, event);
                written.add(event);
            }
        }

        List<FilteredLogEvent> found = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            FilterLogEventsResponse page =
                    fresh.filter("g", next -> next.limit(limit).nextToken(from));
            assertThat(page.events().size()).isLessThanOrEqualTo(limit);
            found.addAll(page.events());
            token = page.nextToken();
        } while (token != null);

        assertThat(found)
                .isSortedAccordingTo(Comparator.comparingLong(FilteredLogEvent::timestamp))
                .extracting(FilteredLogEvent::message)
                .containsExactlyInAnyOrderElementsOf(
                        written.stream().map(LogEvent::message).toList());
        assertThat(new HashSet<>(found.stream().map(FilteredLogEvent::eventId).toList()))
                .hasSameSizeAs(found);
    }

    /** What {@code aws logs tail --follow} does: it polls from its newest event and tells old from new by their ids. */
    @Test
    void following_a_tail_shows_every_event_once() {
        Tail tail = new Tail();
        account.append("g", "a", new LogEvent(now, "1"), new LogEvent(now, "2"));
        tail.poll();
        account.append("g", "b", new LogEvent(now, "3"));
        tail.poll();
        tail.poll();
        account.append("g", "a", new LogEvent(now + 1, "4"));
        tail.poll();

        assertThat(tail.shown).containsExactly("1", "2", "3", "4");
    }

    private final class Tail {
        private final List<String> shown = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private long newest;

        void poll() {
            String token = null;
            do {
                String from = token;
                FilterLogEventsResponse page =
                        account.filter("g", some -> some.startTime(newest).nextToken(from));
                for (FilteredLogEvent event : page.events()) {
                    if (seen.add(event.eventId())) {
                        shown.add(event.message());
                        newest = Math.max(newest, event.timestamp());
                    }
                }
                token = page.nextToken();
            } while (token != null);
        }
    }
}
