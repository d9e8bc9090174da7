package dev.mayfly.worker.runtimeapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.base.Deadline;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Runtime API over real sockets. Codes and bodies are those of AWS's runtime interface emulator. */
class RuntimeApiTest {
    private static final String ID = "8cebc5b4-3b1a-4b5e-9b4b-0f7b6d1c2a3e";
    private static final String INVOCATION = "/2018-06-01/runtime/invocation/";
    private static final Duration LONG = Duration.ofSeconds(20);

    private final RuntimeApi api = new RuntimeApi();
    private final RuntimeSession session = new RuntimeSession(() -> {});
    private ServerSocketChannel listener;
    private GuestClient guest;

    @BeforeEach
    void open() throws IOException {
        listener = listen("env-1");
        api.attach("env-1", session);
        guest = connect();
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
        api.close();
    }

    private ServerSocketChannel listen(String environment) throws IOException {
        ServerSocketChannel channel =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        api.open(channel, environment);
        return channel;
    }

    private GuestClient connect() throws IOException {
        return new GuestClient((InetSocketAddress) listener.getLocalAddress()).patience(20_000);
    }

    private CompletableFuture<Outcome> invoke(Invocation invocation) {
        await().until(session::waiting);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return session.invoke(invocation, Deadline.in(invocation.timeout()));
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    /** The guest has the event. */
    private CompletableFuture<Outcome> busy() throws IOException {
        guest.askForNext();
        CompletableFuture<Outcome> outcome = invoke(Invocations.of(ID, LONG));
        guest.answer();
        return outcome;
    }

    @Test
    void an_event_comes_with_what_a_runtime_needs_to_know() throws IOException {
        guest.askForNext();
        long before = System.currentTimeMillis();
        var _ = invoke(Invocations.of(ID, LONG));

        GuestClient.Answer event = guest.answer();

        assertThat(event.status()).isEqualTo(200);
        assertThat(event.body()).isEqualTo("{\"event\":1}");
        assertThat(event.header("Content-Type")).isEqualTo("application/json");
        assertThat(event.header("Lambda-Runtime-Aws-Request-Id")).isEqualTo(ID);
        assertThat(event.header("Lambda-Runtime-Invoked-Function-Arn"))
                .isEqualTo("arn:aws:lambda:eu-central-1:000000000000:function:hello");
        assertThat(event.header("Lambda-Runtime-Trace-Id")).isEqualTo("Root=1-2-3;Parent=4;Sampled=0");
        assertThat(Long.parseLong(event.header("Lambda-Runtime-Deadline-Ms")))
                .isBetween(before + 15_000, before + 25_000);
        assertThat(event.headers()).doesNotContainKey("Lambda-Runtime-Client-Context");
    }

    @Test
    void a_client_context_is_passed_on_whatever_letters_it_has() throws IOException {
        guest.askForNext();
        String context = "{\"custom\":\n\t{\"größe\":\"€ 😀 \u007f\"}}";
        var _ = invoke(Invocations.of(ID, LONG, Optional.of(context)));

        assertThat(guest.answer().header("Lambda-Runtime-Client-Context"))
                .isEqualTo("{\"custom\":  {\"gr\\u00f6\\u00dfe\":\"\\u20ac \\ud83d\\ude00 \\u007f\"}}");
    }

    @Test
    void an_answer_is_accepted_with_202_and_a_body() throws IOException {
        CompletableFuture<Outcome> outcome = busy();

        GuestClient.Answer accepted = guest.respond(ID, "{\"ok\":true}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body()).isEqualTo("{\"status\":\"OK\"}\n");
        assertThat(outcome.join())
                .isInstanceOfSatisfying(
                        Outcome.Answered.class,
                        answer -> assertThat(answer.payload()).asString().isEqualTo("{\"ok\":true}"));
    }

    @Test
    void an_answer_in_chunks_is_an_answer() throws IOException {
        CompletableFuture<Outcome> outcome = busy();

        guest.raw(("POST " + INVOCATION + ID + "/response HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertThat(guest.answer().status()).isEqualTo(202);
        assertThat(((Outcome.Answered) outcome.join()).payload()).asString().isEqualTo("{\"a\":1}");
    }

    @Test
    void a_second_answer_is_an_invalid_transition() throws IOException {
        var _ = busy();
        guest.respond(ID, "1");

        GuestClient.Answer second = guest.respond(ID, "2");

        assertThat(second.status()).isEqualTo(403);
        assertThat(second.body()).contains("InvalidStateTransition");
    }

    @Test
    void an_answer_to_an_unknown_request_is_refused() throws IOException {
        CompletableFuture<Outcome> outcome = busy();

        GuestClient.Answer refused = guest.respond("11111111-2222-3333-4444-555555555555", "1");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("InvalidRequestID");
        assertThat(outcome).isNotDone();
    }

    @Test
    void an_error_keeps_its_document_and_its_type() throws IOException {
        CompletableFuture<Outcome> outcome = busy();
        String document = "{\"errorMessage\":\"no\",\"errorType\":\"Error\",\"stackTrace\":[]}";

        assertThat(guest.error(ID, "Runtime.HandlerNotFound", document).status())
                .isEqualTo(202);
        assertThat(outcome.join()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.type()).isEqualTo("Runtime.HandlerNotFound");
            assertThat(failed.payload()).asString().isEqualTo(document);
        });
    }

    @Test
    void an_error_type_of_the_guests_own_making_is_unknown() throws IOException {
        CompletableFuture<Outcome> outcome = busy();

        guest.error(ID, "Whatever I say", "{}");

        assertThat(((Outcome.Failed) outcome.join()).type()).isEqualTo("Function.Unknown");
    }

    @Test
    void an_answer_that_is_too_long_is_refused_and_the_caller_is_told() throws IOException {
        CompletableFuture<Outcome> outcome = busy();
        String tooLong = "x".repeat(RuntimeApi.LONGEST_ANSWER + 1);

        GuestClient.Answer refused = guest.respond(ID, tooLong);

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.body()).contains("RequestEntityTooLarge");
        assertThat(outcome.join()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.type()).isEqualTo("Function.ResponseSizeTooLarge");
            assertThat(failed.payload())
                    .asString()
                    .contains("Response payload size (6291557 bytes) exceeded maximum allowed payload size"
                            + " (6291556 bytes).");
        });
    }

    @Test
    void the_longest_answer_is_accepted() throws IOException {
        CompletableFuture<Outcome> outcome = busy();

        assertThat(guest.respond(ID, "x".repeat(RuntimeApi.LONGEST_ANSWER)).status())
                .isEqualTo(202);
        assertThat(((Outcome.Answered) outcome.join()).payload()).hasSize(RuntimeApi.LONGEST_ANSWER);
    }

    @Test
    void an_error_document_that_is_too_long_is_not_passed_on() throws IOException {
        CompletableFuture<Outcome> outcome = busy();

        guest.send("POST", INVOCATION + ID + "/error", "x".repeat(RuntimeApi.LONGEST_ANSWER + 1));

        assertThat(((Outcome.Failed) outcome.join()).payload()).asString().contains("longer than");
    }

    @Test
    void a_failed_initialisation_is_accepted_once() throws Exception {
        assertThat(guest.initError("Runtime.ImportModuleError", "{\"errorMessage\":\"x\"}")
                        .status())
                .isEqualTo(202);
        assertThat(guest.initError("Runtime.ImportModuleError", "{}").status()).isEqualTo(403);
        assertThat(session.awaitInit(Deadline.in(LONG)))
                .isInstanceOfSatisfying(
                        RuntimeSession.Init.Failed.class,
                        failed -> assertThat(failed.type()).isEqualTo("Runtime.ImportModuleError"));
    }

    @Test
    void of_two_parallel_requests_for_an_event_one_gets_it() throws IOException {
        guest.askForNext();
        await().until(session::waiting);
        try (GuestClient other = connect()) {
            other.askForNext();
            assertThat(guest.answer().status()).isEqualTo(403);
            var _ = invoke(Invocations.of(ID, LONG));
            assertThat(other.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void asking_for_an_event_without_answering_the_last_is_an_invalid_transition() throws IOException {
        var _ = busy();

        assertThat(guest.next().status()).isEqualTo(403);
    }

    @Test
    void other_methods_are_not_allowed() throws IOException {
        assertThat(guest.request("POST", INVOCATION + "next", "").status()).isEqualTo(405);
        assertThat(guest.request("GET", INVOCATION + ID + "/response", "").status())
                .isEqualTo(405);
        assertThat(guest.request("PUT", INVOCATION + ID + "/error", "").status())
                .isEqualTo(405);
        assertThat(guest.request("GET", "/2018-06-01/runtime/init/error", "").status())
                .isEqualTo(405);
    }

    @Test
    void other_paths_are_not_there() throws IOException {
        for (String path : List.of(
                "/",
                "/2018-06-01/runtime/invocation/",
                "/2018-06-01/runtime/invocation//response",
                "/2018-06-01/runtime/invocation/a/b/response",
                "/2018-06-01/runtime/invocation/next/",
                "/2015-03-31/functions/hello/invocations")) {
            assertThat(guest.request("POST", path, "").status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void after_the_end_nothing_is_handed_out() throws IOException {
        guest.askForNext();
        await().until(session::waiting);

        session.end(new Sandbox.Exit(1, false));

        assertThat(guest.answer().status()).isEqualTo(403);
    }

    @Test
    void a_closed_environment_closes_its_connections() throws IOException {
        guest.askForNext();
        await().until(session::waiting);

        api.close(listener, "env-1");

        assertThatThrownBy(guest::answer).isInstanceOf(IOException.class);
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        session.end(new Sandbox.Exit(137, false));
    }

    @Test
    void a_guest_that_opens_connections_without_end_is_cut_off_and_its_neighbour_is_not() throws IOException {
        RuntimeSession neighbours = new RuntimeSession(() -> {});
        ServerSocketChannel next = listen("env-2");
        api.attach("env-2", neighbours);
        List<GuestClient> greedy = new ArrayList<>();
        try (GuestClient neighbour = new GuestClient((InetSocketAddress) next.getLocalAddress())) {
            for (int i = 0; i < 200; i++) {
                greedy.add(connect());
            }
            assertThatThrownBy(() -> greedy.getLast().request("POST", "/", "")).isInstanceOf(IOException.class);
            assertThat(neighbour.request("POST", "/", "").status()).isEqualTo(404);
            assertThat(guest.request("POST", "/", "").status()).isEqualTo(404);
        } finally {
            for (GuestClient one : greedy) {
                one.close();
            }
        }
    }
}
