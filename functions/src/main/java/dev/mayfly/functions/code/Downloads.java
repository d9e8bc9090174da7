package dev.mayfly.functions.code;

import dev.mayfly.base.Ids;
import dev.mayfly.base.Sha256;
import dev.mayfly.store.Batch;
import dev.mayfly.store.Blobs;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table;
import dev.mayfly.wire.Door;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where packages can be fetched for ten minutes by whoever was given the URL: it carries digest and expiry, signed with
 * a secret that is made once and kept in the store. Safe for any thread.
 */
public final class Downloads implements Door {
    private static final String PATH = "/_mayfly/code/";
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String SECRET = "download";
    private static final Pattern TOKEN = Pattern.compile("([0-9]{1,15})-([0-9a-f]{64})-([0-9a-f]{64})");

    private final Store store;
    private final Table<Secret> secrets;
    private final Blobs blobs;
    private final InstantSource clock;

    record Secret(String hex) {}

    public Downloads(Store store, Blobs blobs, InstantSource clock) {
        this.store = store;
        this.secrets = new Table<>(store, "lambda/secret", Secret.class);
        this.blobs = blobs;
        this.clock = clock;
    }

    /** @param endpoint as the caller reached us, without a trailing slash */
    public String url(String endpoint, Sha256 zip) {
        long expires = clock.instant().plus(LIFE).getEpochSecond();
        return endpoint + PATH + expires + '-' + zip.hex() + '-' + sign(expires, zip.hex());
    }

    @Override
    public boolean admits(Exchange exchange) {
        return exchange.method().equals("GET") && exchange.rawPath().startsWith(PATH);
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        Matcher token = TOKEN.matcher(exchange.rawPath().substring(PATH.length()));
        if (!token.matches()) {
            refuse(exchange, 404, "There is nothing here.");
            return;
        }
        long expires = Long.parseLong(String.valueOf(token.group(1)));
        String digest = String.valueOf(token.group(2));
        if (!same(sign(expires, digest), String.valueOf(token.group(3)))) {
            refuse(exchange, 403, "The signature does not match.");
        } else if (clock.instant().getEpochSecond() >= expires) {
            refuse(exchange, 403, "Request has expired");
        } else if (!blobs.contains(new Sha256(digest))) {
            refuse(exchange, 404, "The package has been deleted.");
        } else {
            send(exchange, new Sha256(digest));
        }
    }

    private void send(Exchange exchange, Sha256 digest) throws IOException {
        try (InputStream zip = blobs.open(digest)) {
            try (OutputStream out = exchange.stream(200, Headers.of("Content-Type", "application/zip"))) {
                zip.transferTo(out);
            }
        }
    }

    private static void refuse(Exchange exchange, int status, String why) throws IOException {
        exchange.respond(status, Headers.of("Content-Type", "text/plain"), why.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.US_ASCII));
    }

    private String sign(long expires, String digest) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret(), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal((expires + "-" + digest).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Read anew each time: a reset of the store must end all links that were given out. */
    private byte[] secret() {
        while (true) {
            var secret = secrets.get(SECRET);
            if (secret.isPresent()) {
                return HexFormat.of().parseHex(secret.get().hex());
            }
            try {
                store.commit(Batch.of(secrets.creating(SECRET, new Secret(Ids.hex(32)))));
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
    }
}
