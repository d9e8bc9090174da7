package dev.mayfly.services.logs;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;

/**
 * The place of an event in its stream: by time, then by arrival. Clients see it as 56 digits that grow with time, as
 * AWS's do.
 *
 * @param chunk number of the chunk
 * @param index in the chunk; -1 just before its first event
 */
record Position(long timestamp, long chunk, int index) implements Comparable<Position> {
    /** Before every event. */
    static final Position START = new Position(0, 0, -1);

    /** After every event. */
    static final Position END = new Position(LogEvent.LATEST, Long.MAX_VALUE, Integer.MAX_VALUE - 1);

    private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::timestamp)
            .thenComparingLong(Position::chunk)
            .thenComparingInt(Position::index);
    private static final int DIGITS = 56;

    /** The place just after this one: events before it include one that stands here. */
    Position next() {
        return new Position(timestamp, chunk, index + 1);
    }

    /** The place just before this one: events after it include one that stands here. */
    Position previous() {
        return new Position(timestamp, chunk, Math.max(-1, index - 1));
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    /** 56 digits that name an event among all streams and stay the same for ever. */
    String eventId(String streamId) {
        return digits(packed(timestamp, new BigInteger(streamId, 16), BigInteger.valueOf(chunk), index));
    }

    /** 56 digits that {@link #fromDigits} understands, for this stream only. */
    String digits(String streamId) {
        return digits(packed(timestamp, BigInteger.valueOf(chunk), mark(streamId), index + 1));
    }

    /** Empty when {@code digits} are none that {@link #digits(String)} gave for this stream. */
    static Optional<Position> fromDigits(String digits, String streamId) {
        if (digits.length() != DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        BigInteger packed = new BigInteger(digits);
        BigInteger index = packed.and(ones(32));
        BigInteger mark = packed.shiftRight(32).and(ones(48));
        BigInteger chunk = packed.shiftRight(80).and(ones(64));
        BigInteger timestamp = packed.shiftRight(144);
        boolean possible = mark.equals(mark(streamId))
                && index.bitLength() < 32
                && chunk.bitLength() < 64
                && timestamp.bitLength() <= 42;
        return possible
                ? Optional.of(new Position(timestamp.longValue(), chunk.longValue(), index.intValue() - 1))
                : Optional.empty();
    }

    /** From the top: the time, 64 bits, 48 bits, and 32 of the index. */
    private static BigInteger packed(long timestamp, BigInteger upper, BigInteger lower, int index) {
        return BigInteger.valueOf(timestamp)
                .shiftLeft(144)
                .or(upper.and(ones(64)).shiftLeft(80))
                .or(lower.and(ones(48)).shiftLeft(32))
                .or(BigInteger.valueOf(index));
    }

    private static BigInteger mark(String streamId) {
        return new BigInteger(streamId, 16).and(ones(48));
    }

    private static BigInteger ones(int bits) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    private static String digits(BigInteger number) {
        String text = number.toString();
        return "0".repeat(Math.max(0, DIGITS - text.length())) + text;
    }
}
