package dev.mayfly.services.apigateway.definition;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of the resource tree.
 *
 * @param parentId null for the root
 * @param pathPart null for the root
 * @param methods by HTTP method, or ANY
 */
public record Resource(
        String id, @Nullable String parentId, @Nullable String pathPart, Map<String, Method> methods) {

    public static Resource root(String id) {
        return new Resource(id, null, null, Map.of());
    }

    public static Resource child(String id, String parentId, String pathPart) {
        return new Resource(id, parentId, pathPart, Map.of());
    }

    public Optional<PathPart> part() {
        return Optional.ofNullable(pathPart).map(PathPart::new);
    }

    public Optional<Method> method(String httpMethod) {
        return Optional.ofNullable(methods.get(httpMethod));
    }

    public Resource with(Method method) {
        Map<String, Method> more = new TreeMap<>(methods);
        more.put(method.httpMethod(), method);
        return new Resource(id, parentId, pathPart, more);
    }

    public Resource withoutMethod(String httpMethod) {
        Map<String, Method> fewer = new TreeMap<>(methods);
        fewer.remove(httpMethod);
        return new Resource(id, parentId, pathPart, fewer);
    }

    public Resource movedTo(String newParentId, String newPathPart) {
        return new Resource(id, newParentId, newPathPart, methods);
    }
}
