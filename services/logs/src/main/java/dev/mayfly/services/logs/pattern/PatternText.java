package dev.mayfly.services.logs.pattern;

import java.util.function.IntPredicate;

/** The text of a pattern and how far it was read. Every method that takes something first skips blanks. */
final class PatternText {
    private static final int MOST_REGEXES = 2;

    private final String text;
    private int next;
    private int regexes;

    PatternText(String text) {
        this.text = text;
    }

    /** What stands between the first and the last character, which must be these. */
    PatternText within(char open, char close) {
        if (text.length() < 2 || !text.endsWith(String.valueOf(close))) {
            throw new InvalidPattern("If a filter pattern starts with '" + open + "' it must end with '" + close + "'");
        }
        return new PatternText(text.substring(1, text.length() - 1));
    }

    InvalidPattern invalid() {
        return new InvalidPattern("Invalid filter pattern");
    }

    boolean startsWith(String token) {
        skipBlanks();
        return text.startsWith(token, next);
    }

    boolean atEnd() {
        skipBlanks();
        return next == text.length();
    }

    /** Whether {@code token} came next; if so it was taken. */
    boolean take(String token) {
        boolean there = startsWith(token);
        if (there) {
            next += token.length();
        }
        return there;
    }

    void expect(String token) {
        if (!take(token)) {
            throw invalid();
        }
    }

    /** A word such as NULL that no letter or digit follows. */
    boolean takeKeyword(String word) {
        boolean there = startsWith(word)
                && (next + word.length() == text.length() || !isWordCharacter(text.charAt(next + word.length())));
        if (there) {
            next += word.length();
        }
        return there;
    }

    /** As many characters as satisfy {@code wanted}; may be none. */
    String takeWhile(IntPredicate wanted) {
        skipBlanks();
        int start = next;
        while (next < text.length() && wanted.test(text.charAt(next))) {
            next++;
        }
        return text.substring(start, next);
    }

    /** As {@link #takeWhile}, but at least one character. */
    String takeSome(IntPredicate wanted) {
        String taken = takeWhile(wanted);
        if (taken.isEmpty()) {
            throw invalid();
        }
        return taken;
    }

    /** What stands between quotes, in which a backslash takes the meaning from a quote or a backslash. */
    String takeQuoted(char quote) {
        expect(String.valueOf(quote));
        StringBuilder content = new StringBuilder();
        while (next < text.length()) {
            char c = text.charAt(next++);
            if (c == quote) {
                return content.toString();
            }
            boolean escapes =
                    c == '\\' && next < text.length() && (text.charAt(next) == quote || text.charAt(next) == '\\');
            content.append(escapes ? text.charAt(next++) : c);
        }
        throw invalid();
    }

    /** A regular expression between percent signs. */
    Regex takeRegex() {
        expect("%");
        int end = text.indexOf('%', next);
        if (end < 0) {
            throw invalid();
        }
        Regex regex = Regex.parse(text.substring(next, end));
        next = end + 1;
        return regex;
    }

    /** As {@link #takeRegex}, of which a pattern of conditions may have two. */
    Regex takeCountedRegex() {
        if (++regexes > MOST_REGEXES) {
            throw invalid();
        }
        return takeRegex();
    }

    static boolean isWordCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private void skipBlanks() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
    }
}
