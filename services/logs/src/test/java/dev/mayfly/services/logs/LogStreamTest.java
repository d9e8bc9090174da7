package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;

class LogStreamTest {
    private final Account account = new Account(new MemoryStore());

    @Test
    void a_stream_without_events_has_no_times_of_events() {
        account.createGroup("g");
        account.createStream("g", "2026/11/26/[$LATEST]abc");

        LogStream stream = account.streams("g", all -> {}).logStreams().getFirst();
        assertThat(stream.logStreamName()).isEqualTo("2026/11/26/[$LATEST]abc");
        assertThat(stream.arn())
                .isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:2026/11/26/[$LATEST]abc");
        assertThat(stream.creationTime()).isEqualTo(account.now());
        assertThat(stream.firstEventTimestamp()).isNull();
        assertThat(stream.lastEventTimestamp()).isNull();
        assertThat(stream.lastIngestionTime()).isNull();
    }

    @Test
    void a_stream_tells_its_first_and_last_event_and_when_it_was_written() {
        long now = account.now();
        account.append("g", "s", new LogEvent(now - 50, "b"), new LogEvent(now - 20, "c"));
        account.append("g", "s", new LogEvent(now - 90, "a"));

        LogStream stream = account.streams("g", all -> {}).logStreams().getFirst();
        assertThat(stream.firstEventTimestamp()).isEqualTo(now - 90);
        assertThat(stream.lastEventTimestamp()).isEqualTo(now - 20);
        assertThat(stream.lastIngestionTime()).isEqualTo(now);
        assertThat(stream.uploadSequenceToken()).matches("\\d{56}");
    }

    @Test
    void names_are_taken_once_and_need_a_group() {
        account.createGroup("g");
        account.createStream("g", "s");

        Refusal.isTaken("The specified log stream already exists", () -> account.createStream("g", "s"));
        Refusal.isAbsentGroup(() -> account.createStream("absent", "s"));
        Refusal.isInvalid(
                "1 validation error detected: Value 'a:b' at 'logStreamName' failed to satisfy constraint: Member must"
                        + " satisfy regular expression pattern: [^:*]*",
                () -> account.createStream("g", "a:b"));
    }

    @Test
    void a_name_that_no_key_can_hold_is_refused() {
        account.createGroup("g");

        for (String name : List.of("\ud800", "a\0b", "\u4e00".repeat(400))) {
            Refusal.isInvalid(
                    "1 validation error detected: Value '" + Utf8.wellFormed(name)
                            + "' at 'logStreamName' failed to satisfy"
                            + " constraint: Member must be Unicode text of at most 900 bytes without NUL",
                    () -> account.createStream("g", name));
        }
    }

    @Test
    void streams_are_listed_by_name_both_ways_and_in_pages() {
        account.createGroup("g");
        List.of("b", "d", "a", "c", "other").forEach(name -> account.createStream("g", name));

        assertThat(account.streamNames("g", all -> {})).containsExactly("a", "b", "c", "d", "other");
        assertThat(account.streamNames("g", all -> all.descending(true))).containsExactly("other", "d", "c", "b", "a");
        assertThat(account.streamNames("g", some -> some.logStreamNamePrefix("o")))
                .containsExactly("other");
        assertThat(paged(null, false)).containsExactly("a", "b", "c", "d", "other");
        assertThat(paged(null, true)).containsExactly("other", "d", "c", "b", "a");
    }

    @Test
    void streams_are_listed_by_their_last_event() {
        long now = account.now();
        account.append("g", "middle", new LogEvent(now - 2, "x"));
        account.append("g", "latest", new LogEvent(now - 1, "x"));
        account.append("g", "oldest", new LogEvent(now - 3, "x"));
        account.createStream("g", "empty");

        assertThat(account.streamNames(
                        "g",
                        one -> one.orderBy("LastEventTime").descending(true).limit(1)))
                .containsExactly("latest");
        assertThat(paged("LastEventTime", true)).containsExactly("latest", "middle", "oldest", "empty");
        assertThat(paged("LastEventTime", false)).containsExactly("empty", "oldest", "middle", "latest");
    }

    @Test
    void an_order_by_time_takes_no_prefix_and_an_order_must_be_known() {
        account.createGroup("g");

        Refusal.isInvalid(
                "Cannot order by LastEventTime with a logStreamNamePrefix.",
                () -> account.streams("g", some -> some.orderBy("LastEventTime").logStreamNamePrefix("a")));
        Refusal.isInvalid(
                "1 validation error detected: Value 'Size' at 'orderBy' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [LogStreamName, LastEventTime]",
                () -> account.streams("g", some -> some.orderBy("Size")));
        Refusal.isInvalid(
                "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have"
                        + " value less than or equal to 50",
                () -> account.streams("g", some -> some.limit(51)));
    }

    @Test
    void a_deleted_stream_hides_its_events_at_once_and_a_new_one_of_its_name_is_empty() {
        account.append("g", "s", new LogEvent(account.now(), "before"));

        account.deleteStream("g", "s");
        assertThat(account.found("g", all -> {})).isEmpty();
        Refusal.isAbsentStream(() -> account.messages("g", "s"));
        Refusal.isAbsentStream(() -> account.deleteStream("g", "s"));

        account.append("g", "s", new LogEvent(account.now(), "after"));
        assertThat(account.found("g", all -> {})).containsExactly("after");
        assertThat(account.messages("g", "s")).containsExactly("after");
    }

    private List<String> paged(@Nullable String order, boolean descending) {
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            DescribeLogStreamsResponse page = account.streams(
                    "g",
                    next -> next.orderBy(order).descending(descending).limit(2).nextToken(from));
            page.logStreams().forEach(stream -> names.add(stream.logStreamName()));
            token = page.nextToken();
        } while (token != null);
        return names;
    }
}
