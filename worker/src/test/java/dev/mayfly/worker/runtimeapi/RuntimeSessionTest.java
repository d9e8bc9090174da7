package dev.mayfly.worker.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.base.Deadline;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.runtimeapi.RuntimeSession.Init;
import dev.mayfly.worker.runtimeapi.RuntimeSession.Reception;
import dev.mayfly.worker.sandbox.Sandbox;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RuntimeSessionTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Sandbox.Exit CRASH = new Sandbox.Exit(1, false);
    private static final Outcome ANSWER = new Outcome.Answered("{}".getBytes(UTF_8), "application/json");

    private final AtomicInteger becameIdle = new AtomicInteger();
    private final RuntimeSession session = new RuntimeSession(becameIdle::incrementAndGet);

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(1));
    }

    private static Invocation invocation(String id) {
        return Invocations.of(id, LONG);
    }

    private interface Blocking<T> {
        T run() throws InterruptedException;
    }

    private static <T> CompletableFuture<T> async(Blocking<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private CompletableFuture<Optional<SessionState.Busy>> next() {
        return async(session::next);
    }

    private CompletableFuture<Outcome> invoke(String id) {
        return async(() -> session.invoke(invocation(id), Deadline.in(LONG)));
    }

    private void ask() {
        var _ = next();
        await().until(session::waiting);
    }

    /** A runtime that has the event and has not answered. */
    private CompletableFuture<Outcome> busyWith(String id) {
        CompletableFuture<Optional<SessionState.Busy>> event = next();
        await().until(session::waiting);
        CompletableFuture<Outcome> outcome = invoke(id);
        assertThat(event.join().orElseThrow().invocation().requestId()).isEqualTo(id);
        return outcome;
    }

    @Test
    void an_event_goes_to_the_runtime_and_its_answer_comes_back() {
        CompletableFuture<Outcome> outcome = busyWith("a");

        assertThat(session.answer("a", ANSWER)).isEqualTo(Reception.ACCEPTED);
        assertThat(outcome.join()).isSameAs(ANSWER);
    }

    @Test
    void one_event_follows_the_other() {
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Outcome> outcome = busyWith("event-" + i);
            session.answer("event-" + i, ANSWER);
            outcome.join();
        }

        assertThat(becameIdle).hasValue(99);
    }

    @Test
    void the_first_request_for_an_event_is_not_becoming_idle() {
        ask();

        assertThat(becameIdle).hasValue(0);
    }

    @Test
    void of_two_requests_for_an_event_the_newer_gets_it() {
        CompletableFuture<Optional<SessionState.Busy>> older = next();
        await().until(session::waiting);
        CompletableFuture<Optional<SessionState.Busy>> newer = next();

        assertThat(older.join()).isEmpty();
        var _ = invoke("a");
        assertThat(newer.join()).isPresent();
    }

    @Test
    void an_event_is_not_handed_out_twice() throws InterruptedException {
        var _ = busyWith("a");

        assertThat(session.next()).isEmpty();
    }

    @Test
    void a_second_answer_is_refused() {
        var _ = busyWith("a");
        session.answer("a", ANSWER);

        assertThat(session.answer("a", ANSWER)).isEqualTo(Reception.WRONG_STATE);
    }

    @Test
    void an_answer_to_another_event_is_refused_and_does_no_harm() {
        CompletableFuture<Outcome> outcome = busyWith("a");

        assertThat(session.answer("b", ANSWER)).isEqualTo(Reception.UNKNOWN_ID);
        assertThat(outcome).isNotDone();
    }

    @Test
    void an_answer_without_an_event_is_refused() {
        assertThat(session.answer("a", ANSWER)).isEqualTo(Reception.WRONG_STATE);
        ask();
        assertThat(session.answer("a", ANSWER)).isEqualTo(Reception.UNKNOWN_ID);
    }

    @Test
    void an_event_that_is_not_answered_times_out() throws InterruptedException {
        ask();

        Outcome outcome = session.invoke(Invocations.of("a", LONG), Deadline.in(Duration.ofMillis(30)));

        assertThat(outcome).isEqualTo(new Outcome.TimedOut(LONG));
    }

    @Test
    void a_runtime_that_dies_with_an_event_is_its_outcome() {
        CompletableFuture<Outcome> outcome = busyWith("a");

        session.end(CRASH);

        assertThat(outcome.join()).isEqualTo(new Outcome.Died(CRASH));
    }

    @Test
    void a_runtime_that_dies_after_its_answer_has_answered() {
        CompletableFuture<Outcome> outcome = busyWith("a");

        session.answer("a", ANSWER);
        session.end(CRASH);

        assertThat(outcome.join()).isSameAs(ANSWER);
    }

    @Test
    void a_runtime_that_dies_before_it_asks_again_is_free_to_be_replaced() {
        var _ = busyWith("a");
        session.answer("a", ANSWER);

        session.end(CRASH);

        assertThat(becameIdle).hasValue(1);
        assertThat(session.ended()).isTrue();
    }

    @Test
    void a_runtime_that_died_while_it_waited_takes_no_event() throws InterruptedException {
        CompletableFuture<Optional<SessionState.Busy>> event = next();
        await().until(session::waiting);

        session.end(CRASH);

        assertThat(event.join()).isEmpty();
        assertThat(session.invoke(invocation("a"), Deadline.in(LONG))).isEqualTo(new Outcome.Died(CRASH));
        assertThat(session.next()).isEmpty();
        assertThat(session.answer("a", ANSWER)).isEqualTo(Reception.WRONG_STATE);
    }

    @Test
    void only_the_first_end_counts() throws InterruptedException {
        session.end(CRASH);
        session.end(new Sandbox.Exit(137, true));

        assertThat(session.awaitInit(Deadline.in(LONG))).isEqualTo(new Init.Died(CRASH));
    }

    @Test
    void a_runtime_is_ready_when_it_asks_for_its_first_event() throws InterruptedException {
        CompletableFuture<Init> init = async(() -> session.awaitInit(Deadline.in(LONG)));

        ask();

        assertThat(init.join()).isInstanceOf(Init.Ready.class);
        assertThat(session.initError("Runtime.TooLate", new byte[0])).isEqualTo(Reception.WRONG_STATE);
    }

    @Test
    void a_runtime_that_asks_and_dies_was_ready() throws InterruptedException {
        ask();
        session.end(CRASH);

        assertThat(session.awaitInit(Deadline.in(LONG))).isInstanceOf(Init.Ready.class);
    }

    @Test
    void an_initialisation_has_its_time() throws InterruptedException {
        assertThat(session.awaitInit(Deadline.in(Duration.ofMillis(20)))).isInstanceOf(Init.TimedOut.class);
    }

    @Test
    void what_a_runtime_says_of_its_failure_outlasts_its_end() throws InterruptedException {
        assertThat(session.initError("Runtime.NoModule", "{}".getBytes(UTF_8))).isEqualTo(Reception.ACCEPTED);
        session.end(CRASH);

        assertThat(session.awaitInit(Deadline.in(LONG)))
                .isInstanceOfSatisfying(
                        Init.Failed.class, failed -> assertThat(failed.type()).isEqualTo("Runtime.NoModule"));
    }

    @Test
    void a_runtime_that_failed_to_start_gets_no_event_and_no_second_word() throws InterruptedException {
        session.initError("Runtime.NoModule", new byte[0]);

        assertThat(session.next()).isEmpty();
        assertThat(session.initError("Runtime.Other", new byte[0])).isEqualTo(Reception.WRONG_STATE);
        assertThat(session.answer("a", ANSWER)).isEqualTo(Reception.WRONG_STATE);
    }

    @Test
    void an_event_for_a_runtime_that_does_not_wait_is_a_mistake_of_ours() {
        assertThatThrownBy(() -> session.invoke(invocation("a"), Deadline.in(LONG)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void who_waits_for_an_event_can_be_interrupted() {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                failure.completeExceptionally(new AssertionError("got " + session.next()));
            } catch (InterruptedException e) {
                failure.complete(e);
            }
        });
        await().until(session::waiting);

        waiting.interrupt();

        assertThat(failure.join()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_runtime_that_keeps_to_its_turns_is_not_misusing_it() {
        CompletableFuture<Outcome> outcome = busyWith("a");
        session.answer("a", ANSWER);
        outcome.join();

        assertThat(session.misused()).isFalse();
    }

    @Test
    void a_second_answer_is_remembered() {
        CompletableFuture<Outcome> outcome = busyWith("a");
        session.answer("a", ANSWER);
        session.answer("a", ANSWER);
        outcome.join();

        assertThat(session.misused()).isTrue();
    }
}
