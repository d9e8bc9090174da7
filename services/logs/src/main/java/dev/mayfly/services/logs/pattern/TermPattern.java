package dev.mayfly.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Terms found anywhere in a message, upper and lower case told apart: {@code ERROR "out of memory"} both,
 * {@code ?ERROR ?WARN} either, {@code ERROR -retried} the first without the second, {@code %4\d\d%} a regular expression.
 *
 * @param required all of them
 * @param excluded none of them
 * @param optional one of them, unless there are others: AWS ignores them then
 */
record TermPattern(List<TextTest> required, List<TextTest> excluded, List<TextTest> optional) implements FilterPattern {

    static TermPattern parse(PatternText text) {
        List<TextTest> required = new ArrayList<>();
        List<TextTest> excluded = new ArrayList<>();
        List<TextTest> optional = new ArrayList<>();
        while (!text.atEnd()) {
            if (text.take("?")) {
                optional.add(term(text));
            } else if (text.take("-")) {
                excluded.add(term(text));
            } else {
                required.add(term(text));
            }
        }
        return new TermPattern(required, excluded, optional);
    }

    private static TextTest term(PatternText text) {
        if (text.startsWith("%")) {
            return text.takeRegex();
        }
        if (text.startsWith("\"")) {
            String phrase = text.takeQuoted('"');
            // The documentation: a phrase of blanks matches everything.
            return phrase.isBlank() ? any -> true : new Literal(phrase);
        }
        return new Literal(text.takeSome(PatternText::isWordCharacter));
    }

    @Override
    public boolean matches(String message) {
        if (required.isEmpty() && excluded.isEmpty() && !optional.isEmpty()) {
            return optional.stream().anyMatch(term -> term.holds(message));
        }
        return required.stream().allMatch(term -> term.holds(message))
                && excluded.stream().noneMatch(term -> term.holds(message));
    }
}
