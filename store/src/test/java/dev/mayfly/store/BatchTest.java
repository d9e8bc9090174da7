package dev.mayfly.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BatchTest {
    @Test
    void two_steps_that_change_one_key_are_refused() {
        Batch batch = Batch.of(new Batch.Put("a", new byte[0]));

        assertThatThrownBy(() -> batch.add(new Batch.Delete("a"))).isInstanceOf(IllegalArgumentException.class);

        assertThat(batch.steps()).hasSize(1);
    }

    @Test
    void a_key_may_be_asked_about_and_changed() {
        Batch batch = Batch.of(new Batch.Require("a", 1), new Batch.Put("a", new byte[0]), new Batch.Require("a", 1));

        assertThat(batch.steps()).hasSize(3);
    }
}
