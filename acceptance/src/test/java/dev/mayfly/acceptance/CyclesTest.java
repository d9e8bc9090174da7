package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CyclesTest {

    @Test
    void a_hundred_functions_come_and_go_and_leave_nothing_behind(@TempDir Path folder) {
        try (RunningServer server = RunningServer.start(folder.resolve("data"))) {
            cycle(server, 0);
            awaitNothing(server);
            int descriptors = server.openFiles();

            for (int i = 1; i <= 100; i++) {
                cycle(server, i);
            }

            awaitNothing(server);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(server.openFiles())
                            .as("open files of the server")
                            .isLessThanOrEqualTo(descriptors + 20));
            assertThat(server.aws().lambda().listFunctions().functions()).isEmpty();
            assertThat(server.output()).doesNotContain("left for the next start", "ERROR");
        }
    }

    @Test
    void what_stands_ready_can_be_seen_until_its_function_goes(@TempDir Path folder) {
        try (RunningServer server = RunningServer.start(folder.resolve("data"))) {
            DeployedFunction function =
                    Deployment.python("def handler(event, context): return 1").on(server.aws());
            assertThat(function.invoke().text()).isEqualTo("1");

            Traces ready = server.traces();
            function.delete();

            assertThat(ready.processes()).isNotEmpty();
            assertThat(ready.groups()).isNotEmpty();
            assertThat(ready.mounts()).isNotEmpty();
            assertThat(ready.networks()).isNotEmpty();
            assertThat(ready.files()).isNotEmpty();
            awaitNothing(server);
        }
    }

    private static void cycle(RunningServer server, int number) {
        String code = "def handler(event, context): return '%s %d'";
        DeployedFunction function =
                Deployment.python(code.formatted("first", number)).on(server.aws());
        assertThat(function.invoke().text()).isEqualTo("\"first %d\"".formatted(number));
        function.update(Deployment.python(code.formatted("second", number)));
        assertThat(function.invoke().text()).isEqualTo("\"second %d\"".formatted(number));
        function.delete();
    }

    private static void awaitNothing(RunningServer server) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.traces()).isEqualTo(Traces.NONE));
    }
}
