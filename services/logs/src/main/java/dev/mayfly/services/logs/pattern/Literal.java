package dev.mayfly.services.logs.pattern;

/**
 * Text to be found in other text, by Knuth, Morris and Pratt: String.contains takes time in proportion to the product of
 * the lengths when both are built for it.
 */
final class Literal implements TextTest {
    private final String wanted;
    private final int[] fallback;

    Literal(String wanted) {
        this.wanted = wanted;
        this.fallback = new int[wanted.length()];
        int matched = 0;
        for (int i = 1; i < wanted.length(); i++) {
            matched = advance(matched, wanted.charAt(i));
            fallback[i] = matched;
        }
    }

    @Override
    public boolean holds(String text) {
        int matched = 0;
        for (int i = 0; matched < wanted.length() && i < text.length(); i++) {
            matched = advance(matched, text.charAt(i));
        }
        return matched == wanted.length();
    }

    /** How much of the wanted text is matched after {@code c}, when {@code matched} of it was before. */
    private int advance(int matched, char c) {
        int candidate = matched;
        while (candidate > 0 && wanted.charAt(candidate) != c) {
            candidate = fallback[candidate - 1];
        }
        return wanted.charAt(candidate) == c ? candidate + 1 : candidate;
    }
}
