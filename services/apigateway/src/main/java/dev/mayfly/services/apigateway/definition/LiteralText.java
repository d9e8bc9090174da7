package dev.mayfly.services.apigateway.definition;

import java.util.Optional;
import java.util.regex.Pattern;

/** The part of mapping expressions and templates that needs no computing. */
public final class LiteralText {
    /** A reference ({@code $input}, {@code $!{x}}), a directive ({@code #set}) or a comment ({@code ##}). */
    private static final Pattern VTL = Pattern.compile("\\$[!{a-zA-Z_]|##|#\\*|#\\[\\["
            + "|#\\{?(set|if|elseif|else|end|foreach|include|parse|stop|break|evaluate|define|macro)\\b");

    private LiteralText() {}

    /** Whether a template means just what it says. */
    public static boolean ofTemplate(String template) {
        return !VTL.matcher(template).find();
    }

    /** What stands between the single quotes of {@code 'literal'}; empty when it is not one that a header can carry. */
    public static Optional<String> quoted(String expression) {
        boolean quoted = expression.length() >= 2 && expression.startsWith("'") && expression.endsWith("'");
        return quoted
                ? Optional.of(expression.substring(1, expression.length() - 1))
                        .filter(text -> text.chars().allMatch(c -> c >= 0x20 && c < 0x7f))
                : Optional.empty();
    }
}
