package dev.mayfly.services.logs.pattern;

import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Conditions on a message that is a JSON document: {@code { $.status >= 500 && $.user.name = "a*" }}. A message that is
 * none does not match. A comparison, of any kind, fails for a value that is missing, null, an object or an array.
 */
record JsonPattern(Predicate<JsonNode> condition) implements FilterPattern {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static JsonPattern parse(PatternText text) {
        Predicate<JsonNode> condition = Conditions.takeFrom(text, JsonPattern::single);
        if (!text.atEnd()) {
            throw text.invalid();
        }
        return new JsonPattern(condition);
    }

    private static Predicate<JsonNode> single(PatternText text) {
        Selector selector = Selector.takeFrom(text);
        if (text.takeKeyword("IS")) {
            return state(selector, text);
        }
        if (text.takeKeyword("EXISTS")) {
            return document -> selector.in(document).findAny().isPresent();
        }
        if (text.takeKeyword("NOT")) {
            if (!text.takeKeyword("EXISTS")) {
                throw text.invalid();
            }
            return document -> selector.in(document).findAny().isEmpty();
        }
        Comparison comparison = Comparison.takeFrom(text).orElseThrow(text::invalid);
        return document -> selector.in(document).anyMatch(node -> holds(comparison, node));
    }

    private static Predicate<JsonNode> state(Selector selector, PatternText text) {
        Predicate<JsonNode> state;
        if (text.takeKeyword("NULL")) {
            state = JsonNode::isNull;
        } else if (text.takeKeyword("TRUE")) {
            state = node -> node.isBoolean() && node.booleanValue();
        } else if (text.takeKeyword("FALSE")) {
            state = node -> node.isBoolean() && !node.booleanValue();
        } else {
            throw text.invalid();
        }
        return document -> selector.in(document).anyMatch(state);
    }

    private static boolean holds(Comparison comparison, JsonNode node) {
        if (node.isNumber()) {
            return comparison.holdsForNumber(node.doubleValue(), node.asString());
        }
        return (node.isString() || node.isBoolean()) && comparison.holdsForText(node.asString());
    }

    @Override
    public boolean matches(String message) {
        return document(message).filter(condition).isPresent();
    }

    private static Optional<JsonNode> document(String message) {
        String trimmed = message.strip();
        if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(trimmed));
        } catch (JacksonException e) {
            // Not JSON, or nested or long beyond Jackson's limits: most messages are not, so this is no news.
            return Optional.empty();
        }
    }
}
