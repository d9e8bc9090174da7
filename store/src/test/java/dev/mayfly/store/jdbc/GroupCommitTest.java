package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.store.Batch;
import dev.mayfly.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How callers are grouped and what each is told, over transactions that fail when asked to. */
final class GroupCommitTest {
    private static final String DONE = "done";
    private static final String CONFLICT = "Conflict";
    private static final String UNAVAILABLE = "Unavailable";
    private static final String UNKNOWN = "OutcomeUnknown";

    private final FaultyTransactions database = new FaultyTransactions();
    private final GroupCommit commits =
            new GroupCommit(database, e -> new StoreException.Unavailable(String.valueOf(e.getMessage()), e));

    @AfterEach
    void close() {
        database.release();
        commits.close();
    }

    @Test
    void those_who_come_during_a_commit_share_the_next_one() {
        Callers callers = callersBehind("first", "second", "third", "fourth");

        database.release();

        assertThat(callers.outcomes()).containsExactly(DONE, DONE, DONE, DONE);
        assertThat(database.committed()).containsExactly(List.of("first"), List.of("second", "third", "fourth"));
    }

    @Test
    void a_conflict_fails_alone_in_its_group() {
        database.refuse("third");
        Callers callers = callersBehind("first", "second", "third", "fourth");

        database.release();

        assertThat(callers.outcomes()).containsExactly(DONE, DONE, CONFLICT, DONE);
        assertThat(database.committed()).containsExactly(List.of("first"), List.of("second", "fourth"));
    }

    @Test
    void a_write_that_does_not_fit_fails_alone_in_its_group() {
        database.failApplying("third");
        Callers callers = callersBehind("first", "second", "third", "fourth");

        database.release();

        assertThat(callers.outcomes()).containsExactly(DONE, DONE, UNAVAILABLE, DONE);
        assertThat(database.committed()).containsExactly(List.of("first"), List.of("second"), List.of("fourth"));
    }

    @Test
    void a_database_that_lets_nobody_begin_is_unavailable_and_may_come_back() {
        database.failBeginning(true);
        assertThatThrownBy(() -> commit("a")).isInstanceOf(StoreException.Unavailable.class);

        database.failBeginning(false);
        commit("b");

        assertThat(database.committed()).containsExactly(List.of("b"));
    }

    @Test
    void a_commit_that_surely_failed_is_unavailable_to_its_whole_group_even_to_conflicts() {
        database.refuse("third");
        Callers callers = callersBehind("first", "second", "third");
        database.failCommitting(true);

        database.release();

        assertThat(callers.outcomes()).containsExactly(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE);
        assertThat(database.committed()).isEmpty();
    }

    @Test
    void after_a_commit_in_doubt_nothing_is_answered() {
        database.failCommitting(false);

        assertThatThrownBy(() -> commit("a")).isInstanceOf(StoreException.OutcomeUnknown.class);

        assertThatThrownBy(commits::requireCertain).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> commit("b")).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void an_error_leaves_nobody_waiting() {
        database.dieApplying("second");
        Callers callers = callersBehind("first", "second", "third");

        database.release();

        assertThat(callers.outcomes()).containsExactly(DONE, UNKNOWN, UNKNOWN);
        assertThatThrownBy(() -> commit("late")).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void close_commits_those_who_wait_and_refuses_those_who_come() {
        Callers callers = callersBehind("first", "second");
        Thread closing = Thread.ofPlatform().start(commits::close);
        soon().until(() -> closing.getState() == Thread.State.WAITING);

        assertThatThrownBy(() -> commit("late")).isInstanceOf(StoreException.Unavailable.class);
        database.release();

        assertThat(callers.outcomes()).containsExactly(DONE, DONE);
        soon().until(database::isClosed);
    }

    @Test
    void an_interrupted_caller_still_learns_its_outcome() {
        Callers callers = callersBehind("first", "second");

        callers.threads().getLast().interrupt();
        database.release();

        assertThat(callers.outcomes()).containsExactly(DONE, DONE);
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
    }

    private void commit(String name) {
        commits.commit(Write.Changes.of(Batch.of(new Batch.Put(name, new byte[0]))));
    }

    /** One caller whose write is held up, and others who wait in order for the next transaction. */
    private Callers callersBehind(String held, String... others) {
        database.holdApplying(held);
        Callers callers = new Callers(new ArrayList<>(), new ArrayList<>());
        call(held, callers);
        for (String other : others) {
            call(other, callers);
        }
        return callers;
    }

    private void call(String name, Callers callers) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                commit(name);
                outcome.complete(DONE);
            } catch (StoreException e) {
                outcome.complete(e.getClass().getSimpleName());
            }
        });
        soon().until(() -> thread.getState() == Thread.State.WAITING);
        if (callers.threads().isEmpty()) {
            database.awaitHeld();
        }
        callers.threads().add(thread);
        callers.answers().add(outcome);
    }

    private record Callers(List<Thread> threads, List<CompletableFuture<String>> answers) {
        List<String> outcomes() {
            return answers.stream().map(CompletableFuture::join).toList();
        }
    }
}
