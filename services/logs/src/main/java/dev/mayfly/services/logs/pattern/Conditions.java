package dev.mayfly.services.logs.pattern;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Conditions joined by {@code &&} and {@code ||}, the first binding tighter, and parentheses.
 *
 * @param <T> what the conditions are about
 */
final class Conditions<T> {
    // POLICY: no person nests deeper; it keeps the stack flat whatever is sent.
    private static final int DEEPEST = 50;

    private final PatternText text;
    private final Function<PatternText, Predicate<T>> single;
    private int depth;

    private Conditions(PatternText text, Function<PatternText, Predicate<T>> single) {
        this.text = text;
        this.single = single;
    }

    /** @param single takes one condition that is neither joined nor in parentheses */
    static <T> Predicate<T> takeFrom(PatternText text, Function<PatternText, Predicate<T>> single) {
        return new Conditions<>(text, single).either();
    }

    private Predicate<T> either() {
        Predicate<T> condition = both();
        while (text.take("||")) {
            condition = condition.or(both());
        }
        return condition;
    }

    private Predicate<T> both() {
        Predicate<T> condition = one();
        while (text.take("&&")) {
            condition = condition.and(one());
        }
        return condition;
    }

    private Predicate<T> one() {
        if (!text.take("(")) {
            return single.apply(text);
        }
        if (++depth > DEEPEST) {
            throw text.invalid();
        }
        Predicate<T> condition = either();
        text.expect(")");
        depth--;
        return condition;
    }
}
