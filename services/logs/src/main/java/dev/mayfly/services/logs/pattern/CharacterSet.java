package dev.mayfly.services.logs.pattern;

/**
 * Characters that a regular expression lets stand in one place.
 *
 * @param low bits of the characters 0 to 63
 * @param high bits of the characters 64 to 127
 * @param beyond whether all others belong to it
 */
record CharacterSet(long low, long high, boolean beyond) {
    static final CharacterSet NONE = new CharacterSet(0, 0, false);
    static final CharacterSet DIGITS = NONE.with('0', '9');
    static final CharacterSet WORD = DIGITS.with('a', 'z').with('A', 'Z').with('_', '_');
    static final CharacterSet SPACE = NONE.with(' ', ' ').with('\t', '\r');
    /** A line feed is the one character that the dot does not stand for. */
    static final CharacterSet DOT = NONE.with('\n', '\n').complement();

    static CharacterSet of(char c) {
        return NONE.with(c, c);
    }

    /** @param to at most 127, at least {@code from} */
    CharacterSet with(char from, char to) {
        long lower = low;
        long upper = high;
        for (int c = from; c <= to; c++) {
            if (c < 64) {
                lower |= 1L << c;
            } else {
                upper |= 1L << (c - 64);
            }
        }
        return new CharacterSet(lower, upper, beyond);
    }

    CharacterSet union(CharacterSet other) {
        return new CharacterSet(low | other.low, high | other.high, beyond || other.beyond);
    }

    CharacterSet complement() {
        return new CharacterSet(~low, ~high, !beyond);
    }

    boolean contains(char c) {
        if (c < 64) {
            return (low >>> c & 1) != 0;
        }
        return c < 128 ? (high >>> (c - 64) & 1) != 0 : beyond;
    }
}
