package dev.mayfly.wire;

import dev.mayfly.base.Arn;
import dev.mayfly.wire.KeyDirectory.AccessKey;
import dev.mayfly.wire.http.Exchange;
import dev.mayfly.wire.sign.Credential;
import dev.mayfly.wire.sign.Rejection;
import dev.mayfly.wire.sign.SigV4;
import dev.mayfly.wire.sign.SignedRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/** Says who calls: by belief in whatever credentials come, or by proof. Thread-safe. */
public final class Auth {
    public static final String DEFAULT_ACCOUNT = "000000000000";
    public static final String DEFAULT_REGION = "us-east-1";

    private final KeyDirectory keys;
    private final boolean verifying;

    private Auth(KeyDirectory keys, boolean verifying) {
        this.keys = keys;
        this.verifying = verifying;
    }

    /**
     * Accepts any credentials, and none. The account is that of the access key where the key is known, the key itself
     * where it is twelve digits, else {@link #DEFAULT_ACCOUNT}.
     */
    public static Auth open(KeyDirectory keys) {
        return new Auth(keys, false);
    }

    /** Accepts what is signed by a known key. */
    public static Auth signed(KeyDirectory keys) {
        return new Auth(keys, true);
    }

    boolean verifying() {
        return verifying;
    }

    /** The credential that the request names, unverified; its service tells where a request belongs. */
    static Optional<Credential> claimed(Exchange exchange) {
        return Credential.claimed(request(exchange));
    }

    /**
     * Who signed the request. Codes and statuses are those of JSON services.
     *
     * @param body all of it; looked at only where signatures are verified
     * @param service that the signature must be for, as it stands in a credential scope
     * @throws AwsException when signatures are verified and this one is missing, malformed or wrong
     */
    public Caller caller(Exchange exchange, byte[] body, String service, Instant now) {
        return caller(exchange, claimed(exchange), body, service, now);
    }

    Caller caller(Exchange exchange, Optional<Credential> claimed, byte[] body, String service, Instant now) {
        if (!verifying) {
            return believed(exchange, claimed);
        }
        try {
            return proven(exchange, body, service, now);
        } catch (Rejection rejection) {
            throw AwsException.of(403, code(rejection.kind()), rejection.getMessage());
        }
    }

    private Caller believed(Exchange exchange, Optional<Credential> claimed) {
        Optional<String> id = claimed.map(Credential::accessKeyId);
        Optional<AccessKey> key = id.flatMap(keys::find);
        if (key.isPresent()) {
            return caller(key.get(), exchange);
        }
        String account = id.filter(Auth::isAccount).orElse(DEFAULT_ACCOUNT);
        return new Caller(id, account, Arn.of("iam", "", account, "root"), account, environment(exchange));
    }

    private static boolean isAccount(String id) {
        return id.length() == 12 && id.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Caller proven(Exchange exchange, byte[] body, String service, Instant now) throws Rejection {
        SignedRequest request = request(exchange);
        SigV4.Claim claim = SigV4.claim(request);
        AccessKey key = keys.find(claim.credential().accessKeyId()).orElseThrow(Rejection::unrecognized);
        if (!same(key.sessionToken().orElse(""), claim.securityToken().orElse(""))) {
            throw Rejection.unrecognized();
        }
        if (key.expires().isPresent() && now.isAfter(key.expires().get())) {
            throw Rejection.expired();
        }
        SigV4.verify(request, body, key.secret(), service, now);
        return caller(key, exchange);
    }

    private static Caller caller(AccessKey key, Exchange exchange) {
        return new Caller(Optional.of(key.id()), key.account(), key.identity(), key.userId(), environment(exchange));
    }

    private static Optional<String> environment(Exchange exchange) {
        return Optional.of(exchange.via()).filter(via -> !via.isEmpty());
    }

    private static SignedRequest request(Exchange exchange) {
        return new SignedRequest(exchange.method(), exchange.rawPath(), exchange.rawQuery(), exchange.headers());
    }

    /** In constant time. */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String code(Rejection.Kind kind) {
        return switch (kind) {
            case MISSING -> "MissingAuthenticationTokenException";
            case INCOMPLETE -> "IncompleteSignatureException";
            case UNRECOGNIZED -> "UnrecognizedClientException";
            case MISMATCH -> "InvalidSignatureException";
            case EXPIRED -> "ExpiredTokenException";
        };
    }
}
