package dev.mayfly.services.apigateway.serving;

import dev.mayfly.services.apigateway.definition.Method;
import dev.mayfly.services.apigateway.definition.PathPart;
import dev.mayfly.services.apigateway.definition.Resource;
import dev.mayfly.services.apigateway.definition.ResourceTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A deployment's resource tree, ready for matching. At each segment a literal goes before a {@code {variable}}, that
 * before a {@code {greedy+}}; a branch that leads to no method for the request is left again. A trailing slash means
 * nothing. Immutable once built.
 */
final class Router {
    /** What ANY stands for. */
    private static final Set<String> ANY = Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    /**
     * @param path of the resource: {@code /pets/{petId}}
     * @param parameters of the path as sent, percent-encoding kept as AWS keeps it
     */
    record Route(Resource resource, String path, Method method, Map<String, String> parameters) {}

    private static final class Node {
        private final Resource resource;
        private final String path;
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node variable;
        private @Nullable Node greedy;

        private Node(Resource resource, String path) {
            this.resource = resource;
            this.path = path;
        }
    }

    private final Node root;

    Router(ResourceTree tree) {
        Map<String, Node> nodes = new HashMap<>();
        // A path is a prefix of those below it, so a parent comes before its children.
        List<Resource> parentsFirst = tree.byPath();
        this.root = new Node(parentsFirst.getFirst(), "/");
        nodes.put(root.resource.id(), root);
        for (Resource resource : parentsFirst.subList(1, parentsFirst.size())) {
            Node node = new Node(resource, tree.path(resource));
            nodes.put(resource.id(), node);
            attach(parentNode(nodes, resource), node, resource.part().orElseThrow());
        }
    }

    /** @param rawPath after the stage, as sent */
    Optional<Route> match(String httpMethod, String rawPath) {
        List<String> segments = segments(rawPath);
        return match(root, httpMethod, segments, new TreeMap<>());
    }

    private Optional<Route> match(Node node, String httpMethod, List<String> segments, Map<String, String> parameters) {
        if (segments.isEmpty()) {
            return method(node.resource, httpMethod)
                    .map(method -> new Route(node.resource, node.path, method, parameters));
        }
        String segment = segments.getFirst();
        List<String> rest = segments.subList(1, segments.size());
        Node literal = node.literals.get(Percent.decode(segment));
        Optional<Route> route =
                literal == null ? Optional.empty() : match(literal, httpMethod, rest, new TreeMap<>(parameters));
        Node variable = node.variable;
        if (route.isEmpty() && variable != null && !segment.isEmpty()) {
            route = match(variable, httpMethod, rest, with(parameters, variable, segment));
        }
        Node greedy = node.greedy;
        if (route.isEmpty() && greedy != null) {
            String all = String.join("/", segments);
            route = match(greedy, httpMethod, List.of(), with(parameters, greedy, all));
        }
        return route;
    }

    private static Optional<Method> method(Resource resource, String httpMethod) {
        Optional<Method> own = resource.method(httpMethod);
        return own.isPresent() || !ANY.contains(httpMethod) ? own : resource.method("ANY");
    }

    private static Map<String, String> with(Map<String, String> parameters, Node node, String value) {
        Map<String, String> more = new TreeMap<>(parameters);
        node.resource.part().ifPresent(part -> more.put(part.name(), value));
        return more;
    }

    private static List<String> segments(String rawPath) {
        int from = 0;
        int to = rawPath.length();
        while (from < to && rawPath.charAt(from) == '/') {
            from++;
        }
        while (to > from && rawPath.charAt(to - 1) == '/') {
            to--;
        }
        return from == to
                ? List.of()
                : new ArrayList<>(Arrays.asList(rawPath.substring(from, to).split("/", -1)));
    }

    private static Node parentNode(Map<String, Node> nodes, Resource resource) {
        Node parent = nodes.get(resource.parentId());
        if (parent == null) {
            throw new IllegalStateException("resource " + resource.id() + " has no parent in its deployment");
        }
        return parent;
    }

    private static void attach(Node parent, Node node, PathPart part) {
        if (part.greedy()) {
            parent.greedy = node;
        } else if (part.variable()) {
            parent.variable = node;
        } else {
            parent.literals.put(part.text(), node);
        }
    }
}
