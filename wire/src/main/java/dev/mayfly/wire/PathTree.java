package dev.mayfly.wire;

import dev.mayfly.wire.codec.Parameters;
import dev.mayfly.wire.codec.Percent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a path template stands for. At each segment a literal goes before a label, a label before a greedy label;
 * of two that want the same path, the one that wants more of the query goes first. Built by one thread, then read-only.
 */
final class PathTree<T> {

    /** @param wanted names of the query parameters that the template has */
    record Match<T>(T target, Map<String, String> labels, Set<String> wanted) {}

    private record Leaf<T>(String method, List<String> labels, List<Parameters.Pair> query, T target) {
        Set<String> wanted() {
            return query.isEmpty()
                    ? Set.of()
                    : query.stream().map(Parameters.Pair::name).collect(Collectors.toSet());
        }
    }

    private static final class Node<T> {
        private final Map<String, Node<T>> literals = new HashMap<>();
        private final List<Leaf<T>> leaves = new ArrayList<>();
        private @Nullable Node<T> label;
        private @Nullable Node<T> greedy;
    }

    private final Node<T> root = new Node<>();

    /** @param template as {@link Operation#rest} describes it */
    void add(String method, String template, T target) {
        int questionMark = template.indexOf('?');
        String path = questionMark < 0 ? template : template.substring(0, questionMark);
        List<Parameters.Pair> query = questionMark < 0
                ? List.of()
                : Parameters.parse(template.substring(questionMark + 1)).pairs();
        List<String> labels = new ArrayList<>();
        Node<T> node = root;
        for (String segment : segments(path)) {
            if (!segment.startsWith("{")) {
                node = node.literals.computeIfAbsent(segment, _ -> new Node<>());
                continue;
            }
            boolean greedy = segment.endsWith("+}");
            labels.add(segment.substring(1, segment.length() - (greedy ? 2 : 1)));
            node = greedy ? greedy(node) : label(node);
        }
        node.leaves.add(new Leaf<>(method, List.copyOf(labels), query, target));
        node.leaves.sort(Comparator.comparingInt(leaf -> -leaf.query().size()));
    }

    private static <T> Node<T> label(Node<T> node) {
        Node<T> next = node.label == null ? new Node<>() : node.label;
        node.label = next;
        return next;
    }

    private static <T> Node<T> greedy(Node<T> node) {
        Node<T> next = node.greedy == null ? new Node<>() : node.greedy;
        node.greedy = next;
        return next;
    }

    Optional<Match<T>> find(String method, String rawPath, String rawQuery) {
        List<String> segments = segments(rawPath);
        Match<T> match = new Search(method, rawQuery, segments).from(root, 0);
        if (match == null && segments.size() > 1 && segments.getLast().isEmpty()) {
            match = new Search(method, rawQuery, segments.subList(0, segments.size() - 1)).from(root, 0);
        }
        return Optional.ofNullable(match);
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int at = 1;
        while (at <= path.length()) {
            int slash = path.indexOf('/', at);
            int end = slash < 0 ? path.length() : slash;
            segments.add(path.substring(at, end));
            at = end + 1;
        }
        return segments;
    }

    private final class Search {
        private final String method;
        private final String rawQuery;
        private final List<String> segments;
        private final List<String> values = new ArrayList<>();

        Search(String method, String rawQuery, List<String> segments) {
            this.method = method;
            this.rawQuery = rawQuery;
            this.segments = segments;
        }

        /** As deep as the templates are, however long the path is. */
        @Nullable
        Match<T> from(Node<T> node, int at) {
            if (at == segments.size()) {
                return leaf(node);
            }
            String segment = segments.get(at);
            Node<T> literal = node.literals.get(segment);
            Match<T> match = literal == null ? null : from(literal, at + 1);
            if (match == null && node.label != null && !segment.isEmpty()) {
                match = labelled(node.label, at, at + 1);
            }
            if (match == null && node.greedy != null) {
                for (int end = segments.size(); match == null && end > at; end--) {
                    match = labelled(node.greedy, at, end);
                    if (node.greedy.literals.isEmpty() && node.greedy.label == null) {
                        break;
                    }
                }
            }
            return match;
        }

        private @Nullable Match<T> labelled(Node<T> next, int from, int end) {
            values.add(String.join("/", segments.subList(from, end)));
            Match<T> match = from(next, end);
            values.removeLast();
            return match;
        }

        private @Nullable Match<T> leaf(Node<T> node) {
            for (Leaf<T> leaf : node.leaves) {
                if (leaf.method().equals(method) && queried(leaf.query())) {
                    Map<String, String> labels = new HashMap<>();
                    for (int i = 0; i < values.size(); i++) {
                        labels.put(leaf.labels().get(i), Percent.decode(values.get(i)));
                    }
                    return new Match<>(leaf.target(), labels, leaf.wanted());
                }
            }
            return null;
        }

        private boolean queried(List<Parameters.Pair> wanted) {
            if (wanted.isEmpty()) {
                return true;
            }
            Parameters query = Parameters.parse(rawQuery);
            return wanted.stream()
                    .allMatch(pair -> query.first(pair.name())
                            .filter(value -> pair.value().isEmpty() || value.equals(pair.value()))
                            .isPresent());
        }
    }
}
