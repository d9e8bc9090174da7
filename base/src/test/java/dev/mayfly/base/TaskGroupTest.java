package dev.mayfly.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TaskGroupTest {

    @Test
    void closing_interrupts_what_runs_and_waits_for_it() throws Exception {
        TaskGroup group = new TaskGroup("test");
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        var _ = group.start("endless", () -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.set(true);
            }
        });
        started.await();

        group.close();

        assertThat(ended).isTrue();
    }

    @Test
    void a_task_that_fails_harms_no_other() throws Exception {
        try (TaskGroup group = new TaskGroup("test")) {
            var _ = group.start("failing", () -> {
                throw new IllegalStateException("on purpose");
            });
            CountDownLatch ran = new CountDownLatch(1);

            var _ = group.start("other", ran::countDown);

            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void nothing_starts_in_a_closed_group() {
        TaskGroup group = new TaskGroup("test");
        group.close();

        assertThatThrownBy(() -> group.start("late", () -> {})).isInstanceOf(IllegalStateException.class);
    }
}
