package dev.mayfly.functions.operation;

import dev.mayfly.functions.name.FunctionNames;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Constraints that several operations share, in the words and the order of AWS. */
final class Constraints {
    static final List<String> ARCHITECTURES = List.of("x86_64", "arm64");
    static final Check<String> ROLE = Check.pattern("arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
    static final Check<String> HANDLER = Check.pattern("[^\\s]+");
    static final Check<String> ANY_ARN = Check.pattern("(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()");
    static final Check<String> LOG_GROUP = Check.pattern("[\\.\\-_/#A-Za-z0-9]+");
    static final Check<String> ALIAS = Check.pattern("(?!^[0-9]+$)([a-zA-Z0-9-_]+)");
    static final Check<String> VERSION = Check.pattern("(\\$LATEST(\\.PUBLISHED)?|[0-9]+)");
    static final Check<String> URL_QUALIFIER = Check.pattern("((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
    static final Check<String> STATEMENT_ID = Check.pattern("([a-zA-Z0-9-_]+)");

    private static final String LAYER_VERSION_ARN =
            "(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:"
                    + "[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)";
    static final Check<String> LAYER_VERSION = Check.pattern(LAYER_VERSION_ARN);
    static final Check<String> LAYER =
            Check.pattern("(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+");

    static final Check<Collection<String>> ARCHITECTURE_VALUES = Check.of(
            values -> values.stream().allMatch(value -> value != null && ARCHITECTURES.contains(value)),
            "Member must satisfy constraint: [Member must satisfy enum value set: " + ARCHITECTURES
                    + ", Member must not be null]");
    static final Check<Collection<String>> LAYER_ARNS = Check.of(
            arns -> arns.stream().allMatch(Constraints::isLayerVersion),
            "Member must satisfy constraint: [Member must have length less than or equal to 140, Member must have"
                    + " length greater than or equal to 1, Member must satisfy regular expression pattern: "
                    + LAYER_VERSION_ARN + ", Member must not be null]");

    /** For lists that must not be empty when they are given. */
    static final Check<Collection<?>> NOT_EMPTY =
            Check.of(values -> !values.isEmpty(), "Member must have length greater than or equal to 1");

    private Constraints() {}

    /** Where functions are made and changed. */
    static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> written(
            Operation<I, O> operation, Function<I, @Nullable String> functionName) {
        return operation
                .check("functionName", functionName, Check.present())
                .check("functionName", functionName, Check.minLength(1))
                .check("functionName", functionName, Check.maxLength(140))
                .check("functionName", functionName, FunctionNames.WRITTEN);
    }

    /** Where functions are looked up by name and qualifier: AWS complains of the qualifier first. */
    static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> lookedUp(
            Operation<I, O> operation,
            Function<I, @Nullable String> functionName,
            Function<I, @Nullable String> qualifier) {
        return lookedUp(
                operation
                        .check("qualifier", qualifier, Check.minLength(1))
                        .check("qualifier", qualifier, FunctionNames.QUALIFIER_LENGTH)
                        .check("qualifier", qualifier, FunctionNames.QUALIFIER),
                functionName);
    }

    static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> lookedUp(
            Operation<I, O> operation, Function<I, @Nullable String> functionName) {
        return operation
                .check("functionName", functionName, Check.present())
                .check("functionName", functionName, FunctionNames.LOOKED_UP_LENGTH)
                .check("functionName", functionName, FunctionNames.LOOKED_UP);
    }

    /** @param most that may be asked for; fewer may be given */
    static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> paged(
            Operation<I, O> operation, Function<I, @Nullable Integer> maxItems, int most) {
        return operation.check("maxItems", maxItems, Check.atLeast(1)).check("maxItems", maxItems, Check.atMost(most));
    }

    static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> layer(
            Operation<I, O> operation, Function<I, @Nullable String> layerName) {
        return operation
                .check("layerName", layerName, Check.present())
                .check("layerName", layerName, Check.minLength(1))
                .check("layerName", layerName, Check.maxLength(140))
                .check("layerName", layerName, LAYER);
    }

    /** A member of a member that may not be there. */
    static <I, M, V> Function<I, @Nullable V> within(Function<I, @Nullable M> outer, Function<M, @Nullable V> inner) {
        return request -> {
            M found = outer.apply(request);
            return found == null ? null : inner.apply(found);
        };
    }

    private static boolean isLayerVersion(@Nullable String arn) {
        Optional<String> failure = LAYER_VERSION.failure(arn);
        return arn != null && arn.length() <= 140 && failure.isEmpty();
    }
}
