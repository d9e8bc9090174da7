package dev.mayfly.worker.runtimeapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mayfly.base.Deadline;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.slf4j.LoggerFactory;

/**
 * A guest that says anything in any order: the server never fails, an invocation ends by its deadline, and the guest next
 * door is served as if nothing were. Jazzer explores with {@code JAZZER_FUZZ=1}; every build tries random sequences.
 */
class RuntimeApiFuzzTest {
    private static final Duration LIMIT = Duration.ofMillis(40);
    private static final String ID = "8cebc5b4-3b1a-4b5e-9b4b-0f7b6d1c2a3e";
    private static final String BASE = "/2018-06-01/runtime/";
    private static final String[] METHODS = {"GET", "POST", "PUT", "HEAD", "DELETE"};
    private static final String[] PATHS = {
        BASE + "invocation/next",
        BASE + "invocation/next",
        BASE + "invocation/" + ID + "/response",
        BASE + "invocation/" + ID + "/response",
        BASE + "invocation/" + ID + "/error",
        BASE + "invocation/other/response",
        BASE + "init/error",
        BASE + "invocation/%2e%2e/error",
        "/"
    };

    @FuzzTest
    void a_guest_may_say_anything(FuzzedDataProvider data) throws Exception {
        int[] words = data.consumeInts(24);
        converse(words, data.consumeRemainingAsBytes());
    }

    @Property(tries = 40)
    void a_guest_may_say_anything_at_random(@ForAll int[] words, @ForAll byte[] noise) throws Exception {
        converse(words, noise);
    }

    private static void converse(int[] words, byte[] noise) throws Exception {
        ListAppender<ILoggingEvent> complaints = new ListAppender<>();
        complaints.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.mayfly");
        logger.addAppender(complaints);
        RuntimeApi api = new RuntimeApi();
        try (ServerSocketChannel guests = loopback();
                ServerSocketChannel neighbours = loopback()) {
            RuntimeSession session = open(api, guests, "guest");
            RuntimeSession neighbour = open(api, neighbours, "neighbour");
            CompletableFuture<Outcome> outcome = invoke(session);
            speak(guests, words, noise);
            assertThat(outcome.get(10, TimeUnit.SECONDS)).isNotNull();
            answersAsIfNothingWere(neighbours, neighbour);
            session.end(new Sandbox.Exit(137, false));
        } finally {
            api.close();
            logger.detachAppender(complaints);
        }
        assertThat(complaints.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR));
    }

    private static ServerSocketChannel loopback() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    }

    private static RuntimeSession open(RuntimeApi api, ServerSocketChannel listener, String name) {
        RuntimeSession session = new RuntimeSession(() -> {});
        api.open(listener, name);
        api.attach(name, session);
        return session;
    }

    /** What an environment does with a session: wait for it, hand over, wait. */
    private static CompletableFuture<Outcome> invoke(RuntimeSession session) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return session.awaitInit(Deadline.in(LIMIT)) instanceof RuntimeSession.Init.Ready
                                ? session.invoke(Invocations.of(ID, LIMIT), Deadline.in(LIMIT))
                                : new Outcome.TimedOut(LIMIT);
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    /** Never reads an answer, and may hang up at any word. */
    private static void speak(ServerSocketChannel server, int[] words, byte[] noise) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
        String text = new String(noise, StandardCharsets.ISO_8859_1);
        GuestClient guest = new GuestClient(address);
        try {
            for (int word : words) {
                int kind = Math.floorMod(word, 16);
                if (kind == 0) {
                    guest.close();
                }
                if (kind <= 2) {
                    guest = new GuestClient(address);
                }
                try {
                    if (kind == 3) {
                        guest.raw(noise);
                    } else {
                        guest.send(
                                METHODS[Math.floorMod(word / 16, kind < 12 ? 2 : METHODS.length)],
                                PATHS[Math.floorMod(word / 97, PATHS.length)],
                                text);
                    }
                } catch (IOException closed) {
                    guest = new GuestClient(address);
                }
            }
        } finally {
            guest.close();
        }
    }

    private static void answersAsIfNothingWere(ServerSocketChannel listener, RuntimeSession session) throws Exception {
        try (GuestClient guest = new GuestClient((InetSocketAddress) listener.getLocalAddress()).patience(10_000)) {
            guest.askForNext();
            await().pollInterval(Duration.ofMillis(1)).until(session::waiting);
            CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> {
                try {
                    Duration enough = Duration.ofSeconds(10);
                    return session.invoke(Invocations.of(ID, enough), Deadline.in(enough));
                } catch (InterruptedException e) {
                    throw new CompletionException(e);
                }
            });
            assertThat(guest.answer().status()).isEqualTo(200);
            assertThat(guest.respond(ID, "1").status()).isEqualTo(202);
            assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Answered.class);
        }
    }
}
