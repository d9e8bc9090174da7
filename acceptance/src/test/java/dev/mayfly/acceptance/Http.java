package dev.mayfly.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** What a browser would do: requests to names that the server answers to, all at one address. */
record Http(URI endpoint, String host) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpResponse<String> get(String path) {
        return send(path, request -> request);
    }

    HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> details) {
        HttpRequest request = details.apply(HttpRequest.newBuilder(URI.create(endpoint + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Host", host))
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
