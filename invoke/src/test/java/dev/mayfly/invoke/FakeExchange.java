package dev.mayfly.invoke;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A request made by hand, and the answer that was given to it. */
public final class FakeExchange implements Exchange {

    public record Answered(int status, Headers headers, byte[] body) {
        public String text() {
            return new String(body, UTF_8);
        }

        public String header(String name) {
            return headers.first(name).orElse("(none)");
        }
    }

    private final String method;
    private final String path;
    private final String query;
    private final Headers headers = new Headers();
    private byte[] body = {};
    private Optional<Answered> answered = Optional.empty();

    /** @param target path and query */
    public FakeExchange(String method, String target) {
        int question = target.indexOf('?');
        this.method = method;
        this.path = question < 0 ? target : target.substring(0, question);
        this.query = question < 0 ? "" : target.substring(question + 1);
    }

    public FakeExchange header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public FakeExchange body(byte[] bytes) {
        body = bytes;
        return this;
    }

    public FakeExchange body(String text) {
        return body(text.getBytes(UTF_8));
    }

    public Answered answered() {
        return answered.orElseThrow();
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String rawPath() {
        return path;
    }

    @Override
    public String rawQuery() {
        return query;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 50_000);
    }

    @Override
    public String via() {
        return "";
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public byte[] body(long limit) throws BodyTooLarge {
        if (body.length > limit) {
            throw new BodyTooLarge(limit);
        }
        return body;
    }

    @Override
    public void respond(int status, Headers answerHeaders, byte[] answerBody) {
        answered = Optional.of(new Answered(status, answerHeaders, answerBody));
    }

    @Override
    public OutputStream stream(int status, Headers answerHeaders) {
        throw new IllegalStateException("a buffered answer is given whole");
    }
}
