package dev.mayfly.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Speaks to a server byte by byte, right or wrong, and reads its answers strictly: what is not well-formed fails. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    public record Answer(int status, Map<String, String> headers, String body) {}

    private final Socket socket;
    private final InputStream in;

    public RawClient(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** The next answer, but for 100-continue. */
    public Answer answer() throws IOException {
        Answer answer = head("GET");
        while (answer.status() == 100) {
            answer = head("GET");
        }
        return answer;
    }

    public Answer answerTo(String method) throws IOException {
        return head(method);
    }

    private Answer head(String method) throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException("no answer");
        }
        String status = (char) first + line();
        if (!status.matches("HTTP/1\\.1 [1-5][0-9][0-9] [A-Za-z -]+")) {
            throw new IOException("malformed status line: " + status);
        }
        int code = Integer.parseInt(status.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            if (colon <= 0
                    || headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2))
                            != null) {
                throw new IOException("malformed or repeated header: " + line);
            }
        }
        if (code == 100 || code == 204 || code == 304 || method.equals("HEAD")) {
            return new Answer(code, headers, "");
        }
        return new Answer(code, headers, body(headers));
    }

    private String body(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.containsKey("content-length")) {
            copy(body, Integer.parseInt(headers.get("content-length")));
        } else if (headers.containsKey("transfer-encoding")) {
            for (int size = HexFormat.fromHexDigits(line()); size > 0; size = HexFormat.fromHexDigits(line())) {
                copy(body, size);
                if (!line().isEmpty()) {
                    throw new IOException("malformed chunk");
                }
            }
            if (!line().isEmpty()) {
                throw new IOException("malformed last chunk");
            }
        } else {
            in.transferTo(body);
        }
        return body.toString(ISO_8859_1);
    }

    private void copy(ByteArrayOutputStream target, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("closed within a body");
        }
        target.writeBytes(bytes);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed within a line, after: " + line);
            }
            if (c == '\n') {
                if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
                    throw new IOException("a line without CR: " + line);
                }
                line.setLength(line.length() - 1);
                return line.toString();
            }
            line.append((char) c);
        }
    }

    /** Whether the server has closed, or closes while we wait. */
    public boolean closedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
