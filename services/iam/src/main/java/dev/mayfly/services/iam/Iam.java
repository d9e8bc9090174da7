package dev.mayfly.services.iam;

import dev.mayfly.store.Store;
import dev.mayfly.wire.KeyDirectory;
import dev.mayfly.wire.Protocol;
import dev.mayfly.wire.Service;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * IAM and STS of all accounts. Everything is in the store; this holds no state of its own and may be called from any
 * thread.
 */
public final class Iam implements KeyDirectory {
    private final Identities<Role> roles;
    private final Identities<User> users;
    private final ManagedPolicies policies;
    private final PolicyUses uses;
    private final AccessKeys keys;
    private final Sessions sessions;
    private final KeyRing keyRing;
    private final Clock clock;

    public Iam(Store store, Clock clock) {
        this.clock = clock;
        this.uses = new PolicyUses(store);
        this.policies = new ManagedPolicies(store, uses);
        this.roles = new Identities<>(store, Identities.Kind.ROLE, Role.class, policies);
        this.users = new Identities<>(store, Identities.Kind.USER, User.class, policies);
        this.keys = new AccessKeys(store, users);
        this.sessions = new Sessions(store, clock);
        this.keyRing = new KeyRing(roles, users, keys, sessions);
    }

    public Service iam() {
        Service service =
                new Service("iam", Protocol.AWS_QUERY, IamClient.class, "https://iam.amazonaws.com/doc/2010-05-08/");
        new RoleOperations(roles, users, clock).offerTo(service);
        new RolePolicyOperations(roles).offerTo(service);
        new PolicyOperations(policies, uses, clock).offerTo(service);
        new PolicyVersionOperations(policies, clock).offerTo(service);
        new PolicyEntityOperations(policies, roles, users).offerTo(service);
        new UserOperations(users, keys, clock).offerTo(service);
        new UserPolicyOperations(users).offerTo(service);
        new AccessKeyOperations(users, keys, clock).offerTo(service);
        new AccountOperations(roles, users, policies).offerTo(service);
        return service.error(NoSuchEntityException.class, 404)
                .error(EntityAlreadyExistsException.class, 409)
                .error(DeleteConflictException.class, 409)
                .error(LimitExceededException.class, 409);
    }

    public Service sts() {
        Service service =
                new Service("sts", Protocol.AWS_QUERY, StsClient.class, "https://sts.amazonaws.com/doc/2011-06-15/");
        new Sts(roles, sessions).offerTo(service);
        return service;
    }

    /** The role of exactly this ARN, in whatever account. */
    public Optional<Role> role(String roleArn) {
        return roles.byArn(roleArn);
    }

    /**
     * Fresh credentials for something that acts as a role, without asking its trust policy: the caller has done so. They
     * outlive this process, but not the role. One commit.
     *
     * @param sessionName 2 to 64 of {@code A-Za-z0-9_+=,.@-}
     * @param life how long they are good for, in whole seconds
     * @throws NoSuchEntityException when there is no such role
     */
    public SessionCredentials session(String roleArn, String sessionName, Duration life) {
        Role role = role(roleArn).orElseThrow(() -> Refusal.noSuchEntity("The role " + roleArn + " cannot be found."));
        return sessions.open(role.account(), Sts.sessionArn(role, sessionName), role.id() + ':' + sessionName, life);
    }

    /**
     * Users' active keys, and sessions. One that has expired is found for a while yet, so that who uses it can be told;
     * its {@code expires} says so.
     */
    @Override
    public Optional<AccessKey> find(String accessKeyId) {
        return keyRing.find(accessKeyId);
    }
}
