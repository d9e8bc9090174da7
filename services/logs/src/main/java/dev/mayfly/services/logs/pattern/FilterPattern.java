package dev.mayfly.services.logs.pattern;

/**
 * What FilterLogEvents looks for in messages: terms, {@code { JSON conditions }} or {@code [columns]}. Immutable.
 *
 * <p>Patterns and messages are hostile: parsing is bounded by {@link #LONGEST}, and matching takes time in proportion to
 * the length of the message, with a factor that the length of the pattern bounds; nothing backtracks.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter pattern
 *     syntax</a>
 */
public sealed interface FilterPattern permits TermPattern, JsonPattern, ColumnPattern {
    /** Characters of a pattern, by the model of the API; longer ones are refused before they come here. */
    int LONGEST = 1024;

    boolean matches(String message);

    /**
     * Blank text matches every message.
     *
     * @throws InvalidPattern with a message for the client
     */
    static FilterPattern parse(String text) {
        PatternText pattern = new PatternText(text.strip());
        if (text.length() > LONGEST) {
            throw pattern.invalid();
        }
        if (pattern.startsWith("{")) {
            return JsonPattern.parse(pattern.within('{', '}'));
        }
        if (pattern.startsWith("[")) {
            return ColumnPattern.parse(pattern.within('[', ']'));
        }
        return TermPattern.parse(pattern);
    }
}
