package dev.mayfly.services.iam;

import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/** The SDK's client interface on top of a service's table: constraints, then the operation, no wire between. */
final class DirectClient implements InvocationHandler {
    private final Service service;
    private final Supplier<Call> call;

    private DirectClient(Service service, Supplier<Call> call) {
        this.service = service;
        this.call = call;
    }

    /** @param call the context of each request */
    static <C> C of(Class<C> client, Service service, Supplier<Call> call) {
        Object proxy = Proxy.newProxyInstance(
                client.getClassLoader(), new Class<?>[] {client}, new DirectClient(service, call));
        return client.cast(proxy);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments != null
                && arguments.length == 1
                && arguments[0] instanceof SdkRequest
                && !method.getName().endsWith("Paginator")) {
            return run(method.getName(), (SdkPojo) arguments[0]);
        }
        // Everything else the interface builds on the operations: builders given as lambdas, paginators.
        return InvocationHandler.invokeDefault(proxy, method, arguments);
    }

    private Object run(String method, SdkPojo request) {
        String name = method.substring(0, 1).toUpperCase(Locale.ROOT) + method.substring(1);
        Operation<?, ?> operation = service.operations().stream()
                .filter(offered -> offered.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not offered: " + name));
        return run(operation, request);
    }

    @SuppressWarnings("unchecked")
    private <I extends SdkPojo, O extends SdkPojo> O run(Operation<I, O> operation, SdkPojo request) {
        I input = (I) request;
        for (Operation.Constraint<I> constraint : operation.constraints()) {
            Optional<String> failure =
                    constraint.check().failure(constraint.value().apply(input));
            if (failure.isPresent()) {
                throw AwsException.of(400, "ValidationError", constraint.member() + ": " + failure.get());
            }
        }
        return operation.work().run(input, call.get());
    }
}
