package dev.mayfly.functions.operation;

import dev.mayfly.functions.Refused;
import java.util.Map;

/** Tags as a caller gives them, checked. */
final class TagInput {
    private static final int MOST = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    private TagInput() {}

    /** @param tags all of them, those that were there before included */
    static Map<String, String> checked(Map<String, String> tags) {
        if (tags.size() > MOST) {
            throw Refused.invalid("Number of tags exceeds resource tag limit.");
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > LONGEST_KEY || value == null || value.length() > LONGEST_VALUE) {
                throw Refused.invalid("Tag keys are 1 to " + LONGEST_KEY + " characters long, tag values at most "
                        + LONGEST_VALUE + ".");
            }
        });
        return tags;
    }
}
