package dev.mayfly.services.apigateway.serving;

import dev.mayfly.wire.http.Headers;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which headers an integration may answer with, and under which names they are sent. */
final class ResponseHeaders {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9!#$%&'*+.^_`|~-]+");

    /**
     * Names that belong to the gateway or the connection: sent as {@code x-amzn-Remapped-NAME} (API Gateway Developer
     * Guide, "Important notes for REST APIs").
     */
    private static final Map<String, String> REMAPPED = remapped(
            "Authorization",
            "Connection",
            "Content-Length",
            "Content-MD5",
            "Date",
            "Expect",
            "Host",
            "Max-Forwards",
            "Proxy-Authenticate",
            "Server",
            "Trailer",
            "Upgrade",
            "User-Agent",
            "WWW-Authenticate",
            "x-amzn-RequestId",
            "x-amz-apigw-id");

    private ResponseHeaders() {}

    /** A name or value that could end the line or write another would be an attack on the client. */
    static boolean sendable(String name, String value) {
        return NAME.matcher(name).matches()
                && value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7f && c <= 0xff));
    }

    static void addRemapped(Headers headers, String name, String value) {
        if (!name.equalsIgnoreCase("Transfer-Encoding")) {
            headers.add(REMAPPED.getOrDefault(name, name), value);
        }
    }

    private static Map<String, String> remapped(String... names) {
        Map<String, String> remapped = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            remapped.put(name, "x-amzn-Remapped-" + name);
        }
        return remapped;
    }
}
