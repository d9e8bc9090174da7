package dev.mayfly.worker.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.runtimeapi.GuestClient;
import dev.mayfly.worker.runtimeapi.Invocations;
import dev.mayfly.worker.sandbox.FakeDriver;
import dev.mayfly.worker.sandbox.Sandbox;
import dev.mayfly.worker.sandbox.SandboxException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionEnvironmentTest {
    private static final String INIT_START =
            "INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: arn:runtime";
    private static final String START = "START RequestId: a Version: $LATEST";
    private static final String END = "END RequestId: a";
    private static final String REPORT = "REPORT RequestId: a\tDuration: N ms\tBilled Duration: N ms"
            + "\tMemory Size: 128 MB\tMax Memory Used: 42 MB";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(150);

    @TempDir
    Path folder;

    private EnvironmentLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new EnvironmentLab(folder, FakeDriver::echo);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static Invocation invocation(String id) {
        return Invocations.of(id, LONG);
    }

    private static String answer(Answer answer) {
        return new String(((Outcome.Answered) answer.outcome()).payload(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Waits for ever. */
    private static void hang(FakeDriver.Guest process) throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static void awaitReady(ExecutionEnvironment environment) {
        await().pollInterval(Duration.ofMillis(1)).until(environment::ready);
    }

    @Test
    void the_first_invocation_starts_the_runtime_and_tells_how_long_it_took() throws Exception {
        ExecutionEnvironment environment = lab.environment();

        assertThat(answer(environment.run(invocation("a")))).isEqualTo("{\"event\":1}");
        environment.close();

        assertThat(lab.log()).containsExactly(INIT_START, START, END, REPORT + "\tInit Duration: N ms");
        assertThat(lab.home().throttled).isTrue();
    }

    @Test
    void the_next_one_finds_the_runtime_running() throws Exception {
        ExecutionEnvironment environment = lab.environment();
        environment.run(invocation("b"));
        awaitReady(environment);
        lab.stored.clear();

        environment.run(invocation("a"));
        environment.close();

        assertThat(lab.home().started).hasSize(1);
        assertThat(lab.log()).endsWith(START, END, REPORT);
    }

    @Test
    void a_runtime_finds_its_addresses_in_its_variables() throws Exception {
        ExecutionEnvironment environment = lab.environment();
        environment.run(invocation("a"));

        assertThat(lab.home().started.getFirst().spec().environment())
                .containsEntry("GREETING", "hello")
                .containsEntry(
                        "AWS_LAMBDA_RUNTIME_API",
                        "127.0.0.1:" + lab.home().runtimeApi().socket().getLocalPort())
                .containsEntry(
                        "AWS_ENDPOINT_URL",
                        "http://127.0.0.1:" + lab.home().awsEndpoint().socket().getLocalPort())
                .containsKey("MAYFLY_LOG_PIPE");
        environment.close();
    }

    @Test
    void what_a_guest_sends_to_aws_comes_by_its_own_socket() throws Exception {
        ExecutionEnvironment environment = lab.environment();
        try (GuestClient guest =
                new GuestClient((InetSocketAddress) lab.home().awsEndpoint().getLocalAddress())) {
            assertThat(guest.request("GET", "/", "").body()).isEqualTo("env-1");
        }
        environment.close();
    }

    @Test
    void what_a_handler_prints_stands_between_start_and_end_and_in_the_tail() throws Exception {
        lab.driver.runs(process -> {
            process.print("initialising\n");
            GuestClient.Answer event = process.next();
            process.print("working\n");
            process.respond(event, "1");
            hang(process);
        });
        ExecutionEnvironment environment = lab.environment();

        Answer answer = environment.run(invocation("a"));
        environment.close();

        assertThat(lab.log())
                .containsExactly(INIT_START, "initialising", START, "working", END, REPORT + "\tInit Duration: N ms");
        assertThat(answer.logTail()).startsWith("START").contains("working").doesNotContain("initialising");
    }

    @Test
    void a_runtime_that_cannot_start_is_tried_again_within_the_invocation() throws Exception {
        lab.driver.runs(process -> {
            process.print("attempt " + process.number() + "\n");
            process.connection().initError("Runtime.ImportModuleError", "{\"errorMessage\":\"no\"}");
        });
        ExecutionEnvironment environment = lab.environment();

        Outcome outcome = environment.run(invocation("a")).outcome();
        environment.close();

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.type()).isEqualTo("Runtime.ImportModuleError");
            assertThat(failed.payload()).asString().isEqualTo("{\"errorMessage\":\"no\"}");
        });
        assertThat(lab.log())
                .containsExactly(
                        INIT_START,
                        "attempt 1",
                        "INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error"
                                + "\tError Type: Runtime.ImportModuleError",
                        START,
                        "attempt 2",
                        "INIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: error"
                                + "\tError Type: Runtime.ImportModuleError",
                        END,
                        REPORT + "\tStatus: error\tError Type: Runtime.ImportModuleError");
    }

    @Test
    void a_second_initialisation_that_succeeds_answers_the_caller() throws Exception {
        lab.driver.runs(process -> {
            if (process.number() == 1) {
                throw new FakeDriver.Crash(3);
            }
            FakeDriver.echo(process);
        });
        ExecutionEnvironment environment = lab.environment();

        Answer answer = environment.run(invocation("a"));
        environment.close();

        assertThat(answer(answer)).isEqualTo("{\"event\":1}");
        assertThat(lab.log())
                .containsExactly(
                        INIT_START,
                        "INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError",
                        START,
                        END,
                        REPORT);
    }

    @Test
    void an_initialisation_that_takes_too_long_is_repeated_and_the_invocation_times_out() throws Exception {
        lab.driver.runs(ExecutionEnvironmentTest::hang);
        ExecutionEnvironment environment = lab.environment(SHORT);

        Outcome outcome = environment.run(Invocations.of("a", SHORT)).outcome();
        environment.close();

        assertThat(outcome).isEqualTo(new Outcome.TimedOut(SHORT));
        assertThat(lab.home().started).hasSize(2).allMatch(FakeDriver.Guest::killed);
        assertThat(lab.log())
                .containsExactly(
                        INIT_START,
                        "INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: timeout",
                        START,
                        "INIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: timeout",
                        END,
                        REPORT + "\tStatus: timeout");
    }

    @Test
    void a_repeated_initialisation_leaves_the_handler_what_is_left_of_the_time() throws Exception {
        CompletableFuture<Long> deadline = new CompletableFuture<>();
        lab.driver.runs(process -> {
            if (process.number() == 1) {
                throw new FakeDriver.Crash(1);
            }
            new CountDownLatch(1).await(300, java.util.concurrent.TimeUnit.MILLISECONDS);
            deadline.complete(Long.parseLong(process.next().header("Lambda-Runtime-Deadline-Ms")));
            hang(process);
        });
        ExecutionEnvironment environment = lab.environment();

        long began = System.currentTimeMillis();
        Outcome outcome =
                environment.run(Invocations.of("a", Duration.ofMillis(600))).outcome();
        long took = System.currentTimeMillis() - began;
        environment.close();

        assertThat(outcome).isEqualTo(new Outcome.TimedOut(Duration.ofMillis(600)));
        assertThat(took).isLessThan(880);
        assertThat(deadline.join() - began).isLessThan(800);
    }

    @Test
    void a_runtime_that_crashes_is_the_outcome_and_is_replaced_in_the_same_home() throws Exception {
        lab.driver.runs(process -> {
            GuestClient.Answer event = process.next();
            if (process.number() == 1) {
                process.print("going down\n");
                throw new FakeDriver.Crash(7);
            }
            process.respond(event, "\"process " + process.number() + "\"");
            hang(process);
        });
        ExecutionEnvironment environment = lab.environment();

        assertThat(environment.run(invocation("a")).outcome()).isEqualTo(new Outcome.Died(new Sandbox.Exit(7, false)));
        assertThat(answer(environment.run(invocation("b")))).isEqualTo("\"process 2\"");
        environment.close();

        assertThat(lab.driver.homes()).hasSize(1);
        assertThat(lab.log())
                .contains("going down", REPORT + "\tInit Duration: N ms\tStatus: error\tError Type: Runtime.ExitError");
    }

    @Test
    void a_handler_that_takes_too_long_is_killed() throws Exception {
        lab.driver.runs(process -> {
            process.next();
            hang(process);
        });
        ExecutionEnvironment environment = lab.environment();

        assertThat(environment.run(Invocations.of("a", SHORT)).outcome()).isEqualTo(new Outcome.TimedOut(SHORT));
        assertThat(lab.home().started).hasSize(1).allMatch(FakeDriver.Guest::killed);
        environment.close();
    }

    @Test
    void a_handlers_error_does_not_end_the_runtime() throws Exception {
        lab.driver.runs(process -> {
            while (true) {
                process.connection()
                        .error(process.next().header("Lambda-Runtime-Aws-Request-Id"), "Function.Error", "{}");
            }
        });
        ExecutionEnvironment environment = lab.environment();
        environment.run(invocation("a"));
        awaitReady(environment);
        environment.run(invocation("b"));
        environment.close();

        assertThat(lab.home().started).hasSize(1);
    }

    @Test
    void a_runtime_that_died_between_invocations_is_replaced_without_a_word() throws Exception {
        lab.driver.runs(process -> {
            GuestClient.Answer event = process.next();
            process.respond(event, "\"process " + process.number() + "\"");
        });
        ExecutionEnvironment environment = lab.environment();
        environment.run(invocation("b"));
        awaitReady(environment);

        assertThat(answer(environment.run(invocation("a")))).isEqualTo("\"process 2\"");
        environment.close();
        assertThat(lab.log()).endsWith(START, END, REPORT);
    }

    @Test
    void what_cannot_be_launched_says_so_in_the_log_and_starts_nothing() throws Exception {
        Outcome.Unlaunchable obstacle = new Outcome.Unlaunchable("Runtime.InvalidEntrypoint", "no bootstrap");
        ExecutionEnvironment environment =
                lab.environment(EnvironmentLab.spec(lab.stored::addAll, LONG, Optional.of(obstacle)));

        assertThat(environment.run(invocation("a")).outcome()).isSameAs(obstacle);
        environment.close();

        assertThat(lab.home().started).isEmpty();
        assertThat(lab.log())
                .containsExactly(START, END, REPORT + "\tStatus: error\tError Type: Runtime.InvalidEntrypoint");
    }

    @Test
    void becoming_idle_is_told() throws Exception {
        ExecutionEnvironment environment = lab.environment();

        environment.run(invocation("a"));

        await().untilAtomic(lab.becameIdle, org.hamcrest.Matchers.is(1));
        environment.close();
    }

    @Test
    void a_home_that_cannot_start_anything_is_the_hosts_failure() throws Exception {
        ExecutionEnvironment environment = lab.environment();
        lab.home().startFails = true;

        assertThatThrownBy(() -> environment.run(invocation("a"))).isInstanceOf(SandboxException.class);
        environment.close();

        assertThat(lab.driver.openHomes()).isZero();
    }

    @Test
    void an_abandoned_environment_ends_its_invocation() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        lab.driver.runs(process -> {
            process.next();
            busy.countDown();
            hang(process);
        });
        ExecutionEnvironment environment = lab.environment();
        CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> {
            try {
                return environment.run(invocation("a")).outcome();
            } catch (SandboxException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        busy.await();

        environment.abandon();

        assertThat(outcome.join()).isInstanceOf(Outcome.Died.class);
        environment.close();
    }

    @Test
    void an_environment_abandoned_before_it_started_starts_in_vain() throws Exception {
        ExecutionEnvironment environment = lab.environment();

        environment.abandon();

        assertThat(environment.run(invocation("a")).outcome()).isInstanceOf(Outcome.Died.class);
        environment.close();
    }

    @Test
    void closing_ends_the_processes_and_the_home() throws Exception {
        ExecutionEnvironment environment = lab.environment();
        environment.run(invocation("a"));

        environment.close();

        assertThat(environment.ready()).isFalse();
        assertThat(lab.home().started).allMatch(process -> process.exit().isDone());
        assertThat(lab.driver.openHomes()).isZero();
    }
}
