package dev.mayfly.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Deadline PAST = Deadline.in(Duration.ofSeconds(-1));
    private static final Deadline FUTURE = Deadline.in(Duration.ofHours(1));

    @Test
    void what_is_past_has_passed_and_has_nothing_left() {
        assertThat(PAST.passed()).isTrue();
        assertThat(PAST.remaining()).isZero();
    }

    @Test
    void what_is_to_come_has_time_left() {
        assertThat(FUTURE.passed()).isFalse();
        assertThat(FUTURE.remaining()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    @Test
    void the_sooner_of_two_is_the_same_either_way() {
        assertThat(PAST.orSooner(FUTURE)).isEqualTo(PAST);
        assertThat(FUTURE.orSooner(PAST)).isEqualTo(PAST);
    }
}
