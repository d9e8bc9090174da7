package dev.mayfly.wire.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The exchange that a {@link Connection} hands to the handler. */
final class ServedExchange implements Exchange {
    /** So much of a body that nobody read is read for the sake of the next request. */
    private static final int WORTH_DRAINING = 64 << 10;

    private static final byte[] NOTHING = new byte[0];

    private final Connection connection;
    private final RequestHead head;
    private final RequestBody body;
    private boolean answered;
    private boolean closing;
    private @Nullable StreamedBody stream;

    ServedExchange(Connection connection, RequestHead head, RequestBody body) {
        this.connection = connection;
        this.head = head;
        this.body = body;
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String rawPath() {
        return head.rawPath();
    }

    @Override
    public String rawQuery() {
        return head.rawQuery();
    }

    @Override
    public Headers headers() {
        return head.headers();
    }

    @Override
    public InetSocketAddress remote() {
        return connection.remote();
    }

    @Override
    public String via() {
        return connection.via();
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public byte[] body(long limit) throws IOException {
        return body.all(limit);
    }

    @Override
    public Headers trailers() {
        return body.trailers();
    }

    @Override
    public boolean peerGone() {
        return connection.peerGone();
    }

    @Override
    public void respond(int status, Headers headers, byte[] content) throws IOException {
        Answer answer = begin(status, headers);
        if (status == 204 || status == 304) {
            answered = true;
            answer.send(NOTHING);
            return;
        }
        boolean bodiless = head.method().equals("HEAD");
        answer.contentLength(bodiless && content.length == 0 ? declared(headers, 0) : content.length);
        answered = true;
        answer.send(bodiless ? NOTHING : content);
    }

    @Override
    public OutputStream stream(int status, Headers headers) throws IOException {
        Answer answer = begin(status, headers);
        long length = declared(headers, -1);
        StreamedBody.Framing framing = framing(status, length);
        if (status != 204 && status != 304 && length >= 0) {
            answer.contentLength(length);
        } else if (framing == StreamedBody.Framing.CHUNKED) {
            answer.chunked();
        }
        answered = true;
        stream = new StreamedBody(connection, answer.head(), framing, length);
        return stream;
    }

    private StreamedBody.Framing framing(int status, long length) {
        if (status == 204 || status == 304 || head.method().equals("HEAD")) {
            return StreamedBody.Framing.NONE;
        }
        if (length >= 0) {
            return StreamedBody.Framing.LENGTH;
        }
        return head.http11() ? StreamedBody.Framing.CHUNKED : StreamedBody.Framing.CLOSE;
    }

    private Answer begin(int status, Headers headers) {
        if (answered) {
            throw new IllegalStateException("answered already");
        }
        closing = !head.keepAlive()
                || connection.leaving()
                || !body.endsWithin(WORTH_DRAINING)
                || headers.first("Connection")
                        .filter(option -> option.equalsIgnoreCase("close"))
                        .isPresent();
        Answer answer = connection.answer();
        answer.begin(status, headers, closing);
        return answer;
    }

    private static long declared(Headers headers, long otherwise) {
        return headers.first("Content-Length").map(Long::parseLong).orElse(otherwise);
    }

    boolean answered() {
        return answered;
    }

    /** Whether the answer, to its end, has been handed to the connection. */
    boolean complete() {
        return answered && (stream == null || stream.complete());
    }

    /** Reads what is left of the body if that is worth it; false when the connection cannot be used again. */
    boolean settle() throws IOException {
        if (closing) {
            return false;
        }
        byte[] scrap = body.ended() ? NOTHING : new byte[PeerInput.SIZE];
        while (!body.ended()) {
            if (body.read(scrap) < 0) {
                break;
            }
        }
        return true;
    }
}
