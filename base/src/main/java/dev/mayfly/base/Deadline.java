package dev.mayfly.base;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * An absolute moment by which something must have happened, passed along instead of a timeout. Measured on the monotonic
 * clock, so a change of the wall clock neither shortens nor lengthens it.
 */
public record Deadline(long nanoTime) {

    public static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** Never negative. */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    /** Nanoseconds left, never negative. */
    public long remainingNanos() {
        return Math.max(0, nanoTime - System.nanoTime());
    }

    public boolean passed() {
        return nanoTime - System.nanoTime() <= 0;
    }

    /** The wall-clock moment as it looks now, for protocols that carry one (milliseconds are what they show). */
    public Instant asInstant() {
        return Instant.now().plusMillis(TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime()));
    }

    public Deadline orSooner(Deadline other) {
        return nanoTime - other.nanoTime <= 0 ? this : other;
    }
}
