package dev.mayfly.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;

/**
 * Request line and headers, checked: what is ambiguous between two readers is refused rather than interpreted, so that
 * nothing can be smuggled past whoever stands in front.
 *
 * @param bodyLength in bytes; {@link #CHUNKED} when only the body itself says
 * @param keepAlive whether the client expects another request to be possible on this connection
 */
record RequestHead(
        String method,
        String rawPath,
        String rawQuery,
        Headers headers,
        boolean http11,
        long bodyLength,
        boolean keepAlive,
        boolean expectsContinue) {

    static final long CHUNKED = -1;
    private static final int METHOD_LENGTH = 32;
    private static final int HEADER_COUNT = 1_000;
    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/'};

    /**
     * Parses {@code bytes[from..to)}: a whole head, every line ending in CR LF, without the empty line that ends it. That
     * one follows at {@code to}: no scan for a class of characters runs past it.
     */
    static RequestHead parse(byte[] bytes, int from, int to) throws Refusal {
        return new Parser(bytes, to).parse(from);
    }

    private static final class Parser {
        private final byte[] bytes;
        private final int to;
        private final Headers headers = new Headers();
        private String method = "";
        private String path = "";
        private String query = "";
        private String authority = "";
        private boolean http11;

        Parser(byte[] bytes, int to) {
            this.bytes = bytes;
            this.to = to;
        }

        RequestHead parse(int from) throws Refusal {
            int at = requestLine(from);
            int count = 0;
            while (at < to) {
                if (++count > HEADER_COUNT) {
                    throw new Refusal(431, "too many headers");
                }
                at = header(at);
            }
            host();
            return framed();
        }

        private int requestLine(int from) throws Refusal {
            int at = from;
            while (isMethodCharacter(bytes[at])) {
                at++;
            }
            if (at == from || at - from > METHOD_LENGTH || bytes[at] != ' ') {
                throw new Refusal(400, "malformed method");
            }
            method = KnownWords.word(bytes, from, at);
            int targetStart = ++at;
            int questionMark = -1;
            while (Grammar.target(bytes[at] & 0xFF)) {
                if (bytes[at] == '?' && questionMark < 0) {
                    questionMark = at;
                }
                at++;
            }
            if (at == targetStart || bytes[at] != ' ') {
                throw new Refusal(400, "malformed target");
            }
            target(targetStart, questionMark < 0 ? at : questionMark);
            query = questionMark < 0 ? "" : text(questionMark + 1, at);
            return version(at + 1);
        }

        private static boolean isMethodCharacter(byte c) {
            return (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
        }

        private void target(int from, int end) throws Refusal {
            if (bytes[from] == '/') {
                path = text(from, end);
                return;
            }
            String absolute = text(from, end);
            int scheme = absolute.indexOf("://");
            String name = scheme < 0 ? "" : absolute.substring(0, scheme).toLowerCase(Locale.ROOT);
            if (!name.equals("http") && !name.equals("https")) {
                throw new Refusal(400, "malformed target");
            }
            int slash = absolute.indexOf('/', scheme + 3);
            authority = slash < 0 ? absolute.substring(scheme + 3) : absolute.substring(scheme + 3, slash);
            path = slash < 0 ? "/" : absolute.substring(slash);
            if (authority.isEmpty() || authority.indexOf('@') >= 0) {
                throw new Refusal(400, "malformed authority");
            }
        }

        private int version(int from) throws Refusal {
            int end = from + VERSION.length + 3;
            if (end + 2 > to
                    || !Arrays.equals(bytes, from, from + VERSION.length, VERSION, 0, VERSION.length)
                    || !digit(bytes[end - 3])
                    || bytes[end - 2] != '.'
                    || !digit(bytes[end - 1])
                    || bytes[end] != '\r'
                    || bytes[end + 1] != '\n') {
                throw new Refusal(400, "malformed version");
            }
            if (bytes[end - 3] != '1') {
                throw new Refusal(505, "version not supported");
            }
            http11 = bytes[end - 1] != '0';
            return end + 2;
        }

        private static boolean digit(byte c) {
            return c >= '0' && c <= '9';
        }

        private int header(int from) throws Refusal {
            int at = from;
            while (Grammar.token(bytes[at] & 0xFF)) {
                at++;
            }
            // Also refuses a folded line and a blank before the colon.
            if (at == from || bytes[at] != ':') {
                throw new Refusal(400, "malformed header name");
            }
            int nameEnd = at++;
            while (bytes[at] == ' ' || bytes[at] == '\t') {
                at++;
            }
            int valueStart = at;
            while (Grammar.fieldValue(bytes[at] & 0xFF)) {
                at++;
            }
            if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
                throw new Refusal(400, "malformed header value");
            }
            int valueEnd = at;
            while (valueEnd > valueStart && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == '\t')) {
                valueEnd--;
            }
            headers.add(KnownWords.word(bytes, from, nameEnd), text(valueStart, valueEnd));
            return at + 2;
        }

        private void host() throws Refusal {
            int hosts = 0;
            for (Headers.Header line : headers.view()) {
                if (line.name().equalsIgnoreCase("Host")) {
                    hosts++;
                }
            }
            if (hosts > 1 || (hosts == 0 && http11)) {
                throw new Refusal(400, "exactly one Host header is needed");
            }
            if (!authority.isEmpty()) {
                headers.set("Host", authority);
            }
            String host = headers.first("Host").orElse("");
            for (int i = 0; i < host.length(); i++) {
                if (!Grammar.host(host.charAt(i))) {
                    throw new Refusal(400, "malformed Host");
                }
            }
        }

        private RequestHead framed() throws Refusal {
            long length = 0;
            boolean lengthSeen = false;
            boolean chunked = false;
            boolean close = !http11;
            boolean expects = false;
            for (Headers.Header line : headers.view()) {
                String name = line.name();
                switch (name.length()) {
                    case 6 -> expects |= name.equalsIgnoreCase("Expect") && isContinue(line.value());
                    case 10 -> close |= name.equalsIgnoreCase("Connection") && listed(line.value(), "close");
                    case 14 -> {
                        if (name.equalsIgnoreCase("Content-Length")) {
                            if (lengthSeen) {
                                throw new Refusal(400, "more than one Content-Length");
                            }
                            lengthSeen = true;
                            length = contentLength(line.value());
                        }
                    }
                    case 17 -> {
                        if (name.equalsIgnoreCase("Transfer-Encoding")) {
                            if (chunked || !http11) {
                                throw new Refusal(400, "ambiguous Transfer-Encoding");
                            }
                            if (!line.value().equalsIgnoreCase("chunked")) {
                                throw new Refusal(501, "transfer coding not supported");
                            }
                            chunked = true;
                        }
                    }
                    default -> {}
                }
            }
            if (chunked && lengthSeen) {
                throw new Refusal(400, "both Content-Length and Transfer-Encoding");
            }
            return new RequestHead(
                    method, path, query, headers, http11, chunked ? CHUNKED : length, !close, expects && http11);
        }

        private static boolean isContinue(String value) throws Refusal {
            if (!value.equalsIgnoreCase("100-continue")) {
                throw new Refusal(417, "expectation not supported");
            }
            return true;
        }

        private static boolean listed(String value, String option) {
            for (String part : value.split(",")) {
                if (part.strip().equalsIgnoreCase(option)) {
                    return true;
                }
            }
            return false;
        }

        private static long contentLength(String value) throws Refusal {
            if (value.isEmpty() || value.length() > 18) {
                throw new Refusal(400, "malformed Content-Length");
            }
            long length = 0;
            for (int i = 0; i < value.length(); i++) {
                int digit = value.charAt(i) - '0';
                if (digit < 0 || digit > 9) {
                    throw new Refusal(400, "malformed Content-Length");
                }
                length = length * 10 + digit;
            }
            return length;
        }

        private String text(int from, int end) {
            return new String(bytes, from, end - from, ISO_8859_1);
        }
    }
}
