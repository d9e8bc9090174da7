package dev.mayfly.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.wire.http.RawClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets that breaks the rules, by mistake or on purpose: a plain refusal, and the next client is served. */
@Timeout(30)
class HostileHttpTest {
    private LocalServer local;

    @BeforeEach
    void start() throws IOException {
        local = new LocalServer(
                LocalServer.SHORT, exchange -> exchange.respond(200, new Headers(), exchange.body(1 << 20)));
    }

    @AfterEach
    void the_next_client_is_served() throws IOException {
        try (RawClient client = local.connect()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
                    .isEqualTo(200);
        }
        local.close();
    }

    private void refused(int status, String request) throws IOException {
        try (RawClient client = local.connect()) {
            Answer answer = client.send(request).answer();
            assertThat(answer.status()).as(request).isEqualTo(status);
            assertThat(answer.headers()).containsEntry("connection", "close");
            client.endSending();
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\1\2\3\r\n\r\n",
                "GET\r\n\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "get / HTTP/1.1\r\nHost: a\r\n\r\n",
                "G\u00e9T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET relative HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /#fragment HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: \"><script>\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nBlank : b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: folded\r\n line\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: nu\0l\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: del\u007f\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void a_malformed_head_is_a_bad_request(String request) throws IOException {
        refused(400, request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g\r\n",
                "-1\r\nx\r\n0\r\n\r\n",
                "0x1\r\nx\r\n0\r\n\r\n",
                "1 x\r\nx\r\n0\r\n\r\n",
                "\r\n",
                "1\r\nxy\r\n0\r\n\r\n",
                "1\nx\n0\n\n",
                "fffffffffffffffff\r\n",
                "1;\0\r\nx\r\n0\r\n\r\n",
                "0\r\nno colon\r\n\r\n",
                "0\r\n: x\r\n\r\n"
            })
    void a_malformed_chunk_is_a_bad_request(String body) throws IOException {
        refused(400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    }

    @Test
    void endless_extensions_and_trailers_are_cut_off() throws IOException {
        String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        refused(400, head + "1;" + "x".repeat(10_000));
        refused(400, head + "0\r\n" + "A: b\r\n".repeat(5_000));
    }

    @Test
    void other_versions_codings_and_expectations_are_not_supported() throws IOException {
        refused(505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n");
        refused(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".replace("PRI *", "PRI /"));
        refused(501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
        refused(417, "POST / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\nx");
    }

    @Test
    void a_head_has_a_limit() throws IOException {
        refused(414, "GET /" + "x".repeat(20_000));
        refused(431, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000));
        refused(431, "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(1_001) + "\r\n");
    }

    @Test
    void a_body_longer_than_its_reader_allows_is_refused_before_it_is_read() throws IOException {
        refused(413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\n\r\n");
        refused(
                413,
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" + "x".repeat(0x100001)
                        + "\r\n");
    }

    @Test
    void one_who_sends_headers_slowly_is_cut_off() throws IOException {
        try (RawClient client = local.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void one_who_stops_within_a_body_is_cut_off() throws IOException {
        try (RawClient client = local.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void one_who_leaves_within_a_head_or_a_body_gets_nothing() throws IOException {
        try (RawClient head = local.connect();
                RawClient body = local.connect()) {
            head.send("GET / HTTP/1.1\r\n").endSending();
            assertThat(head.closedByServer()).isTrue();
            body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx")
                    .endSending();
            assertThat(body.answer().status()).isEqualTo(500);
        }
    }

    @Test
    void an_idle_connection_is_closed_after_a_while() throws IOException {
        HttpServer.Limits limits =
                new HttpServer.Limits(1_000, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(100), 10);
        try (LocalServer impatient =
                        new LocalServer(limits, exchange -> exchange.respond(200, new Headers(), new byte[0]));
                RawClient client = impatient.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void one_who_does_not_read_his_answer_is_cut_off() throws IOException {
        try (LocalServer generous = new LocalServer(
                        LocalServer.SHORT, exchange -> exchange.respond(200, new Headers(), new byte[100 << 20]));
                RawClient client = generous.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            org.awaitility.Awaitility.await().until(() -> {
                try {
                    client.send("x");
                    return false;
                } catch (IOException reset) {
                    return true;
                }
            });
        }
    }

    @Test
    void more_connections_than_allowed_are_turned_away() throws IOException {
        HttpServer.Limits limits =
                new HttpServer.Limits(1_000, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 1);
        try (LocalServer small =
                        new LocalServer(limits, exchange -> exchange.respond(200, new Headers(), new byte[0]));
                RawClient first = small.connect()) {
            first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            try (RawClient second = small.connect()) {
                assertThat(second.closedByServer()).isTrue();
            }
            assertThat(first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_listener_with_a_limit_of_its_own_cannot_use_up_what_all_share() throws IOException {
        ServerSocketChannel limited = ServerSocketChannel.open();
        limited.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        local.server().listen(limited, "env-1", 1);
        try (RawClient first = new RawClient(LocalServer.address(limited))) {
            first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            try (RawClient second = new RawClient(LocalServer.address(limited));
                    RawClient elsewhere = local.connect()) {
                assertThat(second.closedByServer()).isTrue();
                assertThat(elsewhere
                                .send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_smuggled_request_is_never_seen() throws IOException {
        try (RawClient client = local.connect()) {
            String smuggling =
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n";
            String request = smuggling + "GET /evil HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(client.send(request).answer().status()).isEqualTo(400);
            client.endSending();
            assertThat(client.closedByServer()).isTrue();
        }
    }
}
