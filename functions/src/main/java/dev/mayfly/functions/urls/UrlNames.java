package dev.mayfly.functions.urls;

import dev.mayfly.base.Ids;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** What function URLs look like: {@code http://ID.lambda-url.REGION.localhost:PORT/}. */
public final class UrlNames {
    private static final int ID_LENGTH = 32;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    private UrlNames() {}

    public static String fresh() {
        return Ids.drawn(ID_LENGTH, ALPHABET);
    }

    /**
     * @param endpoint as the caller reached us; a name keeps its place in the URL, an address becomes {@code localhost},
     *     of which every system resolves the subdomains
     */
    public static String url(String urlId, String region, String endpoint) {
        URI reached = parse(endpoint);
        @Nullable String host = reached.getHost();
        boolean name = host != null && host.matches("[a-zA-Z][a-zA-Z0-9.-]*");
        String port = reached.getPort() < 0 ? "" : ":" + reached.getPort();
        String scheme = "https".equals(reached.getScheme()) ? "https" : "http";
        return scheme + "://" + urlId + ".lambda-url." + region + '.' + (name ? host : "localhost") + port + '/';
    }

    private static URI parse(String endpoint) {
        try {
            return new URI(endpoint);
        } catch (URISyntaxException e) {
            // A Host header can say anything.
            return URI.create("http://localhost");
        }
    }
}
