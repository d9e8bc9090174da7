package dev.mayfly.functions;

import dev.mayfly.wire.Door;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;

/** What a door answers to a GET. */
record Downloaded(int status, byte[] body) {

    static Downloaded from(Door door, String url) {
        Get get = new Get(URI.create(url).getRawPath());
        if (!door.admits(get)) {
            throw new AssertionError("not admitted: " + url);
        }
        try {
            door.serve(get);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Downloaded(get.status, get.body.toByteArray());
    }

    private static final class Get implements Exchange {
        private final String path;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int status;

        Get(String path) {
            this.path = path;
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String rawPath() {
            return path;
        }

        @Override
        public String rawQuery() {
            return "";
        }

        @Override
        public Headers headers() {
            return new Headers();
        }

        @Override
        public InetSocketAddress remote() {
            return InetSocketAddress.createUnresolved("localhost", 1);
        }

        @Override
        public String via() {
            return "";
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public byte[] body(long limit) {
            return new byte[0];
        }

        @Override
        public void respond(int answered, Headers headers, byte[] bytes) {
            status = answered;
            body.writeBytes(bytes);
        }

        @Override
        public OutputStream stream(int answered, Headers headers) {
            status = answered;
            return body;
        }
    }
}
