package dev.mayfly.services.logs.pattern;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * An operator and a value, to which a value of an event is held. A value without quotes that is a number is compared as
 * one; other values are compared as text, in which an asterisk at either end stands for anything.
 *
 * @param number of the value; empty when it is text
 */
record Comparison(Operator operator, TextTest text, OptionalDouble number) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");
    private static final String PLAIN = "-+.*:/@#";

    enum Operator {
        // In the order in which they must be tried: the longer first.
        NOT_EQUAL("!="),
        AT_LEAST(">="),
        AT_MOST("<="),
        EQUAL("="),
        MORE(">"),
        LESS("<");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        private boolean holds(double left, double right) {
            return switch (this) {
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case MORE -> left > right;
                case LESS -> left < right;
                case AT_LEAST -> left >= right;
                case AT_MOST -> left <= right;
            };
        }
    }

    /** Empty, and nothing taken, when no operator comes next. */
    static Optional<Comparison> takeFrom(PatternText text) {
        for (Operator operator : Operator.values()) {
            if (text.take(operator.sign)) {
                // The documentation also writes w1=!ERROR for w1!=ERROR.
                boolean negated = operator == Operator.EQUAL && text.take("!");
                return Optional.of(value(negated ? Operator.NOT_EQUAL : operator, text));
            }
        }
        return Optional.empty();
    }

    private static Comparison value(Operator operator, PatternText text) {
        boolean forText = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
        if (forText && text.startsWith("%")) {
            return new Comparison(operator, text.takeCountedRegex(), OptionalDouble.empty());
        }
        if (forText && text.startsWith("\"")) {
            return new Comparison(operator, withAsterisks(text.takeQuoted('"')), OptionalDouble.empty());
        }
        String word = text.takeSome(c -> PatternText.isWordCharacter(c) || PLAIN.indexOf(c) >= 0);
        OptionalDouble number = number(word);
        if (!forText && number.isEmpty()) {
            throw text.invalid();
        }
        return new Comparison(operator, withAsterisks(word), number);
    }

    private static TextTest withAsterisks(String value) {
        boolean anyStart = value.startsWith("*");
        boolean anyEnd = value.length() > 1 && value.endsWith("*");
        String fixed = value.substring(anyStart ? 1 : 0, value.length() - (anyEnd ? 1 : 0));
        if (anyStart && anyEnd) {
            return new Literal(fixed);
        }
        if (anyStart) {
            return text -> text.endsWith(fixed);
        }
        return anyEnd ? text -> text.startsWith(fixed) : fixed::equals;
    }

    private static OptionalDouble number(String text) {
        return NUMBER.matcher(text).matches() ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
    }

    /** For a value that is text, which may be that of a number. */
    boolean holdsForText(String value) {
        OptionalDouble found = number.isPresent() ? number(value) : OptionalDouble.empty();
        if (found.isPresent()) {
            return operator.holds(found.getAsDouble(), number.getAsDouble());
        }
        return switch (operator) {
            case EQUAL -> text.holds(value);
            case NOT_EQUAL -> !text.holds(value);
            case MORE, LESS, AT_LEAST, AT_MOST -> false;
        };
    }

    /** @param value as it is written */
    boolean holdsForNumber(double number, String value) {
        return this.number.isPresent() ? operator.holds(number, this.number.getAsDouble()) : holdsForText(value);
    }
}
