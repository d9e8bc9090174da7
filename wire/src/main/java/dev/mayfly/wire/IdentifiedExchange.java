package dev.mayfly.wire;

import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The exchange that a raw operation sees: its answer carries the request id, its body may have been read already. */
final class IdentifiedExchange implements Exchange {
    private final Exchange exchange;
    private final String requestId;
    /** Null while the body is still with the client. */
    private final byte @Nullable [] body;

    private final AtomicBoolean answered;

    /** @param answered set once an answer has begun */
    IdentifiedExchange(Exchange exchange, String requestId, byte @Nullable [] body, AtomicBoolean answered) {
        this.exchange = exchange;
        this.requestId = requestId;
        this.body = body;
        this.answered = answered;
    }

    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public String rawPath() {
        return exchange.rawPath();
    }

    @Override
    public String rawQuery() {
        return exchange.rawQuery();
    }

    @Override
    public Headers headers() {
        return exchange.headers();
    }

    @Override
    public InetSocketAddress remote() {
        return exchange.remote();
    }

    @Override
    public String via() {
        return exchange.via();
    }

    @Override
    public InputStream body() {
        return body == null ? exchange.body() : new ByteArrayInputStream(body);
    }

    @Override
    public byte[] body(long limit) throws IOException {
        if (body == null) {
            return exchange.body(limit);
        }
        if (body.length > limit) {
            throw new BodyTooLarge(limit);
        }
        return body;
    }

    @Override
    public Headers trailers() {
        return exchange.trailers();
    }

    @Override
    public boolean peerGone() {
        return exchange.peerGone();
    }

    @Override
    public void respond(int status, Headers headers, byte[] content) throws IOException {
        answered.set(true);
        exchange.respond(status, identified(headers), content);
    }

    @Override
    public OutputStream stream(int status, Headers headers) throws IOException {
        answered.set(true);
        return exchange.stream(status, identified(headers));
    }

    private Headers identified(Headers headers) {
        return headers.contains("x-amzn-RequestId") ? headers : headers.add("x-amzn-RequestId", requestId);
    }
}
