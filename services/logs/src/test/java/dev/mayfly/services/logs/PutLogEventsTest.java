package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.MemoryStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;

class PutLogEventsTest {
    private final Account account = new Account(new MemoryStore());
    private final long now = account.now();

    @BeforeEach
    void a_stream() {
        account.createGroup("g");
        account.createStream("g", "s");
    }

    @Test
    void what_was_put_is_read_back() {
        PutLogEventsResponse response = account.put("g", "s", new LogEvent(now - 1, "one"), new LogEvent(now, "two"));

        assertThat(response.nextSequenceToken()).matches("\\d{56}");
        assertThat(response.rejectedLogEventsInfo()).isNull();
        assertThat(account.messages("g", "s")).containsExactly("one", "two");
    }

    @Test
    void any_sequence_token_will_do() {
        account.put(request -> request.logGroupName("g")
                .logStreamName("s")
                .sequenceToken("stale")
                .logEvents(InputLogEvent.builder().timestamp(now).message("one").build()));

        assertThat(account.messages("g", "s")).containsExactly("one");
    }

    @Test
    void group_and_stream_must_exist() {
        Refusal.isAbsentGroup(() -> account.put("absent", "s", new LogEvent(now, "x")));
        Refusal.isAbsentStream(() -> account.put("g", "absent", new LogEvent(now, "x")));
    }

    @Test
    void events_must_be_in_order_within_a_day_and_fit() {
        Refusal.isInvalid(
                "Log events in a single PutLogEvents request must be in chronological order.",
                () -> account.put("g", "s", new LogEvent(now, "x"), new LogEvent(now - 1, "y")));
        Refusal.isInvalid(
                "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
                () -> account.put(
                        "g",
                        "s",
                        new LogEvent(now - Duration.ofHours(24).toMillis() - 1, "x"),
                        new LogEvent(now, "y")));
        Refusal.isInvalid(
                "Log event too large: 1048577 bytes exceeds limit of 1048576",
                () -> account.put("g", "s", new LogEvent(now, "x".repeat(1_048_551))));
        Refusal.isInvalid(
                "Upload too large: 1048577 bytes exceeds limit of 1048576",
                () -> account.put(
                        "g", "s", new LogEvent(now, "x".repeat(524_262)), new LogEvent(now, "x".repeat(524_263))));
    }

    @Test
    void the_largest_event_is_kept_whole() {
        String message = "x".repeat(1_048_550);

        account.put("g", "s", new LogEvent(now, message));

        assertThat(account.messages("g", "s")).containsExactly(message);
    }

    @Test
    void an_empty_message_and_an_empty_batch_are_refused() {
        Refusal.isInvalid(
                "1 validation error detected: Value '' at 'logEvents.2.member.message' failed to satisfy constraint:"
                        + " Member must have length greater than or equal to 1",
                () -> account.put("g", "s", new LogEvent(now, "x"), new LogEvent(now, "")));
        Refusal.isInvalid(
                "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have"
                        + " length greater than or equal to 1",
                () -> account.put("g", "s"));
        Refusal.isInvalid(
                "1 validation error detected: Value null at 'logEvents' failed to satisfy constraint: Member must not"
                        + " be null",
                () -> account.put(request -> request.logGroupName("g").logStreamName("s")));
    }

    @Test
    void ten_thousand_events_are_taken_and_one_more_is_not() {
        List<InputLogEvent> most = Collections.nCopies(
                10_000, InputLogEvent.builder().timestamp(now).message("x").build());
        account.put(request -> request.logGroupName("g").logStreamName("s").logEvents(most));

        assertThat(account.messages("g", "s")).hasSize(10_000);
    }

    @Test
    void events_of_a_wrong_time_are_left_out_and_named() {
        long old = now - Duration.ofDays(14).toMillis();
        PutLogEventsResponse early = account.put(
                "g", "s", new LogEvent(old - 2, "x"), new LogEvent(old - 1, "x"), new LogEvent(old, "kept"));
        long far = now + Duration.ofHours(2).toMillis();
        PutLogEventsResponse late = account.put("g", "s", new LogEvent(far, "kept too"), new LogEvent(far + 1, "x"));

        assertThat(early.rejectedLogEventsInfo().tooOldLogEventEndIndex()).isEqualTo(2);
        assertThat(early.rejectedLogEventsInfo().tooNewLogEventStartIndex()).isNull();
        assertThat(late.rejectedLogEventsInfo().tooNewLogEventStartIndex()).isEqualTo(1);
        assertThat(account.messages("g", "s")).containsExactly("kept", "kept too");
    }

    @Test
    void a_batch_of_which_nothing_is_kept_is_no_error() {
        PutLogEventsResponse response = account.put("g", "s", new LogEvent(1, "x"), new LogEvent(2, "x"));

        assertThat(response.rejectedLogEventsInfo().tooOldLogEventEndIndex()).isEqualTo(2);
        assertThat(account.messages("g", "s")).isEmpty();
    }

    @Test
    void an_event_that_is_null_is_refused() {
        Refusal.isInvalid(
                "1 validation error detected: Value null at 'logEvents.1.member' failed to satisfy constraint: Member"
                        + " must not be null",
                () -> account.put(request -> request.logGroupName("g")
                        .logStreamName("s")
                        .logEvents(Collections.singletonList((InputLogEvent) null))));
    }

    @Test
    void events_that_the_retention_has_passed_are_left_out() {
        account.retain("g", 1);

        PutLogEventsResponse response = account.put(
                "g", "s", new LogEvent(now - Duration.ofDays(1).toMillis() - 1, "x"), new LogEvent(now - 5, "kept"));

        assertThat(response.rejectedLogEventsInfo().expiredLogEventEndIndex()).isEqualTo(1);
        assertThat(account.messages("g", "s")).containsExactly("kept");
    }

    @Test
    void half_a_surrogate_pair_is_replaced() {
        account.put("g", "s", new LogEvent(now, "a\ud800b"));

        assertThat(account.messages("g", "s")).containsExactly("a\ufffdb");
    }
}
