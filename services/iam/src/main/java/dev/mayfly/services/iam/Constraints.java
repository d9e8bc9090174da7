package dev.mayfly.services.iam;

import dev.mayfly.wire.Check;
import java.util.List;
import java.util.Optional;

/**
 * The constraints that many members share, as AWS's models give them. Where IAM words a violation differently (names
 * and paths), {@link Names} refuses it instead.
 */
final class Constraints {
    private Constraints() {}

    /** A name that must be there. */
    static Check<String> name(int longest) {
        return firstOf(List.of(Check.present(), optionalName(longest)));
    }

    static Check<String> optionalName(int longest) {
        return firstOf(List.of(Check.minLength(1), Check.maxLength(longest)));
    }

    static Check<String> path() {
        return optionalName(512);
    }

    static Check<String> document() {
        return name(131_072);
    }

    static Check<String> arn() {
        return firstOf(List.of(Check.present(), optionalArn()));
    }

    static Check<String> optionalArn() {
        return firstOf(List.of(Check.minLength(20), Check.maxLength(2_048)));
    }

    static Check<String> accessKeyId() {
        return firstOf(List.of(Check.present(), Check.minLength(16), Check.maxLength(128), Check.pattern("[\\w]+")));
    }

    static Check<String> versionId() {
        return firstOf(List.of(Check.present(), Check.pattern("v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?")));
    }

    static Check<Integer> maxItems() {
        return firstOf(List.of(Check.atLeast(1), Check.atMost(1_000)));
    }

    static Check<Integer> seconds(int least, int most) {
        return firstOf(List.of(Check.atLeast(least), Check.atMost(most)));
    }

    /** The first failure; a value that is too short for one check need not be reported by the next. */
    static <V> Check<V> firstOf(List<Check<V>> checks) {
        return value -> checks.stream()
                .map(check -> check.failure(value))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
