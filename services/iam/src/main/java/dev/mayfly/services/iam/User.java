package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A user as it is kept, access keys included. */
record User(
        String account,
        String name,
        String id,
        String path,
        Instant created,
        Tags tags,
        Grants grants,
        List<AccessKey> keys)
        implements Identity<User> {
    static final int MOST_KEYS = 2;

    record AccessKey(String id, String secret, boolean active, Instant created) {

        AccessKey activated(boolean nowActive) {
            return new AccessKey(id, secret, nowActive, created);
        }

        String status() {
            return active ? "Active" : "Inactive";
        }
    }

    @Override
    public Arn arn() {
        return Arn.of("iam", "", account, "user" + path + name);
    }

    Optional<AccessKey> key(String keyId) {
        return keys.stream().filter(key -> key.id().equals(keyId)).findFirst();
    }

    User adding(AccessKey key) {
        if (keys.size() >= MOST_KEYS) {
            throw Refusal.quotaExceeded("AccessKeysPerUser", MOST_KEYS);
        }
        List<AccessKey> changed = new ArrayList<>(keys);
        changed.add(key);
        return withKeys(changed);
    }

    /** In place of the key of the same id. */
    User replacing(AccessKey changed) {
        return withKeys(keys.stream()
                .map(key -> key.id().equals(changed.id()) ? changed : key)
                .toList());
    }

    User removing(AccessKey removed) {
        return withKeys(
                keys.stream().filter(key -> !key.id().equals(removed.id())).toList());
    }

    User renamed(String newName, String newPath) {
        return new User(account, newName, id, newPath, created, tags, grants, keys);
    }

    @Override
    public User with(Tags newTags) {
        return new User(account, name, id, path, created, newTags, grants, keys);
    }

    @Override
    public User with(Grants newGrants) {
        return new User(account, name, id, path, created, tags, newGrants, keys);
    }

    @Override
    public void requireDeletable() {
        grants.requireNoPolicies();
        if (!keys.isEmpty()) {
            throw Refusal.deleteConflict("Cannot delete entity, must delete access keys first.");
        }
    }

    private User withKeys(List<AccessKey> newKeys) {
        return new User(account, name, id, path, created, tags, grants, newKeys);
    }
}
