package dev.mayfly.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.wire.http.LocalServer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.protocols.core.OperationInfo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * For every operation that the SDK knows of five services, over real HTTP: what the SDK's own client sends is decoded to
 * what was built, what an operation returns is decoded by the SDK to the same, and so is every modelled error.
 */
class ProtocolsTest {
    private static final int ROUNDS = 3;

    @TestFactory
    Stream<DynamicTest> every_operation_and_every_error() {
        return Subject.all().stream()
                .map(subject -> DynamicTest.dynamicTest(subject.service().name(), () -> check(subject)));
    }

    private static void check(Subject subject) throws IOException {
        AtomicReference<Object> received = new AtomicReference<>();
        AtomicReference<Object> answer = new AtomicReference<>();
        Service service = subject.service();
        KnownOperations known = new KnownOperations(service.client());
        for (KnownOperations.Known operation : known.all()) {
            service.offer(operation(operation, received, answer));
        }
        Endpoint endpoint =
                new Endpoint(List.of(service), List.of(), Auth.open(id -> Optional.empty()), Clock.systemUTC());
        List<String> wrong = new ArrayList<>();
        Set<String> errors = new HashSet<>();
        try (LocalServer server = new LocalServer(HttpServer.Limits.defaults(), endpoint)) {
            SdkUnderTest sdk = subject.sdk().apply(server.uri());
            for (KnownOperations.Known operation : known.all()) {
                Optional<Method> method = sdk.method(operation);
                if (method.isPresent()) {
                    for (long seed = 0; seed < ROUNDS; seed++) {
                        roundTrip(service, operation, method.get(), sdk, seed, received, answer)
                                .ifPresent(wrong::add);
                    }
                    for (Class<?> error : method.get().getExceptionTypes()) {
                        if (Modifier.isFinal(error.getModifiers()) && errors.add(error.getName())) {
                            thrown(service, operation, method.get(), sdk, error, answer)
                                    .ifPresent(wrong::add);
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(endpoint.notImplemented()).isEmpty();
    }

    private static Operation<?, ?> operation(
            KnownOperations.Known known, AtomicReference<Object> received, AtomicReference<Object> answer) {
        OperationInfo binding = known.binding().orElseThrow(() -> new AssertionError("no binding for " + known.name()));
        return Operation.rest(
                known.name(),
                binding.httpMethod().name(),
                binding.requestUri(),
                200,
                () -> inputBuilder(known),
                (input, call) -> {
                    received.set(input);
                    if (answer.get() instanceof RuntimeException error) {
                        throw error;
                    }
                    return (SdkPojo) answer.get();
                });
    }

    @SuppressWarnings("unchecked")
    private static SdkBuilder<?, SdkPojo> inputBuilder(KnownOperations.Known known) {
        return (SdkBuilder<?, SdkPojo>) SdkUnderTest.builder(known.request());
    }

    private static Optional<String> roundTrip(
            Service service,
            KnownOperations.Known operation,
            Method method,
            SdkUnderTest sdk,
            long seed,
            AtomicReference<Object> received,
            AtomicReference<Object> answer) {
        boolean xml = service.protocol() == Protocol.AWS_QUERY;
        RandomPojos random = new RandomPojos(operation.name().hashCode() + seed, xml);
        SdkPojo request = (SdkPojo) random.filled(SdkUnderTest.builder(operation.request()));
        SdkPojo response = (SdkPojo) random.filled(SdkUnderTest.builder(method.getReturnType()));
        answer.set(response);
        received.set("nothing");
        try {
            SdkPojo result = sdk.call(method, request);
            if (!(received.get() instanceof SdkPojo arrived) || !request.equalsBySdkFields(arrived)) {
                return Optional.of(operation.name() + ": sent " + request + "\n received " + received.get());
            }
            if (!response.equalsBySdkFields(result)) {
                return Optional.of(operation.name() + ": returned " + response + "\n decoded " + result);
            }
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(operation.name() + ": " + e + "\n sent " + request + "\n answer " + response);
        }
    }

    private static Optional<String> thrown(
            Service service,
            KnownOperations.Known operation,
            Method method,
            SdkUnderTest sdk,
            Class<?> type,
            AtomicReference<Object> answer) {
        RandomPojos random = new RandomPojos(type.getName().hashCode(), service.protocol() == Protocol.AWS_QUERY);
        SdkPojo builder = SdkUnderTest.builder(type);
        ((AwsServiceException.Builder) builder).message("what <it> \"says\"");
        AwsServiceException error = (AwsServiceException) random.filled(builder);
        answer.set(error);
        String name = service.name() + ':' + type.getSimpleName();
        try {
            sdk.call(method, random.filled(SdkUnderTest.builder(operation.request())));
            return Optional.of(name + " was not thrown");
        } catch (Throwable e) {
            boolean same = e.getClass().equals(type)
                    && e instanceof AwsServiceException received
                    && "what <it> \"says\"".equals(received.awsErrorDetails().errorMessage())
                    && received.statusCode() == service.errorShape(type).status()
                    && received.requestId() != null
                    && carries(received, error);
            return same ? Optional.empty() : Optional.of(name + " arrived as " + e);
        }
    }

    /** Whether every member that was set arrived. Lambda's {@code Type} comes even where it was not set. */
    private static boolean carries(AwsServiceException received, AwsServiceException sent) {
        for (SdkField<?> field : sent.sdkFields()) {
            Object value = field.getValueOrDefault(sent);
            if (value != null && !value.equals(field.getValueOrDefault(received))) {
                return false;
            }
        }
        return true;
    }
}
