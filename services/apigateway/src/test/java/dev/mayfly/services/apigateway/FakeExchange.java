package dev.mayfly.services.apigateway;

import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A request made by hand, and the answer that was given to it. */
final class FakeExchange implements Exchange {

    record Answered(int status, Headers headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.first(name).orElse("(none)");
        }
    }

    private final String method;
    private final String path;
    private final String query;
    private final Headers headers;
    private byte[] body = {};
    private Optional<Answered> answered = Optional.empty();

    /** @param target path and query */
    FakeExchange(String method, String host, String target) {
        int question = target.indexOf('?');
        this.method = method;
        this.path = question < 0 ? target : target.substring(0, question);
        this.query = question < 0 ? "" : target.substring(question + 1);
        this.headers = Headers.of("Host", host);
    }

    FakeExchange header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    FakeExchange body(byte[] bytes) {
        body = bytes;
        return this;
    }

    FakeExchange body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    Answered answered() {
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
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
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
        throw new IllegalStateException("a deployed API answers whole");
    }
}
