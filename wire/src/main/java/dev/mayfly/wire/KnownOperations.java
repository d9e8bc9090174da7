package dev.mayfly.wire;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.protocols.core.OperationInfo;

/**
 * Every operation of a service that the SDK knows, offered or not: names from its client interface, method and path from
 * the binding that its marshallers hold. Immutable.
 */
final class KnownOperations {
    private static final Logger log = LoggerFactory.getLogger(KnownOperations.class);

    /** @param name AWS's, in AWS's spelling */
    record Known(String name, Class<?> request) {

        /** Where REST puts it; empty where the SDK does not say. */
        Optional<OperationInfo> binding() {
            String marshaller = request.getName().replace(".model.", ".transform.") + "Marshaller";
            try {
                // The SDK keeps it private and has no other place for it. A test fails should that ever change.
                Field field = Class.forName(marshaller, true, request.getClassLoader())
                        .getDeclaredField("SDK_OPERATION_BINDING");
                field.setAccessible(true);
                return Optional.ofNullable((OperationInfo) field.get(null));
            } catch (ReflectiveOperationException | RuntimeException e) {
                log.debug("no binding for {}", name, e);
                return Optional.empty();
            }
        }
    }

    private final Map<String, Known> byName = new TreeMap<>();

    KnownOperations(Class<?> client) {
        for (Method method : client.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            boolean operation = parameters.length > 0
                    && SdkRequest.class.isAssignableFrom(parameters[0])
                    && !method.getName().endsWith("Paginator");
            if (operation) {
                String name = Character.toUpperCase(method.getName().charAt(0))
                        + method.getName().substring(1);
                byName.put(name, new Known(name, parameters[0]));
            }
        }
    }

    boolean contains(String name) {
        return byName.containsKey(name);
    }

    Collection<Known> all() {
        return byName.values();
    }

    /** Their names by where REST puts them. */
    PathTree<String> paths() {
        PathTree<String> tree = new PathTree<>();
        for (Known known : byName.values()) {
            known.binding()
                    .ifPresent(binding -> tree.add(binding.httpMethod().name(), binding.requestUri(), known.name()));
        }
        return tree;
    }
}
