package dev.mayfly.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: requests one after the other, each read, handled and answered on the connection's own thread,
 * to which everything here is confined but {@link #closeIfOverdue}, {@link #closeIfIdle} and {@link #abort}. Those only
 * close the socket, and the thread finds out by its next read or write.
 */
final class Connection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);
    private static final int WRITE_AT_MOST = 128 << 10;
    private static final int BLANK_LINES = 4;
    private static final long NEVER = Long.MAX_VALUE;

    private enum Phase {
        IDLE,
        BUSY,
        CLOSED
    }

    private final HttpServer server;
    private final HttpServer.Limits limits;
    private final String via;
    private final SocketChannel channel;
    private final PeerInput input;
    private final Answer answer;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
    /** Relative to the server's start, so that it compares without overflow. */
    private volatile long dueAt;

    private volatile @Nullable Thread thread;
    private @Nullable InetSocketAddress remote;

    Connection(HttpServer server, SocketChannel channel, String via) {
        this.server = server;
        this.limits = server.limits();
        this.channel = channel;
        this.via = via;
        this.input = new PeerInput(channel);
        this.answer = new Answer(this);
        due(limits.idle());
    }

    void serve() {
        thread = Thread.currentThread();
        try {
            boolean again = true;
            while (again) {
                again = serveOne();
            }
        } catch (IOException e) {
            log.debug("{}: connection ended: {}", server.name(), e.toString());
        } finally {
            close();
        }
    }

    /** False when the connection is not to be used again. */
    private boolean serveOne() throws IOException {
        RequestHead head;
        try {
            head = nextHead();
        } catch (Refusal refusal) {
            refuse(refusal);
            return false;
        }
        if (head == null) {
            return false;
        }
        ServedExchange exchange = new ServedExchange(this, head, new RequestBody(this, input, head));
        if (!handle(exchange)) {
            return false;
        }
        if (!exchange.settle()) {
            linger();
            return false;
        }
        return true;
    }

    /** Waits for a request and reads its head; null when there is none to come. */
    private @Nullable RequestHead nextHead() throws IOException {
        if (input.available() == 0 && !idleUntilRequest()) {
            return null;
        }
        due(limits.headerTime());
        HeadScan scan = new HeadScan();
        while (!scan.complete()) {
            if (input.available() >= limits.headerBytes()) {
                throw new Refusal(scan.inRequestLine() ? 414 : 431, "head too large");
            }
            if (!input.fill(limits.headerBytes())) {
                return null;
            }
        }
        if (scan.at > limits.headerBytes()) {
            throw new Refusal(431, "head too large");
        }
        notDue();
        int from = input.start() + scan.from;
        RequestHead head = RequestHead.parse(input.bytes(), from, input.start() + scan.lineStart);
        input.take(scan.at);
        return head;
    }

    private boolean idleUntilRequest() throws IOException {
        due(limits.idle());
        phase.compareAndSet(Phase.BUSY, Phase.IDLE);
        // Draining looks at the phase after it has set leaving: one of the two sees the other.
        if (server.leaving()) {
            return false;
        }
        return input.fill(limits.headerBytes()) && phase.compareAndSet(Phase.IDLE, Phase.BUSY);
    }

    /** Looks for the empty line that ends a head, never twice at the same byte. Offsets are from the input's start. */
    private final class HeadScan {
        private int from;
        private int lineStart;
        private int at;
        private int blankLines;

        boolean complete() throws Refusal {
            byte[] bytes = input.bytes();
            int start = input.start();
            int available = input.available();
            while (at < available) {
                if (bytes[start + at++] != '\n') {
                    continue;
                }
                if (at < lineStart + 2 || bytes[start + at - 2] != '\r') {
                    throw new Refusal(400, "a line must end in CR LF");
                }
                boolean empty = at == lineStart + 2;
                if (empty && !inRequestLine()) {
                    return true;
                }
                if (empty) {
                    // Some clients send a stray line end after a body.
                    if (++blankLines > BLANK_LINES) {
                        throw new Refusal(400, "no request line");
                    }
                    from = at;
                }
                lineStart = at;
            }
            return false;
        }

        boolean inRequestLine() {
            return lineStart == from;
        }
    }

    /** False when the answer is not whole, so that the connection cannot be used again. */
    private boolean handle(ServedExchange exchange) throws IOException {
        try {
            server.handler().handle(exchange);
        } catch (Refusal refusal) {
            refuse(exchange, refusal.status());
        } catch (Exchange.BodyTooLarge tooLarge) {
            refuse(exchange, 413);
        } catch (IOException e) {
            // Most often the client has gone, and then this answer goes nowhere.
            log.debug("{}: {} {} failed: {}", server.name(), exchange.method(), exchange.rawPath(), e.toString());
            refuse(exchange, 500);
        } catch (RuntimeException | Error e) {
            // Whatever a handler does, its client gets an answer and the others are served.
            log.error("{}: {} {} failed", server.name(), exchange.method(), exchange.rawPath(), e);
            refuse(exchange, 500);
        }
        if (!exchange.answered()) {
            log.error("{}: {} {} was not answered", server.name(), exchange.method(), exchange.rawPath());
            refuse(exchange, 500);
        }
        return exchange.complete();
    }

    private static void refuse(ServedExchange exchange, int status) throws IOException {
        if (!exchange.answered()) {
            exchange.respond(status, Headers.of("Connection", "close"), NOTHING);
        }
    }

    private void refuse(Refusal refusal) throws IOException {
        log.debug("{}: refused with {}: {}", server.name(), refusal.status(), refusal.getMessage());
        answer.begin(refusal.status(), new Headers(), true);
        answer.contentLength(0);
        answer.send(NOTHING);
        linger();
    }

    /**
     * Says that nothing follows, then reads what the client still sends, for a while. Closing at once would reset the
     * connection, and a client in the middle of a large body would lose the answer that tells it why.
     */
    private void linger() throws IOException {
        channel.shutdownOutput();
        due(limits.bodyStall());
        phase.compareAndSet(Phase.BUSY, Phase.IDLE);
        byte[] scrap = new byte[PeerInput.SIZE];
        while (input.read(scrap, 0, scrap.length) >= 0) {
            if (server.leaving()) {
                return;
            }
        }
    }

    void sendContinue() throws IOException {
        write(CONTINUE, 0, CONTINUE.length);
    }

    /** Returns when all is handed to the kernel. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer view = ByteBuffer.wrap(bytes, offset, length);
        int end = offset + length;
        while (view.position() < end) {
            due(limits.bodyStall());
            // The JDK copies what it is given to native memory, all of it, each time.
            view.limit(Math.min(end, view.position() + WRITE_AT_MOST));
            channel.write(view);
        }
        notDue();
    }

    boolean peerGone() {
        try {
            return input.ended();
        } catch (IOException e) {
            return true;
        }
    }

    Answer answer() {
        return answer;
    }

    HttpServer.Limits limits() {
        return limits;
    }

    String via() {
        return via;
    }

    boolean leaving() {
        return server.leaving();
    }

    InetSocketAddress remote() {
        InetSocketAddress known = remote;
        if (known == null) {
            known = (InetSocketAddress) channel.socket().getRemoteSocketAddress();
            remote = known;
        }
        return known;
    }

    /** From now on the connection is closed unless something else is said within {@code limit}. */
    void due(Duration limit) {
        dueAt = server.uptimeNanos() + limit.toNanos();
    }

    void notDue() {
        dueAt = NEVER;
    }

    void closeIfOverdue(long uptimeNanos) {
        if (uptimeNanos > dueAt) {
            close();
        }
    }

    void closeIfIdle() {
        if (phase.compareAndSet(Phase.IDLE, Phase.CLOSED)) {
            close();
        }
    }

    /** Closes whatever is going on, and interrupts a handler that waits for something else than the socket. */
    void abort() {
        close();
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
    }

    void close() {
        phase.set(Phase.CLOSED);
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("{}: closing failed", server.name(), e);
        }
    }
}
