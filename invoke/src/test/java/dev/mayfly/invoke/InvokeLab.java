package dev.mayfly.invoke;

import static org.awaitility.Awaitility.await;

import dev.mayfly.base.Arn;
import dev.mayfly.functions.Functions;
import dev.mayfly.functions.Limits;
import dev.mayfly.functions.Revision;
import dev.mayfly.functions.Roles;
import dev.mayfly.functions.State;
import dev.mayfly.functions.Target;
import dev.mayfly.store.MemoryBlobs;
import dev.mayfly.store.MemoryStore;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Caller;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.http.Headers;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.environment.EnvironmentSpec;
import dev.mayfly.worker.pool.Worker;
import dev.mayfly.worker.sandbox.ProcessDriver;
import dev.mayfly.worker.sandbox.SandboxException;
import dev.mayfly.worker.sandbox.SandboxSpec;
import dev.mayfly.worker.telemetry.PlatformLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;

/** A control plane in memory and a worker whose runtime is a few lines of Python: it does what the event says. */
public final class InvokeLab implements AutoCloseable {
    public static final String ACCOUNT = "000000000000";
    public static final String REGION = "eu-central-1";

    /** The event {"exit": n} ends it, {"fail": type} is an error, {"print": text} goes to the log; all else is echoed. */
    private static final String RUNTIME = """
            import http.client, json, os, sys
            api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
            base = '/2018-06-01/runtime/invocation/'
            def post(path, body, headers={}):
                api.request('POST', base + path, body, headers)
                api.getresponse().read()
            while True:
                api.request('GET', base + 'next')
                event = api.getresponse()
                id = event.headers['Lambda-Runtime-Aws-Request-Id']
                body = event.read()
                told = json.loads(body)
                told = told if isinstance(told, dict) else {}
                if 'exit' in told:
                    os._exit(told['exit'])
                if 'print' in told:
                    print(told['print'], flush=True)
                if 'trace' in told:
                    body = json.dumps(event.headers['Lambda-Runtime-Trace-Id']).encode()
                if 'context' in told:
                    body = (event.headers['Lambda-Runtime-Client-Context'] or 'null').encode()
                if 'fail' in told:
                    post(id + '/error', '{"errorMessage":"as told"}', {'Lambda-Runtime-Function-Error-Type': told['fail']})
                elif 'answer' in told:
                    post(id + '/response', json.dumps(told['answer']))
                else:
                    post(id + '/response', body)
            """;

    public final Functions functions;
    public final Invoker invoker;
    private final HttpServer aws = new HttpServer(
            "aws", HttpServer.Limits.defaults(), exchange -> exchange.respond(200, new Headers(), new byte[0]));
    private final Worker worker;

    public InvokeLab(Path home, int concurrency) throws IOException, SandboxException {
        functions = new Functions(
                new MemoryStore(),
                new MemoryBlobs(),
                home.resolve("code"),
                Clock.systemUTC(),
                _ -> Roles.Verdict.FINE,
                (_, _) -> Optional.empty(),
                Limits.aws().withConcurrentExecutions(concurrency, 0));
        worker = new Worker(
                new Worker.Settings(1_024, Duration.ofMinutes(1), Duration.ofMinutes(1), 64),
                new ProcessDriver(home.resolve("sandboxes")),
                aws,
                Clock.systemUTC());
        invoker = new Invoker(functions.catalog(), worker, this::plan);
    }

    private EnvironmentSpec plan(Revision revision) {
        return new EnvironmentSpec(
                revision.id(),
                revision.functionName(),
                revision.version(),
                new EnvironmentSpec.RuntimeVersion(revision.runtime(), revision.runtimeVersionArn()),
                new SandboxSpec(List.of("/usr/bin/python3", "-c", RUNTIME), Map.of(), List.of(), "/tmp"),
                worker.limits(revision.memoryMegabytes(), revision.ephemeralMegabytes()),
                Duration.ofSeconds(10),
                Optional.empty(),
                new EnvironmentSpec.Logs(_ -> {}, false, PlatformLines.Level.INFO));
    }

    /** Creates it and waits until it is Active. */
    public Target active(String name) {
        return active(name, _ -> {});
    }

    public Target active(String name, Consumer<CreateFunctionRequest.Builder> more) {
        CreateFunctionRequest.Builder request = CreateFunctionRequest.builder()
                .functionName(name)
                .runtime("python3.12")
                .handler("index.handler")
                .timeout(10)
                .role("arn:aws:iam::000000000000:role/runner")
                .code(code -> code.zipFile(SdkBytes.fromByteArray(zip())));
        more.accept(request);
        call(request.build());
        return await().pollInterval(Duration.ofMillis(2))
                .until(() -> resolve(name), target -> target.state() instanceof State.Active);
    }

    public Target resolve(String name) {
        return functions.catalog().resolve(ACCOUNT, REGION, name, Optional.empty());
    }

    public static Call callWith(Headers headers) {
        Caller caller = new Caller(
                Optional.of("test"), ACCOUNT, Arn.of("iam", "", ACCOUNT, "user/tester"), "AIDATEST", Optional.empty());
        return new Call(
                "11111111-2222-3333-4444-555555555555", caller, REGION, Instant.now(), "http://localhost", headers);
    }

    /** The operation is found by the name of the request's class. */
    @SuppressWarnings("unchecked")
    public SdkPojo call(LambdaRequest request) {
        String name = request.getClass().getSimpleName().replaceAll("Request$", "");
        Operation<LambdaRequest, ?> operation = (Operation<LambdaRequest, ?>) functions.service().operations().stream()
                .filter(offered -> offered.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not offered"));
        return operation.work().run(request, callWith(new Headers()));
    }

    private static byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("index.py"));
            zip.write("def handler(event, context): return event".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        worker.close();
        functions.close();
        aws.close();
    }
}
