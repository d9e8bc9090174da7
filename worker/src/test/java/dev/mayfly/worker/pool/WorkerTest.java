package dev.mayfly.worker.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.base.Deadline;
import dev.mayfly.wire.http.Headers;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.environment.EnvironmentSpec;
import dev.mayfly.worker.runtimeapi.GuestClient;
import dev.mayfly.worker.runtimeapi.Invocations;
import dev.mayfly.worker.sandbox.FakeDriver;
import dev.mayfly.worker.sandbox.SandboxException;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    private static final int MEMORY = 300;
    private static final int FUNCTION = 100;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    @TempDir
    Path folder;

    private FakeDriver driver;
    private final HttpServer aws = new HttpServer(
            "aws", HttpServer.Limits.defaults(), exchange -> exchange.respond(200, new Headers(), new byte[0]));
    private Worker worker;
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(1));
    }

    @BeforeEach
    void open() throws IOException {
        driver = new FakeDriver(folder, FakeDriver::echo);
        worker = worker(new Worker.Settings(MEMORY, LONG, LONG, 64));
    }

    @AfterEach
    void close() {
        worker.close();
        aws.close();
        assertThat(driver.openHomes()).isZero();
        assertThat(worker.census().promisedMegabytes()).isZero();
    }

    private Worker worker(Worker.Settings settings) throws IOException {
        return new Worker(settings, driver, aws, Clock.systemUTC());
    }

    private void restart(Worker.Settings settings) throws IOException {
        worker.close();
        worker = worker(settings);
    }

    private EnvironmentSpec spec(String key, int megabytes) {
        return new EnvironmentSpec(
                key,
                key,
                "1",
                new EnvironmentSpec.RuntimeVersion("nodejs:22.v1", "arn:runtime"),
                new SandboxSpec(List.of("/bin/true"), Map.of(), List.of(), "/tmp"),
                worker.limits(megabytes, 512),
                Duration.ofSeconds(10),
                Optional.empty(),
                new EnvironmentSpec.Logs(_ -> {}, false, PlatformLines.Level.INFO));
    }

    private Slot acquire(String key, Duration patience) throws NoCapacity, SandboxException, InterruptedException {
        return worker.acquire(key, FUNCTION, () -> spec(key, FUNCTION), Deadline.in(patience));
    }

    private Slot acquire(String key) throws NoCapacity, SandboxException, InterruptedException {
        return acquire(key, LONG);
    }

    private Outcome invoke(Slot slot) throws SandboxException, InterruptedException {
        return slot.run(Invocations.of("request-" + requests.incrementAndGet(), LONG))
                .outcome();
    }

    private Outcome invoke(String key) throws NoCapacity, SandboxException, InterruptedException {
        try (Slot slot = acquire(key)) {
            return invoke(slot);
        }
    }

    private CompletableFuture<Slot> acquiring(String key, Duration patience) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return acquire(key, patience);
                    } catch (NoCapacity | SandboxException | InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private void awaitCensus(Consumer<Worker.Census> what) {
        await().untilAsserted(() -> what.accept(worker.census()));
    }

    private void awaitIdle(int environments) {
        awaitCensus(census -> assertThat(census.idle()).isEqualTo(environments));
    }

    @Test
    void an_environment_is_used_again() throws Exception {
        invoke("a");
        invoke("a");

        assertThat(driver.homes()).hasSize(1);
    }

    @Test
    void a_caller_in_a_hurry_waits_for_a_runtime_that_settles() throws Exception {
        for (int i = 0; i < 200; i++) {
            invoke("a");
        }

        assertThat(driver.homes()).hasSize(1);
    }

    @Test
    void two_at_a_time_need_two_environments() throws Exception {
        try (Slot one = acquire("a");
                Slot two = acquire("a")) {
            invoke(one);
            invoke(two);
        }

        assertThat(driver.homes()).hasSize(2);
    }

    @Test
    void another_revision_gets_an_environment_of_its_own() throws Exception {
        invoke("a");
        invoke("b");

        assertThat(driver.homes()).hasSize(2);
    }

    @Test
    void the_one_that_became_idle_last_is_taken_first() throws Exception {
        List<Integer> served = new CopyOnWriteArrayList<>();
        driver.runs(process -> {
            int home = driver.homes().size();
            while (true) {
                GuestClient.Answer event = process.next();
                served.add(home);
                process.respond(event, "1");
            }
        });
        Slot one = acquire("a");
        invoke(one);
        Slot two = acquire("a");
        invoke(two);
        two.close();
        awaitIdle(1);
        one.close();
        awaitIdle(2);

        invoke("a");

        assertThat(served).containsExactly(1, 2, 1);
    }

    @Test
    void memory_is_promised_until_an_environment_is_gone() throws Exception {
        invoke("a");
        assertThat(worker.census().promisedMegabytes()).isEqualTo(FUNCTION);

        worker.retire("a");

        awaitCensus(census -> assertThat(census.promisedMegabytes()).isZero());
        assertThat(worker.keys()).isEmpty();
    }

    @Test
    void when_memory_is_short_the_longest_idle_goes() throws Exception {
        for (String key : List.of("a", "b", "c")) {
            invoke(key);
        }
        awaitIdle(3);

        invoke("d");

        assertThat(worker.keys()).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void no_more_idle_environments_go_than_are_needed() throws Exception {
        for (String key : List.of("a", "b", "c")) {
            invoke(key);
        }
        awaitIdle(3);
        CountDownLatch closing = new CountDownLatch(1);
        driver.closeSlowly(closing);
        CompletableFuture<Slot> waiting = acquiring("d", LONG);
        awaitIdle(2);

        invoke("b");
        invoke("c");

        assertThat(worker.keys()).containsExactlyInAnyOrder("b", "c");
        closing.countDown();
        waiting.join().close();
    }

    @Test
    void who_waits_for_memory_gets_it_when_another_is_done() throws Exception {
        List<Slot> slots = new ArrayList<>();
        for (String key : List.of("a", "b", "c")) {
            slots.add(acquire(key));
        }
        CompletableFuture<Slot> waiting = acquiring("d", LONG);
        assertThat(waiting).isNotDone();

        invoke(slots.getFirst());
        slots.forEach(Slot::close);

        assertThat(invoke(waiting.join())).isInstanceOf(Outcome.Answered.class);
        waiting.join().close();
    }

    @Test
    void who_waits_takes_an_environment_of_its_own_revision_too() throws Exception {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slots.add(acquire("a"));
        }
        CompletableFuture<Slot> waiting = acquiring("a", LONG);

        invoke(slots.getFirst());
        slots.getFirst().close();

        waiting.join().close();
        slots.subList(1, 3).forEach(Slot::close);
        assertThat(driver.homes()).hasSize(3);
    }

    @Test
    void patience_ends() throws Exception {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slots.add(acquire("a"));
        }

        assertThatThrownBy(() -> acquire("a", AT_ONCE)).isInstanceOf(NoCapacity.class);
        slots.forEach(Slot::close);
    }

    @Test
    void what_can_never_fit_is_refused_at_once_and_costs_nobody_their_environment() throws Exception {
        invoke("a");
        awaitIdle(1);

        assertThatThrownBy(() ->
                        worker.acquire("b", MEMORY + 1, () -> spec("b", MEMORY + 1), Deadline.in(Duration.ofDays(1))))
                .isInstanceOf(NoCapacity.class);
        awaitIdle(1);
    }

    @Test
    void a_home_that_cannot_be_made_gives_its_promise_back() {
        driver.refuseHomes();

        assertThatThrownBy(() -> acquire("a")).isInstanceOf(SandboxException.class);

        assertThat(worker.census().promisedMegabytes()).isZero();
    }

    @Test
    void a_plan_that_fails_gives_its_promise_back() {
        assertThatThrownBy(() -> worker.acquire(
                        "a",
                        FUNCTION,
                        () -> {
                            throw new IllegalArgumentException("no plan");
                        },
                        Deadline.in(LONG)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(worker.census()).isEqualTo(new Worker.Census(0, 0, 0, 0));
    }

    @Test
    void an_environment_that_cannot_start_is_not_used_again() throws Exception {
        try (Slot slot = acquire("a")) {
            driver.homes().getFirst().startFails = true;
            assertThatThrownBy(() -> invoke(slot)).isInstanceOf(SandboxException.class);
        }

        awaitCensus(census -> assertThat(census).isEqualTo(new Worker.Census(0, 0, 0, 0)));
    }

    @Test
    void a_slot_is_for_one_invocation_and_is_given_back_once() throws Exception {
        Slot slot = acquire("a");
        invoke(slot);

        assertThatThrownBy(() -> invoke(slot)).isInstanceOf(IllegalStateException.class);
        slot.close();
        awaitIdle(1);
        Slot next = acquire("a");
        slot.close();

        assertThat(worker.census().leased()).isEqualTo(1);
        next.close();
    }

    @Test
    void a_retired_environment_ends_after_its_invocation() throws Exception {
        Slot slot = acquire("a");

        worker.retire("a");
        assertThat(invoke(slot)).isInstanceOf(Outcome.Answered.class);
        slot.close();

        awaitCensus(census -> assertThat(census).isEqualTo(new Worker.Census(0, 0, 0, 0)));
    }

    @Test
    void a_new_environment_of_a_retired_revision_is_not_retired() throws Exception {
        Slot old = acquire("a");
        worker.retireAll();
        invoke("a");
        awaitIdle(1);

        invoke("a");

        old.close();
        assertThat(driver.homes()).hasSize(2);
    }

    @Test
    void an_environment_is_not_idle_before_its_runtime_asks_for_more() throws Exception {
        CountDownLatch asks = new CountDownLatch(1);
        driver.runs(process -> {
            process.respond(process.next(), "1");
            asks.await();
            FakeDriver.echo(process);
        });
        invoke("a");
        assertThat(worker.census().settling()).isEqualTo(1);

        asks.countDown();

        awaitCensus(census -> assertThat(census).isEqualTo(new Worker.Census(1, 0, 0, FUNCTION)));
    }

    @Test
    void a_retired_environment_ends_when_it_has_settled() throws Exception {
        CountDownLatch asks = new CountDownLatch(1);
        driver.runs(process -> {
            process.respond(process.next(), "1");
            asks.await();
            FakeDriver.echo(process);
        });
        invoke("a");
        worker.retire("a");

        asks.countDown();

        awaitCensus(census -> assertThat(census).isEqualTo(new Worker.Census(0, 0, 0, 0)));
    }

    @Test
    void a_runtime_that_dies_after_its_answer_leaves_its_environment_idle() throws Exception {
        driver.runs(process -> process.respond(process.next(), "1"));

        invoke("a");
        awaitIdle(1);

        assertThat(invoke("a")).isInstanceOf(Outcome.Answered.class);
        assertThat(driver.homes()).hasSize(1);
    }

    @Test
    void a_runtime_that_never_asks_for_more_has_the_time_of_its_invocation() throws Exception {
        driver.runs(process -> {
            process.respond(process.next(), "1");
            new CountDownLatch(1).await();
        });
        try (Slot slot = acquire("a")) {
            slot.run(Invocations.of("a", Duration.ofMillis(500)));
        }

        awaitCensus(census -> assertThat(census).isEqualTo(new Worker.Census(0, 0, 0, 0)));
    }

    @Test
    void what_is_idle_for_too_long_goes() throws Exception {
        restart(new Worker.Settings(MEMORY, Duration.ofMillis(1), LONG, 64));
        invoke("a");

        awaitCensus(census -> assertThat(census).isEqualTo(new Worker.Census(0, 0, 0, 0)));
    }

    @Test
    void what_has_lived_for_long_is_not_used_again() throws Exception {
        restart(new Worker.Settings(MEMORY, LONG, Duration.ZERO, 64));
        invoke("a");
        invoke("a");

        assertThat(driver.homes()).hasSize(2);
    }

    @Test
    void closing_ends_what_runs_and_those_who_wait() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        driver.runs(process -> {
            process.next();
            busy.countDown();
            new CountDownLatch(1).await();
        });
        CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> {
            try {
                return invoke("a");
            } catch (NoCapacity | SandboxException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        busy.await();
        Slot unused = worker.acquire("b", 2 * FUNCTION, () -> spec("b", 2 * FUNCTION), Deadline.in(LONG));
        CompletableFuture<Slot> waiting = acquiring("c", LONG);
        CompletableFuture<Void> givenBack = CompletableFuture.runAsync(() -> {
            await().until(waiting::isDone);
            unused.close();
        });

        worker.close();

        assertThat(running.join()).isInstanceOf(Outcome.Died.class);
        assertThat(waiting).isCompletedExceptionally();
        givenBack.join();
        assertThatThrownBy(() -> acquire("a")).isInstanceOf(NoCapacity.class);
    }

    @Test
    void many_callers_of_many_revisions_keep_the_ledger_straight() throws Exception {
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 12; caller++) {
            String key = "revision-" + caller % 5;
            callers.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            for (int i = 0; i < 15; i++) {
                                assertThat(invoke(key)).isInstanceOf(Outcome.Answered.class);
                                assertThat(worker.census().promisedMegabytes()).isLessThanOrEqualTo(MEMORY);
                            }
                        } catch (NoCapacity | SandboxException | InterruptedException e) {
                            throw new CompletionException(e);
                        }
                    },
                    task -> Thread.ofVirtual().start(task)));
        }

        callers.forEach(CompletableFuture::join);

        awaitCensus(census -> assertThat(census.idle() * FUNCTION).isEqualTo(census.promisedMegabytes()));
    }
}
