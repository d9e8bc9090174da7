package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import java.time.Instant;

/**
 * A role as it is kept.
 *
 * @param trustPolicy the AssumeRolePolicyDocument as it was sent
 * @param description the empty string when there is none
 * @param maxSessionSeconds how long a session may be asked for
 */
public record Role(
        String account,
        String name,
        String id,
        String path,
        Instant created,
        String trustPolicy,
        String description,
        int maxSessionSeconds,
        Tags tags,
        Grants grants)
        implements Identity<Role> {
    static final int DEFAULT_SESSION_SECONDS = 3_600;

    @Override
    public Arn arn() {
        return Arn.of("iam", "", account, "role" + path + name);
    }

    /**
     * Whether a service may assume this role. Conditions of the trust policy do not count: they are for the moment the
     * role is assumed.
     *
     * @param servicePrincipal such as {@code lambda.amazonaws.com}
     */
    public boolean trusts(String servicePrincipal) {
        return trust().trustsService(servicePrincipal);
    }

    TrustPolicy trust() {
        return TrustPolicy.parse(trustPolicy);
    }

    Role trusting(String newTrustPolicy) {
        return new Role(account, name, id, path, created, newTrustPolicy, description, maxSessionSeconds, tags, grants);
    }

    Role describedAs(String newDescription) {
        return new Role(account, name, id, path, created, trustPolicy, newDescription, maxSessionSeconds, tags, grants);
    }

    Role withSessionsOf(int newMaxSessionSeconds) {
        return new Role(account, name, id, path, created, trustPolicy, description, newMaxSessionSeconds, tags, grants);
    }

    @Override
    public Role with(Tags newTags) {
        return new Role(account, name, id, path, created, trustPolicy, description, maxSessionSeconds, newTags, grants);
    }

    @Override
    public Role with(Grants newGrants) {
        return new Role(account, name, id, path, created, trustPolicy, description, maxSessionSeconds, tags, newGrants);
    }

    @Override
    public void requireDeletable() {
        grants.requireNoPolicies();
    }
}
