package dev.mayfly.services.apigateway.definition;

import java.util.regex.Pattern;

/** One segment of a resource's path: {@code pets}, {@code {petId}} or, taking all that follows, {@code {proxy+}}. */
public record PathPart(String text) {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9._:,-]+|\\{[a-zA-Z0-9._:-]+\\+?}");

    /** AWS has no documented limit; this one keeps a tree readable. */
    private static final int LONGEST = 512;

    public static boolean valid(String text) {
        return text.length() <= LONGEST && VALID.matcher(text).matches();
    }

    public boolean variable() {
        return text.startsWith("{");
    }

    public boolean greedy() {
        return text.endsWith("+}");
    }

    /** The variable's name; only for a variable. */
    public String name() {
        return text.substring(1, text.length() - (greedy() ? 2 : 1));
    }
}
