package dev.mayfly.wire.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Header lines in the order of the wire; names compare without case, a name may occur several times. Not thread-safe:
 * one exchange owns it.
 */
public final class Headers {

    public record Header(String name, String value) {}

    private final List<Header> lines = new ArrayList<>();

    /** Names and values in turn. */
    public static Headers of(String... namesAndValues) {
        Headers headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /** The first value of this name. */
    public Optional<String> first(String name) {
        for (Header line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                return Optional.of(line.value());
            }
        }
        return Optional.empty();
    }

    /** Every value of this name, in order. */
    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    public boolean contains(String name) {
        return first(name).isPresent();
    }

    public Headers add(String name, String value) {
        lines.add(new Header(name, value));
        return this;
    }

    /** Replaces every value of this name. */
    public Headers set(String name, String value) {
        remove(name);
        return add(name, value);
    }

    public Headers remove(String name) {
        lines.removeIf(line -> line.name().equalsIgnoreCase(name));
        return this;
    }

    public List<Header> lines() {
        return List.copyOf(lines);
    }

    /** What {@link #lines} copies; not to be kept. */
    List<Header> view() {
        return lines;
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
