package dev.mayfly.wire;

import dev.mayfly.base.Arn;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keys that are there from the beginning. */
final class FixedKeys implements KeyDirectory {
    private final Map<String, AccessKey> keys = new HashMap<>();

    FixedKeys user(String id, String secret, String account) {
        return add(id, secret, account, Optional.empty(), Optional.empty());
    }

    FixedKeys session(String id, String secret, String account, String token, Instant expires) {
        return add(id, secret, account, Optional.of(token), Optional.of(expires));
    }

    private FixedKeys add(String id, String secret, String account, Optional<String> token, Optional<Instant> expires) {
        Arn identity = Arn.of("iam", "", account, "user/" + id);
        keys.put(id, new AccessKey(id, secret, token, account, identity, "AIDA" + id, expires));
        return this;
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId) {
        return Optional.ofNullable(keys.get(accessKeyId));
    }
}
