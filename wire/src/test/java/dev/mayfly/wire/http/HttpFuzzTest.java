package dev.mayfly.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.slf4j.LoggerFactory;

/**
 * Whatever bytes come, the server answers in well-formed HTTP or closes, within its limits, and goes on serving. {@link
 * RawClient} fails on anything else.
 */
class HttpFuzzTest {
    private static final HttpServer.Limits LIMITS = new HttpServer.Limits(
            4 << 10, Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(500), 1_000);
    private static final String[] SEEDS = {
        "GET /a?b=c HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: u\r\n\r\n",
        "PUT http://a/b HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
        "HEAD / HTTP/1.0\r\nConnection: close\r\n\r\n"
    };
    private static final String[] SPICE = {
        "\r\n",
        "\n",
        "\r",
        ":",
        " ",
        "\t",
        "\0",
        "Content-Length: 7\r\n",
        "Transfer-Encoding: chunked\r\n",
        "HTTP/1.1",
        "0\r\n\r\n",
        "ffffffff",
        ";",
        "\u00ff",
        "Host: a\r\n",
        "GET / HTTP/1.1\r\n"
    };

    private static final LocalServer local = started();

    private static LocalServer started() {
        try {
            return new LocalServer(LIMITS, exchange -> {
                byte[] body = exchange.rawPath().startsWith("/a") ? exchange.body(1_000) : new byte[3];
                exchange.respond(200, Headers.of("X-Path", exchange.rawPath()), body);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final ListAppender<ILoggingEvent> complaints = complaints();

    private static ListAppender<ILoggingEvent> complaints() {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        ((Logger) LoggerFactory.getLogger("dev.mayfly")).addAppender(appender);
        return appender;
    }

    /** A thread that dies of a request closes its connection too; only the log tells the difference. */
    @AfterContainer
    static void stop() {
        local.close();
        ((Logger) LoggerFactory.getLogger("dev.mayfly")).detachAppender(complaints);
        assertThat(complaints.list).isEmpty();
    }

    @Property(tries = 300)
    void arbitrary_bytes_are_answered_or_refused(@ForAll @Size(max = 300) byte[] bytes) throws IOException {
        sendAndCheck(bytes);
    }

    @Property(tries = 1_500)
    void requests_gone_wrong_are_answered_or_refused(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder request = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
        if (random.nextInt(4) == 0) {
            request.append(SEEDS[random.nextInt(SEEDS.length)]);
        }
        for (int change = random.nextInt(6); change > 0 && !request.isEmpty(); change--) {
            int at = random.nextInt(request.length());
            switch (random.nextInt(4)) {
                case 0 -> request.insert(at, SPICE[random.nextInt(SPICE.length)]);
                case 1 -> request.setCharAt(at, (char) random.nextInt(256));
                case 2 -> request.delete(at, Math.min(request.length(), at + 1 + random.nextInt(8)));
                default ->
                    request.insert(at, request.substring(at, Math.min(request.length(), at + random.nextInt(40))));
            }
        }
        sendAndCheck(request.toString().getBytes(ISO_8859_1));
    }

    private static void sendAndCheck(byte[] bytes) throws IOException {
        try (RawClient client = local.connect()) {
            client.send(bytes);
            client.endSending();
            String method = new String(bytes, ISO_8859_1).contains("HEAD") ? "HEAD" : "GET";
            while (method.equals("GET")) {
                client.answerTo(method);
            }
        } catch (EOFException | SocketException ended) {
            // After nothing or after whole answers; RawClient throws something else within one.
            return;
        }
    }
}
