package dev.mayfly.wire;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a value must satisfy, with AWS's words for it. Absent values (null, or the SDK's empty auto-constructed
 * collections) satisfy every check but {@link #present()}.
 */
@FunctionalInterface
public interface Check<V> {

    /** Empty when satisfied; otherwise the sentence after "failed to satisfy constraint: ". */
    Optional<String> failure(@Nullable V value);

    static <V> Check<V> present() {
        return value -> value == null ? Optional.of("Member must not be null") : Optional.empty();
    }

    /** @param pattern must match the whole value; printed as written */
    static Check<String> pattern(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return of(
                value -> compiled.matcher(value).matches(),
                "Member must satisfy regular expression pattern: " + pattern);
    }

    static Check<String> minLength(int characters) {
        return of(
                value -> value.length() >= characters,
                "Member must have length greater than or equal to " + characters);
    }

    static Check<String> maxLength(int characters) {
        return of(value -> value.length() <= characters, "Member must have length less than or equal to " + characters);
    }

    static Check<Collection<?>> maxSize(int elements) {
        return of(value -> value.size() <= elements, "Member must have length less than or equal to " + elements);
    }

    static Check<Map<?, ?>> maxEntries(int entries) {
        return of(value -> value.size() <= entries, "Member must have length less than or equal to " + entries);
    }

    static <N extends Number> Check<N> atLeast(long least) {
        return of(value -> value.longValue() >= least, "Member must have value greater than or equal to " + least);
    }

    static <N extends Number> Check<N> atMost(long most) {
        return of(value -> value.longValue() <= most, "Member must have value less than or equal to " + most);
    }

    /** @param values printed as AWS prints them: {@code [a, b]}; the order is the caller's */
    static Check<String> oneOf(List<String> values) {
        return of(values::contains, "Member must satisfy enum value set: " + values);
    }

    static <V> Check<V> of(Predicate<V> holds, String otherwise) {
        return value -> value == null || holds.test(value) ? Optional.empty() : Optional.of(otherwise);
    }

    /** For a table of constraints of many types; each is only ever given values of its own type. */
    @SuppressWarnings("unchecked")
    static Check<Object> untyped(Check<?> check) {
        return (Check<Object>) check;
    }
}
