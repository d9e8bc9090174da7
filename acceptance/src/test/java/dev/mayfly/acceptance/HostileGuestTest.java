package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that mean ill. Whatever they do to themselves, a neighbour is answered at once and the server stays small. */
class HostileGuestTest {
    /** A neighbour that is warm answers within milliseconds; this allows for a machine that has other things to do. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final long SMALL = 700L << 20;
    private static final int FEW = 3_000;

    private static final String RUNTIME_API = """
            import http.client, os
            def post(request, body):
                api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
                api.request('POST', f'/2018-06-01/runtime/invocation/{request}/response', body)
                return api.getresponse().status
            """;

    private final RunningServer server = RunningServer.shared();
    private DeployedFunction neighbour;

    @BeforeEach
    void settle() {
        neighbour =
                Deployment.python("def handler(event, context): return 'peace'").on(server.aws());
        assertThat(neighbour.invoke().text()).isEqualTo("\"peace\"");
    }

    @AfterEach
    void the_neighbour_lives_in_peace() {
        assertThat(neighbour.invoke().text()).isEqualTo("\"peace\"");
        assertThat(server.residentMemory()).isLessThan(SMALL);
    }

    /** Runs the guest, and the neighbour all the while. */
    private Reply besides(DeployedFunction guest, String event) throws Exception {
        CompletableFuture<Reply> reply = guest.start(event);
        List<Duration> answers = new ArrayList<>();
        while (!reply.isDone()) {
            long began = System.nanoTime();
            assertThat(neighbour.invoke().text()).isEqualTo("\"peace\"");
            answers.add(Duration.ofNanos(System.nanoTime() - began));
            assertThat(server.residentMemory()).isLessThan(SMALL);
            assertThat(server.openFiles()).isLessThan(FEW);
        }
        assertThat(answers).isNotEmpty().allSatisfy(answer -> assertThat(answer).isLessThan(AT_ONCE));
        return reply.get(60, TimeUnit.SECONDS);
    }

    @Test
    void who_answers_twice_is_heard_once() {
        DeployedFunction guest = Deployment.python(RUNTIME_API + """
                def handler(event, context):
                    if event: print('answered', post(context.aws_request_id, '1'), post(context.aws_request_id, '2'))
                    return 3
                """).on(server.aws());

        assertThat(guest.invoke("[1]").text()).isEqualTo("1");
        assertThat(guest.awaitLog("answered")).isEqualTo("answered 202 403\n");
        assertThat(guest.invoke("[]").text()).isEqualTo("3");
    }

    @Test
    void who_answers_for_another_is_refused() throws Exception {
        DeployedFunction victim = Deployment.python("""
                import time
                def handler(event, context):
                    print('waiting')
                    time.sleep(1.5)
                    return 'own answer'
                """).on(server.aws());
        DeployedFunction guest = Deployment.python(
                        RUNTIME_API + "def handler(event, context): return post(event, '\"forged\"')")
                .on(server.aws());

        CompletableFuture<Reply> waiting = victim.start("{}");
        String id = victim.awaitLog("START RequestId")
                .substring("START RequestId: ".length())
                .split(" ")[0];
        Reply forging = guest.invoke("\"" + id + "\"");

        assertThat(forging.text()).isEqualTo("400");
        assertThat(waiting.get(20, TimeUnit.SECONDS).text()).isEqualTo("\"own answer\"");
        assertThat(server.output()).contains(" answers the Runtime API out of turn");
    }

    @Test
    void who_forks_without_end_ends_with_its_time() throws Exception {
        DeployedFunction guest = Deployment.python("""
                import os
                def handler(event, context):
                    while event:
                        try: os.fork()
                        except OSError: pass
                    return 'calm'
                """).timeout(2).on(server.aws());

        Reply reply = besides(guest, "[1]");

        assertThat(reply.errorType()).isIn("Sandbox.Timedout", "Runtime.OutOfMemory", "Runtime.ExitError");
        assertThat(guest.invoke("[]").text()).isEqualTo("\"calm\"");
    }

    @Test
    void who_logs_without_end_is_cut_off() throws Exception {
        DeployedFunction guest = Deployment.python("""
                import os
                def handler(event, context):
                    while event: os.write(1, b'x' * 999 + b'\\n')
                    return 'calm'
                """).timeout(3).memory(1_769).on(server.aws());

        Reply reply = besides(guest, "[1]");

        assertThat(reply.errorType()).isEqualTo("Sandbox.Timedout");
        assertThat(reply.log()).contains("REPORT RequestId: " + reply.requestId());
        assertThat(guest.invoke("[]").text()).isEqualTo("\"calm\"");
    }

    @Test
    void a_line_without_an_end_is_no_trouble() throws Exception {
        DeployedFunction guest = Deployment.python("""
                import os
                def handler(event, context):
                    while event: os.write(1, b'x' * 65536)
                    return 'calm'
                """).timeout(2).memory(1_769).on(server.aws());

        Reply reply = besides(guest, "[1]");

        assertThat(reply.errorType()).isEqualTo("Sandbox.Timedout");
        assertThat(guest.invoke("[]").text()).isEqualTo("\"calm\"");
    }

    @Test
    void who_ignores_signals_is_killed() throws Exception {
        DeployedFunction guest = Deployment.python("""
                import signal, time
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
                def handler(event, context):
                    while event:
                        try: time.sleep(100)
                        except BaseException: pass
                    return 'calm'
                """).timeout(1).on(server.aws());

        Reply reply = besides(guest, "[1]");

        assertThat(reply.errorType()).isEqualTo("Sandbox.Timedout");
        assertThat(guest.invoke("[]").text()).isEqualTo("\"calm\"");
    }

    @Test
    void a_huge_error_is_not_passed_on() throws Exception {
        DeployedFunction guest =
                Deployment.python("""
                def handler(event, context):
                    if event: raise Exception('x' * 9_000_000)
                    return 'calm'
                """).timeout(10).memory(1_024).on(server.aws());

        Reply reply = besides(guest, "[1]");

        assertThat(reply.error()).hasValue("Unhandled");
        assertThat(reply.text()).hasSizeLessThan(6 * 1_048_576 + 101);
        assertThat(guest.invoke("[]").text()).isEqualTo("\"calm\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_LAMBDA_RUNTIME_API", "AWS_ENDPOINT_URL"})
    void who_opens_thousands_of_connections_gets_a_few(String endpoint) throws Exception {
        DeployedFunction guest = Deployment.python("""
                import os, socket, time
                def connect(seconds):
                    host, port = os.environ[os.environ['ENDPOINT']].removeprefix('http://').split(':')
                    kept = []
                    for _ in range(850):
                        try:
                            one = socket.create_connection((host, int(port)), timeout=0.2)
                            one.send(b'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\n')
                            kept.append(one)
                        except OSError: pass
                    time.sleep(seconds)
                def handler(event, context):
                    children = []
                    for _ in range(event):
                        child = os.fork()
                        if child == 0:
                            try: connect(2)
                            finally: os._exit(0)
                        children.append(child)
                    for child in children: os.waitpid(child, 0)
                    return 'calm'
                """)
                .timeout(20)
                .memory(1_769)
                .variables(Map.of("ENDPOINT", endpoint))
                .on(server.aws());

        Reply reply = besides(guest, "6");

        assertThat(reply.text()).isEqualTo("\"calm\"");
        assertThat(guest.invoke("0").text()).isEqualTo("\"calm\"");
    }
}
