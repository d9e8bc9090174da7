package dev.mayfly.services.iam;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.Table;
import java.util.Optional;

/** Finds the user an access key belongs to. The key itself, with its secret and status, is part of the user's row. */
final class AccessKeys {
    private final Table<Owner> owners;
    private final Identities<User> users;

    /** Where to look for a key. */
    record Owner(String account, String userName) {}

    /** A key with its user, read together. */
    record Found(User user, User.AccessKey key) {}

    AccessKeys(Store store, Identities<User> users) {
        this.owners = new Table<>(store, "iam/access-key", Owner.class);
        this.users = users;
    }

    Optional<Found> find(String keyId) {
        return owners.get(keyId)
                .flatMap(owner -> users.find(owner.account(), owner.userName()))
                .flatMap(user -> user.key(keyId).map(key -> new Found(user, key)));
    }

    void addTo(User user, User.AccessKey key, Batch batch) {
        batch.add(owners.creating(key.id(), new Owner(user.account(), user.name())));
    }

    void remove(User.AccessKey key, Batch batch) {
        batch.add(owners.deleting(key.id()));
    }

    /** All keys of {@code user}, which has a new name. */
    void pointTo(User user, Batch batch) {
        user.keys().forEach(key -> batch.add(owners.putting(key.id(), new Owner(user.account(), user.name()))));
    }
}
