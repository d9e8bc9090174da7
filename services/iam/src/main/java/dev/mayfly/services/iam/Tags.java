package dev.mayfly.services.iam;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Tag;

/** The tags of one resource, sorted; keys that differ only in case are one key. Immutable. */
public record Tags(NavigableMap<String, String> values) {
    static final Tags NONE = new Tags(new TreeMap<>());
    private static final int MOST = 50;
    private static final String CHARACTERS = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";
    private static final Pattern KEY = Pattern.compile(CHARACTERS + '+');
    private static final Pattern VALUE = Pattern.compile(CHARACTERS + '*');

    public Tags {
        NavigableMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(values);
        values = Collections.unmodifiableNavigableMap(sorted);
    }

    static Tags of(Collection<Tag> tags) {
        return NONE.adding(tags);
    }

    Tags adding(Collection<Tag> tags) {
        requireFewEnough(tags);
        NavigableMap<String, String> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int position = 1;
        for (Tag tag : tags) {
            requireWellFormed(tag, position++);
            if (added.put(tag.key(), tag.value()) != null) {
                throw Refusal.invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        NavigableMap<String, String> all = new TreeMap<>(values);
        // The new spelling of a key replaces the old one, which a plain put would keep.
        all.keySet().removeAll(added.keySet());
        all.putAll(added);
        if (all.size() > MOST) {
            throw Refusal.limitExceeded("The number of tags has reached the maximum limit.");
        }
        return new Tags(all);
    }

    Tags removing(Collection<String> keys) {
        NavigableMap<String, String> rest = new TreeMap<>(values);
        keys.forEach(rest::remove);
        return new Tags(rest);
    }

    List<Tag> list() {
        return values.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** For answers that leave the member out when there is nothing in it. */
    @Nullable
    List<Tag> listOrNull() {
        return values.isEmpty() ? null : list();
    }

    Page<Tag> page(@Nullable String marker, @Nullable Integer maxItems) {
        return Page.of(list(), Tag::key, marker, maxItems);
    }

    private static void requireFewEnough(Collection<Tag> tags) {
        if (tags.size() > MOST) {
            throw violation("tags", "Member must have length less than or equal to " + MOST);
        }
    }

    private static void requireWellFormed(Tag tag, int position) {
        String member = "tags." + position + ".member.";
        requireWithin(member + "key", tag.key(), 1, 128, KEY);
        requireWithin(member + "value", tag.value(), 0, 256, VALUE);
        if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw Refusal.invalidInput("Invalid tag key. Tag keys starting with 'aws:' are reserved for system use.");
        }
    }

    private static void requireWithin(String member, @Nullable String text, int least, int most, Pattern pattern) {
        if (text == null) {
            throw violation(member, "Member must not be null");
        }
        if (text.length() < least) {
            throw violation(member, "Member must have length greater than or equal to " + least);
        }
        if (text.length() > most) {
            throw violation(member, "Member must have length less than or equal to " + most);
        }
        if (!pattern.matcher(text).matches()) {
            throw violation(member, "Member must satisfy regular expression pattern: " + pattern);
        }
    }

    private static RuntimeException violation(String member, String constraint) {
        return Refusal.validation(
                "1 validation error detected: Value at '" + member + "' failed to satisfy constraint: " + constraint);
    }
}
