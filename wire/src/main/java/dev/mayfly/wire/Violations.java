package dev.mayfly.wire;

import dev.mayfly.wire.Operation.Constraint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Checks an input against all constraints of its operation and words what fails as AWS does. */
final class Violations {
    private Violations() {}

    /** @throws AwsException a ValidationException that names every violation */
    static <I extends SdkPojo> void check(Operation<I, ?> operation, I input) {
        List<String> found = new ArrayList<>();
        for (Constraint<I> constraint : operation.constraints()) {
            Object value = present(constraint.value().apply(input));
            constraint
                    .check()
                    .failure(value)
                    .ifPresent(sentence -> found.add(shown(value) + " at '" + constraint.member()
                            + "' failed to satisfy constraint: " + sentence));
        }
        if (!found.isEmpty()) {
            throw AwsException.validation(
                    found.size() + (found.size() == 1 ? " validation error" : " validation errors") + " detected: "
                            + String.join("; ", found));
        }
    }

    /** A list or map that nobody sent is absent rather than empty. */
    private static @Nullable Object present(@Nullable Object value) {
        return value instanceof SdkAutoConstructList<?> || value instanceof SdkAutoConstructMap<?, ?> ? null : value;
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "Value null" : "Value '" + value + '\'';
    }
}
