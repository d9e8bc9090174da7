package dev.mayfly.worker.runtimeapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;

/** A guest's connection to the Runtime API: a raw socket, as lean bootstraps have it. */
public final class GuestClient implements AutoCloseable {
    private static final String VERSION = "/2018-06-01/runtime/";

    private final Socket socket;
    private final InputStream in;

    public record Answer(int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "(none)");
        }
    }

    public GuestClient(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Fails reads that take longer. */
    public GuestClient patience(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        return this;
    }

    public Answer next() throws IOException {
        return request("GET", VERSION + "invocation/next", "");
    }

    /** Asks, and leaves the answer for later. */
    public void askForNext() throws IOException {
        send("GET", VERSION + "invocation/next", "");
    }

    public Answer respond(String requestId, String body) throws IOException {
        return request("POST", VERSION + "invocation/" + requestId + "/response", body);
    }

    public Answer error(String requestId, String type, String body) throws IOException {
        return request(
                "POST",
                VERSION + "invocation/" + requestId + "/error",
                body,
                "Lambda-Runtime-Function-Error-Type: " + type);
    }

    public Answer initError(String type, String body) throws IOException {
        return request("POST", VERSION + "init/error", body, "Lambda-Runtime-Function-Error-Type: " + type);
    }

    public Answer request(String method, String path, String body, String... headers) throws IOException {
        send(method, path, body, headers);
        return answer();
    }

    public void send(String method, String path, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: runtime\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        raw(head.append("\r\n").toString().getBytes(ISO_8859_1));
        raw(bytes);
    }

    public void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    public Answer answer() throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not HTTP: " + status);
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            headers.put(line.substring(0, colon), line.substring(colon + 2));
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        String body = new String(in.readNBytes(length), UTF_8);
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed by the server");
            }
            line.append((char) c);
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
