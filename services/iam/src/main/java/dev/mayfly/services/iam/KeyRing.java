package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import dev.mayfly.wire.KeyDirectory;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks up access keys: users' long-lived ones while they are active, and sessions' until the role or user behind them
 * is gone. A session that has expired is found for a while yet, so that who uses it can be told that it has: its {@code
 * expires} says so, and whoever verifies must look.
 */
final class KeyRing implements KeyDirectory {
    private static final Pattern ID = Pattern.compile("[A-Z0-9]{16,128}");

    private final Identities<Role> roles;
    private final Identities<User> users;
    private final AccessKeys keys;
    private final Sessions sessions;

    KeyRing(Identities<Role> roles, Identities<User> users, AccessKeys keys, Sessions sessions) {
        this.roles = roles;
        this.users = users;
        this.keys = keys;
        this.sessions = sessions;
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId) {
        if (!ID.matcher(accessKeyId).matches()) {
            return Optional.empty();
        }
        return accessKeyId.startsWith(UniqueId.SESSION_KEY_PREFIX) ? ofSession(accessKeyId) : ofUser(accessKeyId);
    }

    private Optional<AccessKey> ofUser(String id) {
        return keys.find(id)
                .filter(found -> found.key().active())
                .map(found -> new AccessKey(
                        id,
                        found.key().secret(),
                        Optional.empty(),
                        found.user().account(),
                        found.user().arn(),
                        found.user().id(),
                        Optional.empty()));
    }

    private Optional<AccessKey> ofSession(String id) {
        return sessions.find(id)
                .flatMap(session -> Arn.parse(session.identity())
                        .filter(identity -> isThere(identity, session.userId()))
                        .map(identity -> new AccessKey(
                                id,
                                session.secret(),
                                Optional.of(session.token()),
                                session.account(),
                                identity,
                                session.userId(),
                                Optional.of(session.expires()))));
    }

    /** A role deleted and made again under its name is another role, and the old one's sessions end with it. */
    private boolean isThere(Arn identity, String userId) {
        String[] resource = identity.resource().split("/");
        return switch (resource[0]) {
            case "assumed-role" ->
                roles.find(identity.account(), resource[1])
                        .filter(role -> userId.startsWith(role.id() + ':'))
                        .isPresent();
            case "user" ->
                users.find(identity.account(), resource[resource.length - 1])
                        .filter(user -> user.id().equals(userId))
                        .isPresent();
            default -> true;
        };
    }
}
