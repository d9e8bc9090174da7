package dev.mayfly.wire.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;

/**
 * One HTTP request and the answer to it. Confined to the thread that serves it. Exactly one of {@link #respond} and
 * {@link #stream} is called, once; what was not read of the body is dealt with by the server.
 */
public interface Exchange {
    /** Upper case, as sent. */
    String method();

    /** The path as sent, percent-encoding kept, starting with '/'; without the query. */
    String rawPath();

    /** What follows '?', as sent; the empty string when there is no query. */
    String rawQuery();

    Headers headers();

    InetSocketAddress remote();

    /** Which listener the request came by: empty for the front door, else the label given when listening. */
    String via();

    /** The body, decoded from its transfer encoding; ends where the body ends. */
    InputStream body();

    /**
     * The whole body.
     *
     * @param limit in bytes
     * @throws BodyTooLarge when it is longer than {@code limit}, or declared to be; not read further then
     */
    byte[] body(long limit) throws IOException;

    /** What a chunked body was followed by; complete once {@link #body()} has ended. */
    default Headers trailers() {
        return new Headers();
    }

    /**
     * Whether the client has closed the connection: for a handler that waits long before it answers and looks every now
     * and then, so that nobody is served who has gone. Waits a millisecond at most; only for the serving thread, before it
     * answers. A client that half-closes counts as gone.
     */
    default boolean peerGone() {
        return false;
    }

    /** Sends the whole answer. Content-Length, Date and Connection are the server's. */
    void respond(int status, Headers headers, byte[] body) throws IOException;

    /**
     * Sends status and headers and lets the caller write the body, chunked unless {@code headers} has Content-Length.
     * Every write is sent on flush; closing ends the answer.
     */
    OutputStream stream(int status, Headers headers) throws IOException;

    /** The body is longer than the reader allows. */
    final class BodyTooLarge extends IOException {
        private final long limit;

        public BodyTooLarge(long limit) {
            super("body longer than " + limit + " bytes");
            this.limit = limit;
        }

        public long limit() {
            return limit;
        }
    }
}
