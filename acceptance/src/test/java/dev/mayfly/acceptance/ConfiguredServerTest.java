package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Servers with less than the usual. */
class ConfiguredServerTest {
    private static final String SLEEP = """
            import time
            def handler(event, context):
                print('running')
                time.sleep(event)
                return event
            """;

    @TempDir
    Path folder;

    @Test
    void the_limit_of_an_account_throttles_all_its_functions() {
        try (RunningServer server = RunningServer.start(folder.resolve("data"), "--concurrency", "1")) {
            DeployedFunction busy = Deployment.python(SLEEP).timeout(10).on(server.aws());
            DeployedFunction other = Deployment.python(SLEEP).on(server.aws());

            CompletableFuture<Reply> running = busy.start("2");
            var _ = busy.awaitLog("running");

            assertThatThrownBy(() -> other.invoke("0"))
                    .isInstanceOfSatisfying(
                            TooManyRequestsException.class,
                            refusal -> assertThat(refusal.reasonAsString())
                                    .isEqualTo("ConcurrentInvocationLimitExceeded"));
            assertThat(running.join().text()).isEqualTo("2");
        }
    }

    @Test
    void where_memory_is_short_invocations_take_turns() {
        try (RunningServer server = RunningServer.start(folder.resolve("data"), "--memory", "300")) {
            List<DeployedFunction> functions = IntStream.range(0, 4)
                    .mapToObj(_ -> Deployment.python(SLEEP).on(server.aws()))
                    .toList();

            List<CompletableFuture<Reply>> running =
                    functions.stream().map(function -> function.start("0.2")).toList();

            assertThat(running)
                    .allSatisfy(reply -> assertThat(reply.join().text()).isEqualTo("0.2"));
            assertThat(server.traces().files()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void who_is_idle_for_too_long_goes() {
        try (RunningServer server = RunningServer.start(folder.resolve("data"), "--idle-timeout", "1s")) {
            DeployedFunction function = Deployment.python(SLEEP).on(server.aws());
            assertThat(function.invoke("0").text()).isEqualTo("0");
            assertThat(server.traces()).isNotEqualTo(Traces.NONE);

            await().untilAsserted(() -> assertThat(server.traces()).isEqualTo(Traces.NONE));

            assertThat(function.invoke("0").log()).contains("Init Duration");
        }
    }

    @Test
    void a_reset_forgets_everything_at_once() {
        try (RunningServer server = RunningServer.start(folder.resolve("data"))) {
            Http mayfly = new Http(server.endpoint(), server.endpoint().getAuthority());
            DeployedFunction function = Deployment.python(SLEEP).on(server.aws());
            CompletableFuture<Reply> running = function.start("1");
            var _ = function.awaitLog("running");
            assertThat(mayfly.get("/_mayfly/health").body()).contains("\"status\":\"ready\"", "lambda", "crun");

            long began = System.nanoTime();
            HttpResponse<String> reset =
                    mayfly.send("/_mayfly/reset", request -> request.POST(HttpRequest.BodyPublishers.noBody()));
            Duration time = Duration.ofNanos(System.nanoTime() - began);

            assertThat(reset.statusCode()).isEqualTo(200);
            assertThat(time).isLessThan(Duration.ofSeconds(1));
            assertThat(server.aws().lambda().listFunctions().functions()).isEmpty();
            assertThat(server.aws().iam().listRoles().roles()).isEmpty();
            assertThat(running.join().text()).isEqualTo("1");
            await().untilAsserted(() -> assertThat(server.traces()).isEqualTo(Traces.NONE));
            assertThat(server.aws().logs().describeLogGroups().logGroups())
                    .as("what still ran logs no more")
                    .isEmpty();
            assertThat(Deployment.python(SLEEP).on(server.aws()).invoke("1").text())
                    .isEqualTo("1");
        }
    }

    @Test
    void what_cannot_be_served_is_said_before_anything_starts() {
        RunningServer.Refusal open = RunningServer.refused(folder.resolve("data"), folder, "--host", "0.0.0.0");
        RunningServer.Refusal typo = RunningServer.refused(folder.resolve("data"), folder, "--auth", "none");

        assertThat(open.status()).isEqualTo(1);
        assertThat(open.words()).contains("--auth signed", "--insecure");
        assertThat(typo.words()).isEqualTo("mayfly: --auth takes one of open, signed, not 'none'\n");
    }
}
