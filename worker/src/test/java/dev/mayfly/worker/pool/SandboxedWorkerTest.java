package dev.mayfly.worker.pool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.base.Deadline;
import dev.mayfly.wire.http.Headers;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.environment.Answer;
import dev.mayfly.worker.environment.EnvironmentSpec;
import dev.mayfly.worker.sandbox.OciDriver;
import dev.mayfly.worker.sandbox.Sandbox;
import dev.mayfly.worker.sandbox.SandboxSpec;
import dev.mayfly.worker.telemetry.PlatformLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole room, in real sandboxes. */
class SandboxedWorkerTest {
    /** The event is a Python expression; its value is the answer. */
    private static final String RUNTIME = """
            import http.client, json, os, time
            api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
            base = '/2018-06-01/runtime/invocation/'
            def write(text):
                with open('/tmp/file', 'w') as file:
                    return file.write(text)
            def aws():
                there = http.client.HTTPConnection(os.environ['AWS_ENDPOINT_URL'][7:])
                there.request('GET', '/')
                return len(there.getresponse().read().decode())
            while True:
                api.request('GET', base + 'next')
                event = api.getresponse()
                answer = json.dumps(eval(event.read()))
                api.request('POST', base + event.headers['Lambda-Runtime-Aws-Request-Id'] + '/response', answer)
                api.getresponse().read()
            """;

    @TempDir
    Path home;

    private HttpServer aws;
    private Worker worker;

    @BeforeEach
    void open() throws Exception {
        aws = new HttpServer(
                "aws",
                HttpServer.Limits.defaults(),
                exchange -> exchange.respond(200, new Headers(), exchange.via().getBytes(UTF_8)));
        worker = new Worker(
                new Worker.Settings(2_048, Duration.ofMinutes(1), Duration.ofMinutes(1), 64),
                new OciDriver("crun", home, 4566, false),
                aws,
                Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        worker.close();
        aws.close();
        assertThat(worker.census().promisedMegabytes()).isZero();
    }

    private EnvironmentSpec spec() {
        return new EnvironmentSpec(
                "revision-1",
                "hello",
                "1",
                new EnvironmentSpec.RuntimeVersion("python:3.11.v1", "arn:runtime"),
                new SandboxSpec(
                        List.of("/usr/bin/python3", "-I", "-S", "-c", RUNTIME),
                        Map.of("PATH", "/usr/bin"),
                        List.of(),
                        "/tmp"),
                worker.limits(128, 512),
                Duration.ofSeconds(10),
                Optional.empty(),
                new EnvironmentSpec.Logs(_ -> {}, false, PlatformLines.Level.INFO));
    }

    private Answer invoke(String expression, Duration timeout) {
        Invocation invocation = new Invocation(
                "8cebc5b4-3b1a-4b5e-9b4b-0f7b6d1c2a3e",
                "arn:aws:lambda:eu-central-1:000000000000:function:hello",
                expression.getBytes(UTF_8),
                timeout,
                "Root=1-2-3",
                Optional.empty());
        try (Slot slot = worker.acquire("revision-1", 128, this::spec, Deadline.in(Duration.ofSeconds(20)))) {
            return slot.run(invocation);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private Answer invoke(String expression) {
        return invoke(expression, Duration.ofSeconds(20));
    }

    private static String text(Answer answer) {
        return new String(((Outcome.Answered) answer.outcome()).payload(), UTF_8);
    }

    @Test
    void a_function_runs_logs_and_reaches_aws_as_itself() {
        Answer answer = invoke("[os.getuid(), print('seen', flush=True), aws()]");

        assertThat(text(answer)).isEqualTo("[993, null, 32]");
        assertThat(answer.logTail()).startsWith("START").contains("\nseen\n").contains("\nEND");
    }

    @Test
    void tmp_outlasts_a_crash_and_a_timeout() {
        assertThat(text(invoke("write('kept')"))).isEqualTo("4");

        assertThat(invoke("os._exit(5)").outcome()).isEqualTo(new Outcome.Died(new Sandbox.Exit(5, false)));
        assertThat(invoke("time.sleep(60)", Duration.ofMillis(300)).outcome())
                .isEqualTo(new Outcome.TimedOut(Duration.ofMillis(300)));

        assertThat(text(invoke("open('/tmp/file').read()"))).isEqualTo("\"kept\"");
    }

    @Test
    void a_function_that_wants_too_much_memory_dies_of_it() {
        assertThat(invoke("len(bytearray(300 << 20))").outcome())
                .isEqualTo(new Outcome.Died(new Sandbox.Exit(137, true)));
    }

    @Test
    void many_environments_start_at_once_and_each_does_its_own() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String number = Integer.toString(i);
            answers.add(CompletableFuture.supplyAsync(
                    () -> text(invoke("[write('" + number + "'), time.sleep(0.3), open('/tmp/file').read()][2]")),
                    task -> Thread.ofVirtual().start(task)));
        }

        for (int i = 0; i < 8; i++) {
            assertThat(answers.get(i).join()).isEqualTo("\"" + i + "\"");
        }
        assertThat(worker.census().promisedMegabytes()).isEqualTo(8 * 128);
    }

    @Test
    void closing_ends_what_runs() throws Exception {
        CompletableFuture<Answer> running = CompletableFuture.supplyAsync(() -> invoke("[write('x'), time.sleep(60)]"));
        org.awaitility.Awaitility.await().until(() -> worker.census().leased() == 1);

        worker.close();

        assertThat(running.join().outcome()).isInstanceOf(Outcome.Died.class);
    }
}
