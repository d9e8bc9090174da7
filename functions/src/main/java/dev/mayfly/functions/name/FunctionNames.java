package dev.mayfly.functions.name;

import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the API admits as a name, as a qualifier, and how it says that something is neither. */
public final class FunctionNames {

    /** Longest name of a function; longer ones are admitted where they are only looked up. */
    public static final int LONGEST = 64;

    private static final String ARN_START = "(arn:(aws[a-zA-Z-]*)?:lambda:)?"
            + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?";

    /** Where functions are made and changed. */
    public static final Check<String> WRITTEN =
            Check.pattern(ARN_START + "([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?");

    /** Where functions are looked up. */
    public static final Check<String> LOOKED_UP =
            Check.pattern(ARN_START + "([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?");

    /** Where no qualifier may be given. */
    public static final Check<String> UNQUALIFIED = Check.pattern(ARN_START + "([a-zA-Z0-9-_]+)");

    public static final Check<String> QUALIFIER = Check.pattern("\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+");
    public static final Check<String> QUALIFIER_LENGTH = Check.maxLength(128);
    public static final Check<String> LOOKED_UP_LENGTH = Check.maxLength(256);

    private FunctionNames() {}

    /** For operations that bypass the table of constraints: throws what the table would have. */
    public static void requireInvocable(String functionName, Optional<String> qualifier) {
        List<String> errors = new ArrayList<>();
        qualifier.ifPresent(value -> collect(errors, "qualifier", value, List.of(QUALIFIER_LENGTH, QUALIFIER)));
        collect(errors, "functionName", functionName, List.of(LOOKED_UP_LENGTH, LOOKED_UP));
        if (!errors.isEmpty()) {
            String count = errors.size() == 1 ? "1 validation error" : errors.size() + " validation errors";
            throw AwsException.validation(count + " detected: " + String.join("; ", errors));
        }
    }

    private static void collect(List<String> errors, String member, String value, List<Check<String>> checks) {
        checks.stream()
                .flatMap(check -> check.failure(value).stream())
                .map(failure -> "Value '" + value + "' at '" + member + "' failed to satisfy constraint: " + failure)
                .forEach(errors::add);
    }
}
