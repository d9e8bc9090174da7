package dev.mayfly.wire.http;

import dev.mayfly.base.Deadline;
import dev.mayfly.base.TaskGroup;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 server on blocking sockets: a virtual thread for each connection, which reads a request, calls the handler
 * and sends the answer, one request after the other. Owns its listeners and connections. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration AFTER_FAILED_ACCEPT = Duration.ofMillis(50);

    /** Answers a request; runs on the connection's thread and may block. */
    @FunctionalInterface
    public interface Handler {
        /** What it throws before it has answered becomes a 500 without details; afterwards the connection is closed. */
        void handle(Exchange exchange) throws IOException;
    }

    /**
     * What a client may ask for. The times end a connection; none of them runs while a handler works.
     *
     * @param headerBytes of request line and headers together
     * @param headerTime from the first byte of a request to the end of its headers
     * @param bodyStall without one byte, within a body or an answer that the client should read
     * @param idle between two requests; longer than a function may run where a runtime asks for its next event
     * @param connections at the same time; more are closed as they come
     */
    public record Limits(int headerBytes, Duration headerTime, Duration bodyStall, Duration idle, int connections) {
        public static Limits defaults() {
            return new Limits(1 << 20, Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMinutes(5), 10_000);
        }
    }

    /** @param most connections at the same time */
    private record Listener(ServerSocketChannel channel, String via, int most, Set<Connection> connections) {
        boolean full() {
            return connections.size() >= most;
        }
    }

    private final String name;
    private final Limits limits;
    private final Handler handler;
    private final long startedAt = System.nanoTime();
    private final TaskGroup tasks;
    private final Map<ServerSocketChannel, Listener> listeners = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    /** Guarded by {@link #lock}. */
    private int open;

    private volatile boolean leaving;
    private volatile boolean closed;

    /** @param name for logs and threads */
    public HttpServer(String name, Limits limits, Handler handler) {
        this.name = name;
        this.limits = limits;
        this.handler = handler;
        this.tasks = new TaskGroup(name);
        var _ = tasks.start("limits", this::enforceLimits);
    }

    /**
     * Serves what comes by {@code channel}, which is bound and from now on the server's.
     *
     * @param via what {@link Exchange#via} answers
     */
    public void listen(ServerSocketChannel channel, String via) {
        listen(channel, via, limits.connections());
    }

    /**
     * The same for clients that must not use up what all share.
     *
     * @param connections by {@code channel} at the same time; more are closed as they come
     */
    public void listen(ServerSocketChannel channel, String via, int connections) {
        Listener listener = new Listener(channel, via, connections, ConcurrentHashMap.newKeySet());
        listeners.put(channel, listener);
        var _ = tasks.start("accept " + via, () -> accept(listener));
    }

    /** Closes {@code channel} and every connection that came by it; their handlers are left to end by themselves. */
    public void stopListening(ServerSocketChannel channel) {
        Listener listener = listeners.remove(channel);
        closeQuietly(channel);
        if (listener != null) {
            listener.connections().forEach(Connection::close);
        }
    }

    /** Accepts nothing more and closes what is idle; returns when the rest has been answered or the deadline passes. */
    public void drain(Deadline deadline) {
        leaving = true;
        for (Listener listener : listeners.values()) {
            closeQuietly(listener.channel());
            listener.connections().forEach(Connection::closeIfIdle);
        }
        lock.lock();
        try {
            while (open > 0 && !deadline.passed()) {
                fewer.awaitNanos(deadline.remainingNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Closes everything at once and interrupts the handlers. */
    @Override
    public void close() {
        leaving = true;
        closed = true;
        for (Listener listener : listeners.values()) {
            closeQuietly(listener.channel());
            listener.connections().forEach(Connection::abort);
        }
        tasks.close();
    }

    private void accept(Listener listener) {
        while (listener.channel().isOpen()) {
            try {
                SocketChannel channel = listener.channel().accept();
                if (listener.full()) {
                    // Not a warning: whoever is limited could fill our log with it.
                    log.debug("{}: more than {} connections by {}", name, listener.most(), listener.via());
                    closeQuietly(channel);
                } else if (admit()) {
                    serve(listener, channel);
                } else {
                    log.warn("{}: more than {} connections, one refused", name, limits.connections());
                    closeQuietly(channel);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Too many open files, most likely: others must close before the next can be accepted.
                log.warn("{}: cannot accept: {}", name, e.toString());
                LockSupport.parkNanos(AFTER_FAILED_ACCEPT.toNanos());
            }
        }
    }

    private boolean admit() {
        lock.lock();
        try {
            if (leaving || open >= limits.connections()) {
                return false;
            }
            open++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void depart() {
        lock.lock();
        try {
            open--;
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void serve(Listener listener, SocketChannel channel) throws IOException {
        boolean started = false;
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Connection connection = new Connection(this, channel, listener.via());
            listener.connections().add(connection);
            var _ = tasks.start("connection", () -> {
                try {
                    connection.serve();
                } finally {
                    listener.connections().remove(connection);
                    depart();
                }
            });
            started = true;
            // Whoever stopped listening meanwhile did not see this connection.
            if (closed || !listeners.containsKey(listener.channel())) {
                connection.abort();
            }
        } catch (IllegalStateException e) {
            log.debug("{}: closed while accepting", name);
        } finally {
            if (!started) {
                closeQuietly(channel);
                depart();
            }
        }
    }

    private void enforceLimits() {
        long tick = Math.clamp(
                shortestLimit().toNanos() / 4, TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(1));
        while (!closed) {
            LockSupport.parkNanos(tick);
            if (Thread.interrupted()) {
                return;
            }
            long now = uptimeNanos();
            for (Listener listener : listeners.values()) {
                for (Connection connection : listener.connections()) {
                    connection.closeIfOverdue(now);
                }
            }
        }
    }

    private Duration shortestLimit() {
        Duration shortest = limits.headerTime();
        for (Duration other : new Duration[] {limits.bodyStall(), limits.idle()}) {
            shortest = other.compareTo(shortest) < 0 ? other : shortest;
        }
        return shortest;
    }

    private void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("{}: closing failed", name, e);
        }
    }

    String name() {
        return name;
    }

    Limits limits() {
        return limits;
    }

    Handler handler() {
        return handler;
    }

    boolean leaving() {
        return leaving;
    }

    long uptimeNanos() {
        return System.nanoTime() - startedAt;
    }
}
