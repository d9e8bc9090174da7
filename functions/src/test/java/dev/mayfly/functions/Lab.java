package dev.mayfly.functions;

import static org.awaitility.Awaitility.await;

import dev.mayfly.base.Arn;
import dev.mayfly.functions.code.Zips;
import dev.mayfly.store.Blobs;
import dev.mayfly.store.MemoryBlobs;
import dev.mayfly.store.MemoryStore;
import dev.mayfly.store.Store;
import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Caller;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.http.Headers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** A control plane in memory, called as the front end calls it: constraints first, then the operation. */
final class Lab implements AutoCloseable {
    static final String ACCOUNT = "000000000000";
    static final String REGION = "eu-central-1";
    static final String ROLE = "arn:aws:iam::000000000000:role/runner";
    static final String ARN = "arn:aws:lambda:eu-central-1:000000000000:function:";
    static final byte[] ZIP = Zips.of("index.js", "exports.handler = async () => 1");

    final Store store;
    final Blobs blobs;
    final Path home;
    final MovingClock clock = new MovingClock();
    final Map<String, Roles.Verdict> roles = new ConcurrentHashMap<>();
    final Map<String, String> missingRuntimes;
    final Functions functions;

    /** Stands still until it is moved. */
    static final class MovingClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-02T03:04:05.678Z");

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    Lab(Path home) {
        this(new MemoryStore(), new MemoryBlobs(), home, Limits.aws(), new ConcurrentHashMap<>());
    }

    Lab(Path home, Limits limits) {
        this(new MemoryStore(), new MemoryBlobs(), home, limits, new ConcurrentHashMap<>());
    }

    private Lab(Store store, Blobs blobs, Path home, Limits limits, Map<String, String> missingRuntimes) {
        this.store = store;
        this.blobs = blobs;
        this.home = home;
        this.missingRuntimes = missingRuntimes;
        this.functions = new Functions(
                store,
                blobs,
                home,
                clock,
                role -> roles.getOrDefault(role, Roles.Verdict.FINE),
                (runtime, architecture) -> Optional.ofNullable(missingRuntimes.get(runtime + '/' + architecture)),
                limits);
    }

    /** The process after this one, on the same data. */
    Lab restarted() {
        functions.close();
        Lab next = new Lab(store, blobs, home, Limits.aws(), missingRuntimes);
        next.functions.recover();
        return next;
    }

    Catalog catalog() {
        return functions.catalog();
    }

    Target resolve(String name) {
        return catalog().resolve(ACCOUNT, REGION, name, Optional.empty());
    }

    Target resolve(String name, String qualifier) {
        return catalog().resolve(ACCOUNT, REGION, name, Optional.of(qualifier));
    }

    Call call() {
        return callOf(ACCOUNT, REGION);
    }

    Call callOf(String account, String region) {
        Caller caller = new Caller(
                Optional.of("test"),
                account,
                new Arn("aws", "iam", "", account, "user/tester"),
                "AIDATEST",
                Optional.empty());
        return new Call("request-1", caller, region, clock.instant(), "http://localhost:4566", new Headers());
    }

    /** Each request class has one response class, which only the name tells. */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    <O extends SdkPojo> O call(LambdaRequest request) {
        return call(request, call());
    }

    /** The operation is found by the name of the request's class. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <O extends SdkPojo> O call(LambdaRequest request, Call call) {
        String name = request.getClass().getSimpleName().replaceAll("Request$", "");
        Operation<LambdaRequest, O> operation = (Operation<LambdaRequest, O>) functions.service().operations().stream()
                .filter(offered -> offered.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not offered"));
        List<String> errors = new ArrayList<>();
        operation.constraints().forEach(constraint -> {
            Object value = constraint.value().apply(request);
            constraint.check().failure(value).ifPresent(failure -> {
                String shown = value == null ? "Value null" : "Value '" + value + "'";
                errors.add(shown + " at '" + constraint.member() + "' failed to satisfy constraint: " + failure);
            });
        });
        if (!errors.isEmpty()) {
            String count = errors.size() + (errors.size() == 1 ? " validation error" : " validation errors");
            throw AwsException.validation(count + " detected: " + String.join("; ", errors));
        }
        return operation.work().run(request, call);
    }

    // ---- what most tests begin with

    static CreateFunctionRequest.Builder request(String name) {
        return CreateFunctionRequest.builder()
                .functionName(name)
                .runtime("nodejs20.x")
                .handler("index.handler")
                .role(ROLE)
                .code(code -> code.zipFile(SdkBytes.fromByteArray(ZIP)));
    }

    CreateFunctionResponse create(String name) {
        return create(name, builder -> {});
    }

    CreateFunctionResponse create(String name, Consumer<CreateFunctionRequest.Builder> more) {
        CreateFunctionRequest.Builder request = request(name);
        more.accept(request);
        return call(request.build());
    }

    /** Creates it and waits until it is Active. */
    FunctionConfiguration active(String name) {
        create(name);
        return settled(name);
    }

    /** Waits until nothing is under way. */
    FunctionConfiguration settled(String name) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> get(name).configuration(),
                        view -> view.state() != State.PENDING
                                && view.lastUpdateStatus() != LastUpdateStatus.IN_PROGRESS);
    }

    GetFunctionResponse get(String name) {
        return call(GetFunctionRequest.builder().functionName(name).build());
    }

    GetFunctionResponse get(String name, String qualifier) {
        return call(GetFunctionRequest.builder()
                .functionName(name)
                .qualifier(qualifier)
                .build());
    }

    PublishVersionResponse publish(String name) {
        return call(PublishVersionRequest.builder().functionName(name).build());
    }

    FunctionConfiguration describe(String name, String description) {
        call(UpdateFunctionConfigurationRequest.builder()
                .functionName(name)
                .description(description)
                .build());
        return settled(name);
    }

    FunctionConfiguration replaceCode(String name, byte[] zip) {
        call(UpdateFunctionCodeRequest.builder()
                .functionName(name)
                .zipFile(SdkBytes.fromByteArray(zip))
                .build());
        return settled(name);
    }

    /** Two versions of the function, the second described as such. */
    void twoVersions(String name) {
        active(name);
        publish(name);
        describe(name, "second");
        publish(name);
    }

    @Override
    public void close() {
        functions.close();
    }
}
