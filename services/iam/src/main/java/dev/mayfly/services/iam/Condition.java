package dev.mayfly.services.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;

/**
 * One condition of a trust policy's statement: {@code StringEquals sts:ExternalId [a, b]}.
 *
 * @param key in lower case, as keys compare without case
 */
record Condition(String operator, String key, List<String> values) {
    private static final String IF_EXISTS = "IfExists";

    static List<Condition> of(JsonNode statement) {
        List<Condition> conditions = new ArrayList<>();
        statement
                .path("Condition")
                .properties()
                .forEach(operator -> operator.getValue()
                        .properties()
                        .forEach(operand -> conditions.add(new Condition(
                                operator.getKey(),
                                operand.getKey().toLowerCase(Locale.ROOT),
                                texts(operand.getValue())))));
        return conditions;
    }

    /**
     * @param context what is known of the request, by key in lower case
     * @param whenUnknown the answer for an operator that is not evaluated here; the caller chooses the safe side
     */
    boolean holds(Map<String, String> context, boolean whenUnknown) {
        boolean optional = operator.endsWith(IF_EXISTS);
        String plain = optional ? operator.substring(0, operator.length() - IF_EXISTS.length()) : operator;
        if (plain.equals("Null")) {
            return values.contains(String.valueOf(!context.containsKey(key)));
        }
        String actual = context.get(key);
        return switch (plain) {
            case "StringEquals", "ArnEquals", "ArnLike", "StringLike", "StringEqualsIgnoreCase", "Bool" ->
                actual == null ? optional : anyMatches(plain, actual);
            case "StringNotEquals", "ArnNotEquals", "ArnNotLike", "StringNotLike", "StringNotEqualsIgnoreCase" ->
                actual == null || !anyMatches(plain.replace("Not", ""), actual);
            default -> whenUnknown;
        };
    }

    private boolean anyMatches(String positiveOperator, String actual) {
        BiPredicate<String, String> matching = switch (positiveOperator) {
            case "StringEquals" -> String::equals;
            case "StringEqualsIgnoreCase", "Bool" -> String::equalsIgnoreCase;
            default -> Wildcard::matches;
        };
        return values.stream().anyMatch(value -> matching.test(value, actual));
    }

    /** Values may be written as JSON numbers or booleans; they compare as text. */
    private static List<String> texts(JsonNode node) {
        return (node.isArray() ? List.copyOf(node.values()) : List.of(node))
                .stream().map(value -> value.asString("")).toList();
    }
}
