package dev.mayfly.services.apigateway.definition;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All resources of an API by their id: one row, so that the rules between siblings hold by construction. */
public record ResourceTree(Map<String, Resource> resources) {

    public static ResourceTree of(Resource root) {
        return new ResourceTree(Map.of(root.id(), root));
    }

    public Optional<Resource> find(String id) {
        return Optional.ofNullable(resources.get(id));
    }

    public List<Resource> children(String parentId) {
        return resources.values().stream()
                .filter(resource -> parentId.equals(resource.parentId()))
                .toList();
    }

    /** {@code /} for the root, {@code /pets/{petId}} below. */
    public String path(Resource resource) {
        StringBuilder path = new StringBuilder();
        Resource node = resource;
        while (node.parentId() != null) {
            path.insert(0, '/' + Objects.requireNonNull(node.pathPart()));
            node = parent(node);
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    /** In the order in which AWS lists them. */
    public List<Resource> byPath() {
        return resources.values().stream()
                .sorted(Comparator.comparing(this::path))
                .toList();
    }

    /** Whether {@code id} is {@code ancestor} or lies below it. */
    public boolean within(String ancestor, String id) {
        Resource node = Objects.requireNonNull(resources.get(id));
        while (!node.id().equals(ancestor)) {
            if (node.parentId() == null) {
                return false;
            }
            node = parent(node);
        }
        return true;
    }

    public ResourceTree with(Resource resource) {
        Map<String, Resource> more = new TreeMap<>(resources);
        more.put(resource.id(), resource);
        return new ResourceTree(more);
    }

    /** Without this resource and all below it. */
    public ResourceTree without(String id) {
        Set<String> gone = new HashSet<>();
        for (String candidate : resources.keySet()) {
            if (within(id, candidate)) {
                gone.add(candidate);
            }
        }
        Map<String, Resource> fewer = new TreeMap<>(resources);
        fewer.keySet().removeAll(gone);
        return new ResourceTree(fewer);
    }

    private Resource parent(Resource child) {
        return Objects.requireNonNull(resources.get(child.parentId()), "a child has a parent");
    }
}
