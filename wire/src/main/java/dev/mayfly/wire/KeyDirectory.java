package dev.mayfly.wire;

import dev.mayfly.base.Arn;
import java.time.Instant;
import java.util.Optional;

/** Where access keys are looked up; IAM and STS answer. */
public interface KeyDirectory {

    /**
     * @param sessionToken that must come with the key; empty for a user's long-lived key
     * @param identity user or role session that the key belongs to
     * @param expires empty for a long-lived key
     */
    record AccessKey(
            String id,
            String secret,
            Optional<String> sessionToken,
            String account,
            Arn identity,
            String userId,
            Optional<Instant> expires) {}

    /** Active keys only. */
    Optional<AccessKey> find(String accessKeyId);
}
