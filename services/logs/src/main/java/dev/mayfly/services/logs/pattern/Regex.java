package dev.mayfly.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression of the kind that AWS allows: no groups, so it is a few alternatives, each a row of character sets
 * with repeats. All ways to match are followed at once, a bit for each place in the expression that was reached; so the
 * time is that of the length of the text, with a factor of at most {@link #MOST_STEPS} / 64.
 */
final class Regex implements TextTest {
    /** POLICY: more than any sensible expression of 1,024 characters has, once its counted repeats are written out. */
    static final int MOST_STEPS = 512;

    private static final int ASCII = 128;

    /** How often the character set of a step may occur. */
    enum Repeat {
        ONCE,
        AT_MOST_ONCE,
        ANY_NUMBER
    }

    record Step(CharacterSet characters, Repeat repeat) {}

    /** One alternative. */
    record Branch(boolean fromStart, boolean toEnd, List<Step> steps) {}

    /** By character, the last one for all beyond ASCII: the places whose step takes it. */
    private final long[][] taking;
    /** Places whose step may be repeated. */
    private final long[] repeating;
    /** Places whose step may be left out. */
    private final long[] optional;
    /** Places to begin at: at the start of the text, and anywhere. */
    private final long[] beginnings;

    private final long[] beginningsAnywhere;
    /** Places where an alternative is complete: anywhere, and at the end of the text. */
    private final long[] completions;

    private final long[] completionsAtEnd;

    private Regex(List<Branch> alternatives) {
        int places = alternatives.stream()
                .mapToInt(branch -> branch.steps().size() + 1)
                .sum();
        int words = (places + 63) / 64;
        taking = new long[ASCII + 1][words];
        repeating = new long[words];
        optional = new long[words];
        beginnings = new long[words];
        beginningsAnywhere = new long[words];
        completions = new long[words];
        completionsAtEnd = new long[words];
        int place = 0;
        for (Branch branch : alternatives) {
            lay(branch, place);
            place += branch.steps().size() + 1;
        }
        close(beginnings);
        close(beginningsAnywhere);
    }

    /** @throws InvalidPattern when AWS would refuse it */
    static Regex parse(String expression) {
        return new Regex(new RegexParser(expression).alternatives());
    }

    private void lay(Branch branch, int first) {
        set(beginnings, first);
        if (!branch.fromStart()) {
            set(beginningsAnywhere, first);
        }
        int place = first;
        for (Step step : branch.steps()) {
            for (int c = 0; c <= ASCII; c++) {
                if (step.characters().contains((char) c)) {
                    set(taking[c], place);
                }
            }
            if (step.repeat() == Repeat.ANY_NUMBER) {
                set(repeating, place);
            }
            if (step.repeat() != Repeat.ONCE) {
                set(optional, place);
            }
            place++;
        }
        set(branch.toEnd() ? completionsAtEnd : completions, place);
    }

    @Override
    public boolean holds(String text) {
        // A line that a function printed ends with a line feed; the end is before it.
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        long[] reached = beginnings.clone();
        for (int i = 0; i < text.length(); i++) {
            if (meet(reached, completions) || (i >= end && meet(reached, completionsAtEnd))) {
                return true;
            }
            follow(reached, text.charAt(i));
        }
        return meet(reached, completions) || meet(reached, completionsAtEnd);
    }

    /** From the places that were reached to those that are reached by one more character. */
    private void follow(long[] reached, char c) {
        long[] takers = taking[Math.min(c, ASCII)];
        long carry = 0;
        for (int word = 0; word < reached.length; word++) {
            long matched = reached[word] & takers[word];
            long passed = matched & ~repeating[word];
            reached[word] = (matched & repeating[word]) | (passed << 1) | carry | beginningsAnywhere[word];
            carry = passed >>> 63;
        }
        close(reached);
    }

    /**
     * Adds the places behind optional steps. A carry runs through consecutive ones and stops at the first zero, as a way
     * runs through consecutive optional steps to the first that is not; so an addition finds them all.
     */
    private void close(long[] reached) {
        long carry = 0;
        for (int word = 0; word < reached.length; word++) {
            long added = optional[word] + (reached[word] & optional[word]);
            long sum = added + carry;
            boolean overflow = Long.compareUnsigned(added, optional[word]) < 0 || Long.compareUnsigned(sum, added) < 0;
            reached[word] |= sum ^ optional[word];
            carry = overflow ? 1 : 0;
        }
    }

    private static boolean meet(long[] some, long[] others) {
        for (int word = 0; word < some.length; word++) {
            if ((some[word] & others[word]) != 0) {
                return true;
            }
        }
        return false;
    }

    private static void set(long[] places, int place) {
        places[place / 64] |= 1L << (place % 64);
    }

    static List<Step> repeated(CharacterSet characters, int least, int most) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < least; i++) {
            steps.add(new Step(characters, Repeat.ONCE));
        }
        if (most == Integer.MAX_VALUE) {
            steps.add(new Step(characters, Repeat.ANY_NUMBER));
        } else {
            for (int i = least; i < most; i++) {
                steps.add(new Step(characters, Repeat.AT_MOST_ONCE));
            }
        }
        return steps;
    }
}
