package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;

/**
 * What roles and users have in common: a name under a path, tags, and policies. Immutable; a change makes a new one.
 *
 * @param <T> the type itself
 */
interface Identity<T extends Identity<T>> {
    String account();

    String name();

    /** AWS's unique id: never given to another, not even to one of the same name. */
    String id();

    String path();

    Tags tags();

    Grants grants();

    T with(Tags tags);

    T with(Grants grants);

    Arn arn();

    /** @throws software.amazon.awssdk.services.iam.model.DeleteConflictException while something hangs on it */
    void requireDeletable();
}
