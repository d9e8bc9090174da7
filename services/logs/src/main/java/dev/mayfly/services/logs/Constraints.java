package dev.mayfly.services.logs;

import dev.mayfly.wire.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;

/**
 * What the members of one request must satisfy, all failures told together in AWS's words. CloudWatch Logs answers
 * InvalidParameterException where most services answer ValidationException, so the checks are made here.
 */
final class Constraints {
    private static final Check<String> GROUP_NAME = Check.pattern("[\\.\\-_/#A-Za-z0-9]+");
    private static final Check<String> STREAM_NAME = Check.pattern("[^:*]*");
    private static final Check<String> IDENTIFIER = Check.pattern("[\\w#+=/:,.@-]*");
    private static final Check<String> RESOURCE = Check.pattern("[\\w+=/:,.@-]*");
    private static final String TAG_KEY = "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$";
    private static final String TAG_VALUE = "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$";
    static final int MOST_TAGS = 50;

    // POLICY: AWS allows any 512 characters. A name must fit into a key of the store, which 512 of them do unless most
    // are outside Latin script; and PostgreSQL has no text with a NUL.
    private static final Check<String> STORABLE = Check.of(
            name -> Utf8.length(name) <= 900 && Utf8.isWellFormed(name) && name.indexOf('\0') < 0,
            "Member must be Unicode text of at most 900 bytes without NUL");

    private final List<String> failures = new ArrayList<>();

    static InvalidParameterException invalid(String message) {
        return InvalidParameterException.builder().message(message).build();
    }

    Constraints groupName(@Nullable String name) {
        return require("logGroupName", name).optionalGroupName("logGroupName", name);
    }

    Constraints optionalGroupName(String member, @Nullable String name) {
        return length(member, name, 1, 512).check(member, name, GROUP_NAME);
    }

    Constraints streamName(@Nullable String name) {
        return require("logStreamName", name).optionalStreamName("logStreamName", name);
    }

    Constraints optionalStreamName(String member, @Nullable String name) {
        return length(member, name, 1, 512).check(member, name, STREAM_NAME).check(member, name, STORABLE);
    }

    Constraints identifier(String member, @Nullable String identifier) {
        return length(member, identifier, 1, 2048).check(member, identifier, IDENTIFIER);
    }

    Constraints resourceArn(@Nullable String arn) {
        return length("resourceArn", arn, 1, 1011).check("resourceArn", arn, RESOURCE);
    }

    Constraints token(@Nullable String token) {
        return check("nextToken", token, Check.minLength(1));
    }

    Constraints range(String member, @Nullable Integer number, int least, int most) {
        return check(member, number, Check.atLeast(least)).check(member, number, Check.atMost(most));
    }

    Constraints timestamp(String member, @Nullable Long timestamp) {
        return check(member, timestamp, Check.atLeast(0));
    }

    Constraints length(String member, @Nullable String text, int least, int most) {
        return check(member, text, Check.minLength(least)).check(member, text, Check.maxLength(most));
    }

    Constraints tags(Map<String, String> tags) {
        check("tags", tags, Check.maxEntries(MOST_TAGS));
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            if (!isTagText(tag.getKey(), TAG_KEY, 128)) {
                failures.add(sentence(
                        "tags",
                        tags,
                        "Map keys must satisfy constraint: [Member must have length less"
                                + " than or equal to 128, Member must have length greater than or equal to 1, Member must"
                                + " satisfy regular expression pattern: " + TAG_KEY + ']'));
                break;
            }
            if (!isTagText(tag.getValue(), TAG_VALUE, 256)) {
                failures.add(sentence(
                        "tags",
                        tags,
                        "Map value must satisfy constraint: [Member must have length less"
                                + " than or equal to 256, Member must have length greater than or equal to 0, Member must"
                                + " satisfy regular expression pattern: " + TAG_VALUE + ']'));
                break;
            }
        }
        return this;
    }

    private static boolean isTagText(@Nullable String text, String pattern, int longest) {
        return text != null && text.length() <= longest && text.matches(pattern);
    }

    Constraints require(String member, @Nullable Object value) {
        return check(member, value, Check.present());
    }

    <V> Constraints check(String member, @Nullable V value, Check<? super V> check) {
        Optional<String> failure = Check.untyped(check).failure(value);
        failure.ifPresent(constraint -> failures.add(sentence(member, value, constraint)));
        return this;
    }

    private static String sentence(String member, @Nullable Object value, String constraint) {
        String shown = value == null ? "null" : "'" + Utf8.wellFormed(value.toString()) + "'";
        return "Value " + shown + " at '" + member + "' failed to satisfy constraint: " + constraint;
    }

    /** @throws InvalidParameterException when any check failed */
    void enforce() {
        if (!failures.isEmpty()) {
            String count = failures.size() == 1 ? "1 validation error" : failures.size() + " validation errors";
            throw invalid(count + " detected: " + String.join("; ", failures));
        }
    }
}
