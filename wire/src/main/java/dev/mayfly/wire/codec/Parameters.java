package dev.mayfly.wire.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The name-value pairs of a query or a form, decoded, in the order sent. */
public record Parameters(List<Pair> pairs) {

    public record Pair(String name, String value) {}

    public static Parameters parse(String text) {
        List<Pair> pairs = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('&', at);
            end = end < 0 ? text.length() : end;
            if (end > at) {
                String pair = text.substring(at, end);
                int equals = pair.indexOf('=');
                pairs.add(
                        equals < 0
                                ? new Pair(Percent.decodeForm(pair), "")
                                : new Pair(
                                        Percent.decodeForm(pair.substring(0, equals)),
                                        Percent.decodeForm(pair.substring(equals + 1))));
            }
            at = end + 1;
        }
        return new Parameters(pairs);
    }

    public Optional<String> first(String name) {
        for (Pair pair : pairs) {
            if (pair.name().equals(name)) {
                return Optional.of(pair.value());
            }
        }
        return Optional.empty();
    }

    List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Pair pair : pairs) {
            if (pair.name().equals(name)) {
                values.add(pair.value());
            }
        }
        return values;
    }
}
