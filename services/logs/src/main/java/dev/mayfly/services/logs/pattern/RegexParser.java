package dev.mayfly.services.logs.pattern;

import dev.mayfly.services.logs.pattern.Regex.Branch;
import dev.mayfly.services.logs.pattern.Regex.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a regular expression of AWS's kind: letters, digits, {@code : _ # = @ / ; , -}, the operators
 * {@code ^ $ ? [ ] { } | \ * + .}, and the escapes {@code \d \D \s \S \w \W \xhh} and of operators; no parentheses.
 */
final class RegexParser {
    private static final String SYMBOLS = ":_#=@/;,-";
    private static final String OPERATORS = "^$?[]{}|\\*+.";
    private static final int MOST_REPEATS = Regex.MOST_STEPS;

    private final String expression;
    private int next;
    private int steps;

    RegexParser(String expression) {
        this.expression = expression;
    }

    List<Branch> alternatives() {
        if (expression.isEmpty()) {
            throw invalid();
        }
        List<Branch> alternatives = new ArrayList<>();
        do {
            alternatives.add(branch());
        } while (take('|'));
        return List.copyOf(alternatives);
    }

    private Branch branch() {
        boolean fromStart = take('^');
        List<Step> branch = new ArrayList<>();
        while (next < expression.length() && !isNext('|') && !isNext('$')) {
            branch.addAll(repeats(characters()));
        }
        boolean toEnd = take('$');
        if (next < expression.length() && !isNext('|')) {
            throw invalid();
        }
        return new Branch(fromStart, toEnd, List.copyOf(branch));
    }

    private List<Step> repeats(CharacterSet characters) {
        if (take('?')) {
            return counted(characters, 0, 1);
        }
        if (take('*')) {
            return counted(characters, 0, Integer.MAX_VALUE);
        }
        if (take('+')) {
            return counted(characters, 1, Integer.MAX_VALUE);
        }
        if (!take('{')) {
            return counted(characters, 1, 1);
        }
        int least = number();
        int most = least;
        if (take(',')) {
            most = isNext('}') ? Integer.MAX_VALUE : number();
        }
        if (!take('}') || most < least) {
            throw invalid();
        }
        return counted(characters, least, most);
    }

    private List<Step> counted(CharacterSet characters, int least, int most) {
        List<Step> repeated = Regex.repeated(characters, least, most);
        steps += repeated.size();
        if (steps > Regex.MOST_STEPS) {
            throw invalid();
        }
        return repeated;
    }

    private int number() {
        int start = next;
        int number = 0;
        while (next < expression.length() && Character.digit(expression.charAt(next), 10) >= 0) {
            number = number * 10 + Character.digit(expression.charAt(next++), 10);
            if (number > MOST_REPEATS) {
                throw invalid();
            }
        }
        if (next == start) {
            throw invalid();
        }
        return number;
    }

    private CharacterSet characters() {
        char c = advance();
        return switch (c) {
            case '.' -> CharacterSet.DOT;
            case '[' -> bracketed();
            case '\\' -> escaped();
            default -> CharacterSet.of(plain(c));
        };
    }

    private char plain(char c) {
        boolean allowed = PatternText.isWordCharacter(c) || SYMBOLS.indexOf(c) >= 0;
        if (!allowed) {
            throw invalid();
        }
        return c;
    }

    private CharacterSet bracketed() {
        boolean negated = take('^');
        CharacterSet set = CharacterSet.NONE;
        boolean first = true;
        while (first || !isNext(']')) {
            first = false;
            set = set.union(bracketItem());
        }
        expectClose();
        return negated ? set.complement() : set;
    }

    private CharacterSet bracketItem() {
        char from = advance();
        if (from == '\\') {
            return escaped();
        }
        char start = inBracket(from);
        boolean range = isNext('-') && next + 1 < expression.length() && expression.charAt(next + 1) != ']';
        if (!range) {
            return CharacterSet.of(start);
        }
        next++;
        char end = inBracket(advance());
        if (end < start) {
            throw invalid();
        }
        return CharacterSet.NONE.with(start, end);
    }

    /** Operators stand for themselves in brackets, but for those that open and close them and the backslash. */
    private char inBracket(char c) {
        boolean literalOperator = OPERATORS.indexOf(c) >= 0 && c != '[' && c != ']' && c != '\\';
        return literalOperator ? c : plain(c);
    }

    private CharacterSet escaped() {
        char c = advance();
        return switch (c) {
            case 'd' -> CharacterSet.DIGITS;
            case 'D' -> CharacterSet.DIGITS.complement();
            case 's' -> CharacterSet.SPACE;
            case 'S' -> CharacterSet.SPACE.complement();
            case 'w' -> CharacterSet.WORD;
            case 'W' -> CharacterSet.WORD.complement();
            case 'x' -> CharacterSet.of(hexadecimal());
            default -> {
                if (OPERATORS.indexOf(c) < 0 && SYMBOLS.indexOf(c) < 0) {
                    throw invalid();
                }
                yield CharacterSet.of(c);
            }
        };
    }

    private char hexadecimal() {
        int code = Character.digit(advance(), 16) * 16;
        int unit = Character.digit(advance(), 16);
        if (code < 0 || unit < 0 || code + unit > 127) {
            throw invalid();
        }
        return (char) (code + unit);
    }

    private void expectClose() {
        if (!take(']')) {
            throw invalid();
        }
    }

    private boolean isNext(char c) {
        return next < expression.length() && expression.charAt(next) == c;
    }

    private boolean take(char c) {
        boolean there = isNext(c);
        if (there) {
            next++;
        }
        return there;
    }

    private char advance() {
        if (next == expression.length()) {
            throw invalid();
        }
        return expression.charAt(next++);
    }

    private static InvalidPattern invalid() {
        return new InvalidPattern("Invalid filter pattern");
    }
}
