package dev.mayfly.services.iam;

/** Matching with {@code *} (any run of characters) and {@code ?} (any one), as policies use it. */
final class Wildcard {
    private Wildcard() {}

    /** In time proportional to the product of the lengths at worst, whatever the pattern. */
    static boolean matches(String pattern, String text) {
        int star = -1;
        int resumeAt = 0;
        int p = 0;
        int t = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resumeAt = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resumeAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
