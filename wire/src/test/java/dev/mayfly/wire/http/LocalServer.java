package dev.mayfly.wire.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/** A server on a free port of the loopback interface, for the length of a test. */
public final class LocalServer implements AutoCloseable {
    /** Short enough that a test can wait for them to pass. */
    public static final HttpServer.Limits SHORT =
            new HttpServer.Limits(16 << 10, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(5), 100);

    private final HttpServer server;
    private final ServerSocketChannel channel;

    public LocalServer(HttpServer.Limits limits, HttpServer.Handler handler) throws IOException {
        server = new HttpServer("test", limits, handler);
        channel = listen("");
    }

    public ServerSocketChannel listen(String via) throws IOException {
        ServerSocketChannel another = ServerSocketChannel.open();
        another.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.listen(another, via);
        return another;
    }

    public HttpServer server() {
        return server;
    }

    public ServerSocketChannel channel() {
        return channel;
    }

    public static InetSocketAddress address(ServerSocketChannel channel) throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    public URI uri() throws IOException {
        return URI.create("http://127.0.0.1:" + address(channel).getPort());
    }

    public RawClient connect() throws IOException {
        return new RawClient(address(channel));
    }

    @Override
    public void close() {
        server.close();
    }
}
