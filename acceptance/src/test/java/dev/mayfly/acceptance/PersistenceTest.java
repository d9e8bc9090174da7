package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** What a server keeps when it is stopped or killed, and what it does not leave behind. */
class PersistenceTest {
    private static final String SLOW = """
            import time
            def handler(event, context):
                print('running')
                time.sleep(event)
                return event
            """;

    @TempDir
    Path folder;

    @Test
    void after_a_stop_and_a_start_everything_is_there() {
        Path data = folder.resolve("data");
        String name;
        List<String> log;
        try (RunningServer server = RunningServer.start(data)) {
            DeployedFunction function = Deployment.python(SLOW).on(server.aws());
            name = function.name();
            assertThat(function.invoke("0").text()).isEqualTo("0");
            var _ = function.awaitLog("REPORT");
            log = function.log();

            server.stop();

            assertThat(server.traces()).isEqualTo(Traces.NONE);
        }

        try (RunningServer server = RunningServer.start(data)) {
            DeployedFunction function = new DeployedFunction(server.aws(), name);

            assertThat(function.configuration().stateAsString()).isEqualTo("Active");
            assertThat(function.log()).isEqualTo(log);
            assertThat(server.aws().iam().listRoles().roles())
                    .anyMatch(role -> role.roleName().equals("function-role"));
            assertThat(function.invoke("0").text()).isEqualTo("0");
        }
    }

    @Test
    void a_stop_lets_what_runs_end() {
        Path data = folder.resolve("data");
        try (RunningServer server = RunningServer.start(data)) {
            DeployedFunction function = Deployment.python(SLOW).timeout(10).on(server.aws());
            CompletableFuture<Reply> running = function.start("1.5");
            var _ = function.awaitLog("running");

            server.stop();

            assertThat(running.join().text()).isEqualTo("1.5");
        }
    }

    @Test
    void a_second_server_on_the_same_data_is_refused() {
        Path data = folder.resolve("data");
        try (RunningServer server = RunningServer.start(data)) {
            RunningServer.Refusal refusal = RunningServer.refused(data, folder);

            assertThat(refusal.status()).isEqualTo(1);
            assertThat(refusal.words())
                    .isEqualTo("mayfly: another Mayfly (process " + server.pid() + ") is running on " + data + "\n");
            assertThat(server.aws().lambda().listFunctions().functions()).isEmpty();
        }
    }

    @Test
    void what_was_acknowledged_before_a_kill_is_there_after_it() {
        Path data = folder.resolve("data");
        Deployment deployment = Deployment.python(SLOW);
        List<DeployedFunction> acknowledged = Collections.synchronizedList(new ArrayList<>());
        try (RunningServer server = RunningServer.start(data)) {
            server.aws().functionRole();
            List<CompletableFuture<Void>> creators = IntStream.range(0, 4)
                    .mapToObj(_ -> CompletableFuture.runAsync(
                            () -> createWithoutEnd(deployment, server.aws(), acknowledged), Thread::startVirtualThread))
                    .toList();
            await().until(() -> acknowledged.size() > 50);

            server.kill();

            assertThat(creators).allSatisfy(creator -> assertThat(creator).failsWithin(Duration.ofSeconds(10)));
        }

        try (RunningServer server = RunningServer.start(data)) {
            List<String> names = server.aws().lambda().listFunctionsPaginator().functions().stream()
                    .map(FunctionConfiguration::functionName)
                    .toList();
            assertThat(names)
                    .containsAll(
                            acknowledged.stream().map(DeployedFunction::name).toList());
            for (String name : names) {
                DeployedFunction function = new DeployedFunction(server.aws(), name);
                await().until(() -> function.configuration().stateAsString().equals("Active"));
            }
            assertThat(new DeployedFunction(server.aws(), names.getFirst())
                            .invoke("0")
                            .text())
                    .isEqualTo("0");
            assertThat(new DeployedFunction(server.aws(), acknowledged.getLast().name())
                            .invoke("0")
                            .text())
                    .isEqualTo("0");
        }
    }

    private static void createWithoutEnd(Deployment deployment, Aws aws, List<DeployedFunction> acknowledged) {
        while (!Thread.currentThread().isInterrupted()) {
            acknowledged.add(deployment.create(aws));
        }
    }

    @Test
    void after_a_kill_nothing_of_the_old_server_is_left_once_the_new_one_is_up() {
        Path data = folder.resolve("data");
        String name;
        Traces left;
        try (RunningServer server = RunningServer.start(data)) {
            DeployedFunction function = Deployment.python(SLOW).timeout(60).on(server.aws());
            name = function.name();
            List<CompletableFuture<Reply>> running =
                    IntStream.range(0, 4).mapToObj(_ -> function.start("50")).toList();
            await().until(() ->
                    function.log().stream().filter("running\n"::equals).count() == 4);

            server.kill();

            left = server.traces();
            assertThat(running).allSatisfy(call -> assertThat(call).failsWithin(Duration.ofSeconds(10)));
        }
        assertThat(left.groups()).as("a kill leaves something to clean up").isNotEmpty();

        try (RunningServer server = RunningServer.start(data)) {
            assertThat(server.traces()).isEqualTo(Traces.NONE);
            assertThat(new DeployedFunction(server.aws(), name).invoke("0").text())
                    .isEqualTo("0");
        }
    }
}
