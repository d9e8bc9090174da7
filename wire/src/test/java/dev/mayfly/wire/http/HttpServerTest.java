package dev.mayfly.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mayfly.base.Deadline;
import dev.mayfly.wire.http.RawClient.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a well-behaved client gets. */
@Timeout(30)
class HttpServerTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private LocalServer local;

    @BeforeEach
    void start() throws IOException {
        local = new LocalServer(LocalServer.SHORT, this::handle);
    }

    @AfterEach
    void stop() {
        release.countDown();
        local.close();
    }

    private void handle(Exchange exchange) throws IOException {
        Headers plain = Headers.of("Content-Type", "text/plain");
        switch (exchange.rawPath()) {
            case "/echo" -> exchange.respond(200, plain, exchange.body(1 << 20));
            case "/what" ->
                exchange.respond(
                        200,
                        plain,
                        bytes(exchange.method()
                                + ' '
                                + exchange.rawQuery()
                                + ' '
                                + exchange.via()
                                + ' '
                                + exchange.headers().first("Host").orElse("")));
            case "/ignore" -> exchange.respond(200, plain, bytes("ignored"));
            case "/small" -> exchange.respond(200, plain, exchange.body(10));
            case "/fails" -> throw new IllegalStateException("secret");
            case "/silent" -> {}
            case "/trailers" -> {
                exchange.body().readAllBytes();
                exchange.respond(
                        200, plain, bytes(exchange.trailers().first("X-Error").orElse("none")));
            }
            case "/inject" -> exchange.respond(200, Headers.of("X-A", "b\r\nX-Evil: 1"), bytes("no"));
            case "/none" -> exchange.respond(204, new Headers(), bytes("not to be sent"));
            case "/big" -> exchange.respond(200, plain, new byte[3_000_000]);
            case "/own" ->
                exchange.respond(
                        200,
                        Headers.of("content-length", "999", "Date", "never", "Transfer-Encoding", "chunked"),
                        bytes("ok"));
            case "/stream" -> {
                try (OutputStream body = exchange.stream(200, plain)) {
                    body.write(bytes("first"));
                    body.flush();
                    events.add("flushed");
                    held(release);
                    body.write(bytes("second"));
                }
            }
            case "/measured" -> {
                try (OutputStream body = exchange.stream(200, Headers.of("Content-Length", "5"))) {
                    body.write(bytes("12345"));
                }
            }
            case "/broken" -> {
                OutputStream body = exchange.stream(200, plain);
                body.write(bytes("some"));
                body.flush();
                throw new IllegalStateException("half way");
            }
            case "/endless" -> {
                try (OutputStream body = exchange.stream(200, plain)) {
                    while (true) {
                        body.write(new byte[10_000]);
                        body.flush();
                    }
                } catch (IOException e) {
                    events.add("gone");
                    throw e;
                }
            }
            case "/wait" -> {
                events.add("waiting");
                held(release);
                exchange.respond(200, plain, bytes("waited"));
            }
            case "/watch" -> {
                events.add("watching");
                while (!exchange.peerGone()) {
                    Thread.onSpinWait();
                }
                events.add("peer gone");
            }
            default -> exchange.respond(404, plain, bytes("nothing here"));
        }
    }

    private static void held(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String chunked(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
    }

    private Answer ask(String request) throws IOException {
        try (RawClient client = local.connect()) {
            return client.send(request).answer();
        }
    }

    private String event() throws InterruptedException {
        return String.valueOf(events.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void a_body_comes_back_with_its_length_and_a_date() throws IOException {
        Answer answer = ask(post("/echo", "hello"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.headers())
                .containsEntry("content-length", "5")
                .containsKey("date")
                .doesNotContainKey("connection");
    }

    @Test
    void one_connection_serves_many_requests() throws IOException {
        try (RawClient client = local.connect()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.send(post("/echo", "n" + i)).answer().body()).isEqualTo("n" + i);
            }
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        try (RawClient client = local.connect()) {
            client.send(
                    post("/echo", "one") + get("/what?two") + chunked("/echo", "5\r\nthree\r\n0\r\n\r\n") + get("/x"));
            assertThat(client.answer().body()).isEqualTo("one");
            assertThat(client.answer().body()).isEqualTo("GET two  a");
            assertThat(client.answer().body()).isEqualTo("three");
            assertThat(client.answer().status()).isEqualTo(404);
        }
    }

    @Test
    void a_request_may_come_one_byte_at_a_time() throws IOException {
        try (RawClient client = local.connect()) {
            for (byte b : bytes(post("/echo", "slow"))) {
                client.send(new byte[] {b});
            }
            assertThat(client.answer().body()).isEqualTo("slow");
        }
    }

    @Test
    void chunks_extensions_and_trailers_are_understood() throws IOException {
        assertThat(ask(chunked("/echo", "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")).body())
                .isEqualTo("abcde");
        assertThat(ask(chunked("/trailers", "1\r\na\r\n0\r\nX-Error: boom\r\n\r\n"))
                        .body())
                .isEqualTo("boom");
    }

    @Test
    void a_body_of_megabytes_passes_both_ways() throws IOException {
        String body = "x".repeat(1 << 20);
        assertThat(ask(post("/echo", body)).body()).isEqualTo(body);
        assertThat(ask(get("/big")).body()).hasSize(3_000_000);
    }

    @Test
    void head_answers_as_get_but_without_the_body() throws IOException {
        try (RawClient client = local.connect()) {
            client.send("HEAD /what HTTP/1.1\r\nHost: a\r\n\r\n" + get("/what"));
            assertThat(client.answerTo("HEAD").headers()).containsEntry("content-length", "8");
            assertThat(client.answer().body()).isEqualTo("GET   a");
        }
    }

    @Test
    void no_content_has_neither_body_nor_length() throws IOException {
        try (RawClient client = local.connect()) {
            client.send(get("/none") + get("/what"));
            assertThat(client.answer().headers()).doesNotContainKey("content-length");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void an_old_client_is_answered_and_the_connection_closed() throws IOException {
        try (RawClient client = local.connect()) {
            assertThat(client.send("GET /what HTTP/1.0\r\n\r\n").answer().status())
                    .isEqualTo(200);
            assertThat(client.closedByServer()).isTrue();
        }
        release.countDown();
        assertThat(ask("GET /stream HTTP/1.0\r\n\r\n").body()).isEqualTo("firstsecond");
    }

    @Test
    void connection_close_is_honoured() throws IOException {
        try (RawClient client = local.connect()) {
            client.send("GET /what HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n");
            assertThat(client.answer().headers()).containsEntry("connection", "close");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void an_absolute_target_names_path_and_host() throws IOException {
        assertThat(ask("GET http://b:1/what?q HTTP/1.1\r\nHost: a\r\n\r\n").body())
                .isEqualTo("GET q  b:1");
    }

    @Test
    void a_client_that_expects_to_be_invited_is() throws IOException {
        try (RawClient client = local.connect()) {
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answerTo("POST").status()).isEqualTo(100);
            assertThat(client.send("ok").answer().body()).isEqualTo("ok");
        }
    }

    @Test
    void a_client_that_expects_to_be_invited_learns_that_its_body_is_too_long() throws IOException {
        try (RawClient client = local.connect()) {
            client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answerTo("POST").status()).isEqualTo(413);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_small_body_nobody_read_is_skipped() throws IOException {
        try (RawClient client = local.connect()) {
            assertThat(client.send(post("/ignore", "x".repeat(5_000))).answer().body())
                    .isEqualTo("ignored");
            assertThat(client.send(get("/what")).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void the_answer_to_a_large_body_nobody_reads_arrives_although_the_client_sends_on() throws IOException {
        try (RawClient client = local.connect()) {
            Answer answer = client.send(post("/small", "x".repeat(8 << 20))).answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers()).containsEntry("connection", "close");
        }
    }

    @Test
    void a_failing_handler_answers_500_without_details() throws IOException {
        Answer answer = ask(get("/fails"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEmpty();
        assertThat(ask(get("/silent")).status()).isEqualTo(500);
    }

    @Test
    void a_handler_that_fails_half_way_closes_the_connection() throws IOException {
        try (RawClient client = local.connect()) {
            client.send(get("/broken"));
            assertThat(client)
                    .satisfies(broken -> org.assertj.core.api.Assertions.assertThatThrownBy(broken::answer)
                            .isInstanceOf(IOException.class));
        }
    }

    @Test
    void a_header_value_cannot_begin_another_header() throws IOException {
        Answer answer = ask(get("/inject"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.headers()).doesNotContainKey("x-evil");
    }

    @Test
    void what_frames_the_answer_is_the_servers_alone() throws IOException {
        Answer answer = ask(get("/own"));
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.headers().get("date")).endsWith("GMT");
    }

    @Test
    void a_stream_arrives_as_it_is_flushed() throws IOException, InterruptedException {
        try (RawClient client = local.connect()) {
            client.send(get("/stream"));
            assertThat(event()).isEqualTo("flushed");
            release.countDown();
            Answer answer = client.answer();
            assertThat(answer.headers()).containsEntry("transfer-encoding", "chunked");
            assertThat(answer.body()).isEqualTo("firstsecond");
            assertThat(client.send(get("/measured")).answer().headers()).containsEntry("content-length", "5");
        }
    }

    @Test
    void a_handler_that_writes_to_a_client_that_left_learns_it() throws IOException, InterruptedException {
        local.connect().send(get("/endless")).close();
        assertThat(event()).isEqualTo("gone");
    }

    @Test
    void a_handler_that_waits_can_see_that_the_client_left() throws IOException, InterruptedException {
        RawClient client = local.connect().send(get("/watch"));
        assertThat(event()).isEqualTo("watching");
        client.close();
        assertThat(event()).isEqualTo("peer gone");
    }

    @Test
    void looking_whether_the_client_left_loses_nothing_that_it_sends() throws IOException, InterruptedException {
        try (RawClient client = local.connect().send(get("/watch"))) {
            assertThat(event()).isEqualTo("watching");
            client.send(get("/what"));
            client.endSending();
            assertThat(event()).isEqualTo("peer gone");
            assertThat(client.answer().status()).isEqualTo(500);
        }
    }

    @Test
    void the_listener_that_a_request_came_by_is_known() throws IOException {
        ServerSocketChannel second = local.listen("env-1");
        try (RawClient client = new RawClient(LocalServer.address(second))) {
            assertThat(client.send(get("/what")).answer().body()).isEqualTo("GET  env-1 a");
        }
    }

    @Test
    void a_listener_that_is_stopped_closes_its_connections_and_no_others() throws IOException {
        ServerSocketChannel second = local.listen("env-1");
        try (RawClient there = new RawClient(LocalServer.address(second));
                RawClient here = local.connect()) {
            there.send(get("/what")).answer();
            local.server().stopListening(second);
            assertThat(there.closedByServer()).isTrue();
            assertThat(here.send(get("/what")).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void draining_closes_idle_connections_and_lets_the_others_be_answered() throws IOException, InterruptedException {
        try (RawClient idle = local.connect();
                RawClient busy = local.connect()) {
            idle.send(get("/what")).answer();
            busy.send(get("/wait"));
            assertThat(event()).isEqualTo("waiting");
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> local.server().drain(Deadline.in(Duration.ofSeconds(10))));
            assertThat(idle.closedByServer()).isTrue();
            assertThat(drained).isNotDone();
            release.countDown();
            assertThat(busy.answer().headers()).containsEntry("connection", "close");
            assertThat(drained).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @Test
    void draining_gives_up_at_its_deadline() throws IOException, InterruptedException {
        try (RawClient busy = local.connect()) {
            busy.send(get("/wait"));
            assertThat(event()).isEqualTo("waiting");
            local.server().drain(Deadline.in(Duration.ofMillis(50)));
            local.server().close();
            assertThat(busy.closedByServer()).isTrue();
        }
    }

    @Test
    void nobody_is_hurried_while_the_handler_works() throws IOException, InterruptedException {
        try (RawClient client = local.connect()) {
            client.send(get("/wait"));
            assertThat(event()).isEqualTo("waiting");
            Deadline longerThanTheLimits = Deadline.in(Duration.ofSeconds(1));
            await().until(longerThanTheLimits::passed);
            release.countDown();
            assertThat(client.answer().body()).isEqualTo("waited");
        }
    }
}
