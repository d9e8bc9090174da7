package dev.mayfly.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A path into a JSON document: {@code $.users[0].name}, {@code $['odd key']}, {@code $.list[*].id}. */
record Selector(List<Part> parts) {

    sealed interface Part {}

    record Property(String name) implements Part {}

    record Element(int index) implements Part {}

    /** Every element or property. */
    record Every() implements Part {}

    static Selector takeFrom(PatternText text) {
        text.expect("$");
        List<Part> parts = new ArrayList<>();
        boolean wild = false;
        while (text.startsWith(".") || text.startsWith("[")) {
            Part part = text.take(".") && !text.startsWith("[") ? named(text) : bracketed(text);
            // One wildcard a selector, as AWS allows: more would multiply the work.
            if (part instanceof Every) {
                if (wild) {
                    throw text.invalid();
                }
                wild = true;
            }
            parts.add(part);
        }
        if (parts.isEmpty()) {
            throw text.invalid();
        }
        return new Selector(List.copyOf(parts));
    }

    private static Part named(PatternText text) {
        return text.take("*")
                ? new Every()
                : new Property(text.takeSome(c -> PatternText.isWordCharacter(c) || c == '-'));
    }

    private static Part bracketed(PatternText text) {
        text.expect("[");
        Part part;
        if (text.take("*")) {
            part = new Every();
        } else if (text.startsWith("'")) {
            part = new Property(text.takeQuoted('\''));
        } else if (text.startsWith("\"")) {
            part = new Property(text.takeQuoted('"'));
        } else {
            part = new Element(index(text));
        }
        text.expect("]");
        return part;
    }

    private static int index(PatternText text) {
        String digits = text.takeSome(c -> c >= '0' && c <= '9');
        if (digits.length() > 9) {
            throw text.invalid();
        }
        return Integer.parseInt(digits);
    }

    /** What the path leads to; nothing when it leads nowhere. */
    Stream<JsonNode> in(JsonNode document) {
        Stream<JsonNode> nodes = Stream.of(document);
        for (Part part : parts) {
            nodes = nodes.flatMap(node -> step(node, part));
        }
        return nodes;
    }

    private static Stream<JsonNode> step(JsonNode node, Part part) {
        return switch (part) {
            case Property(String name) -> Stream.ofNullable(node.get(name));
            case Element(int index) -> Stream.ofNullable(node.get(index));
            case Every _ -> node.values().stream();
        };
    }
}
