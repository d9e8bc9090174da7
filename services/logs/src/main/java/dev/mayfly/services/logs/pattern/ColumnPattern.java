package dev.mayfly.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Conditions on a message of fields between spaces: {@code [ip, user, ..., status = 4*, size > 100]}. Text between
 * brackets or quotes is one field. Without the three dots there must be as many fields as columns.
 *
 * @param before the dots; all columns when there are none
 * @param after the dots
 */
record ColumnPattern(List<Predicate<String>> before, boolean dots, List<Predicate<String>> after)
        implements FilterPattern {

    static ColumnPattern parse(PatternText text) {
        List<Predicate<String>> before = new ArrayList<>();
        List<Predicate<String>> after = new ArrayList<>();
        boolean dots = false;
        do {
            if (text.take("...")) {
                if (dots) {
                    throw text.invalid();
                }
                dots = true;
            } else {
                (dots ? after : before).add(column(text));
            }
        } while (text.take(","));
        if (!text.atEnd()) {
            throw text.invalid();
        }
        return new ColumnPattern(before, dots, after);
    }

    /** A name alone, or nothing at all, stands for any field. */
    private static Predicate<String> column(PatternText text) {
        if (text.atEnd() || text.startsWith(",")) {
            return field -> true;
        }
        Naming naming = new Naming();
        return Conditions.takeFrom(text, naming::single);
    }

    /** All conditions of a column call it by the same name. */
    private static final class Naming {
        private String name = "";

        Predicate<String> single(PatternText text) {
            String said = text.takeSome(c -> PatternText.isWordCharacter(c) || c == '-' || c == '.' || c == '$');
            if (!name.isEmpty() && !said.equals(name)) {
                throw text.invalid();
            }
            name = said;
            return Comparison.takeFrom(text)
                    .<Predicate<String>>map(comparison -> comparison::holdsForText)
                    .orElse(field -> true);
        }
    }

    @Override
    public boolean matches(String message) {
        List<String> fields = fields(message.strip());
        int columns = before.size() + after.size();
        if (dots ? fields.size() < columns : fields.size() != columns) {
            return false;
        }
        return hold(before, fields.subList(0, before.size()))
                && hold(after, fields.subList(fields.size() - after.size(), fields.size()));
    }

    private static boolean hold(List<Predicate<String>> columns, List<String> fields) {
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).test(fields.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> fields(String message) {
        List<String> fields = new ArrayList<>();
        Closings closings = new Closings(message);
        int start = 0;
        while (start < message.length()) {
            char c = message.charAt(start);
            if (c == ' ') {
                start++;
                continue;
            }
            int close = c == '"' || c == '[' ? closings.after(start, c == '"' ? '"' : ']') : -1;
            if (close > 0) {
                fields.add(message.substring(start + 1, close));
                start = close + 1;
            } else {
                int end = message.indexOf(' ', start);
                int until = end < 0 ? message.length() : end;
                fields.add(message.substring(start, until));
                start = until;
            }
        }
        return fields;
    }

    /** Looks for closing brackets and quotes; once there is none of a kind, it does not look again. */
    private static final class Closings {
        private final String message;
        private boolean noQuote;
        private boolean noBracket;

        Closings(String message) {
            this.message = message;
        }

        /** -1 when nothing closes. */
        int after(int open, char closing) {
            boolean quote = closing == '"';
            if (quote ? noQuote : noBracket) {
                return -1;
            }
            int close = message.indexOf(closing, open + 1);
            if (close < 0) {
                noQuote |= quote;
                noBracket |= !quote;
            }
            return close;
        }
    }
}
