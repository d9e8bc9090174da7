package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A managed policy, a customer's or AWS's own.
 *
 * @param account that owns it; {@value #AWS} for AWS's
 * @param description the empty string when there is none
 * @param lastVersion the highest number ever given; numbers are not used again
 * @param versions newest first
 */
record ManagedPolicy(
        String account,
        String name,
        String id,
        String path,
        String description,
        Instant created,
        Instant updated,
        Tags tags,
        int defaultVersion,
        int lastVersion,
        List<Version> versions) {
    static final String AWS = "aws";
    static final int MOST_VERSIONS = 5;

    record Version(int number, String document, Instant created) {

        String label() {
            return "v" + number;
        }
    }

    String arn() {
        return Arn.of("iam", "", account, "policy" + path + name).toString();
    }

    boolean ownedByAws() {
        return account.equals(AWS);
    }

    /** @param label as in the API: {@code v3} */
    Optional<Version> version(String label) {
        return versions.stream()
                .filter(version -> version.label().equals(label))
                .findFirst();
    }

    boolean isDefault(Version version) {
        return version.number() == defaultVersion;
    }

    ManagedPolicy adding(String document, boolean asDefault, Instant now) {
        if (versions.size() >= MOST_VERSIONS) {
            throw Refusal.limitExceeded("A managed policy can have up to 5 versions. Before you create a new version,"
                    + " you must delete an existing version.");
        }
        Version version = new Version(lastVersion + 1, document, now);
        List<Version> changed = new ArrayList<>(versions);
        changed.add(version);
        changed.sort(Comparator.comparingInt(Version::number).reversed());
        return new ManagedPolicy(
                account,
                name,
                id,
                path,
                description,
                created,
                now,
                tags,
                asDefault ? version.number() : defaultVersion,
                version.number(),
                changed);
    }

    ManagedPolicy defaultingTo(Version version, Instant now) {
        return new ManagedPolicy(
                account, name, id, path, description, created, now, tags, version.number(), lastVersion, versions);
    }

    ManagedPolicy removing(Version version, Instant now) {
        if (isDefault(version)) {
            throw Refusal.deleteConflict("Cannot delete the default version of a policy.");
        }
        List<Version> rest =
                versions.stream().filter(kept -> !kept.equals(version)).toList();
        return new ManagedPolicy(
                account, name, id, path, description, created, now, tags, defaultVersion, lastVersion, rest);
    }

    ManagedPolicy with(Tags newTags) {
        return new ManagedPolicy(
                account, name, id, path, description, created, updated, newTags, defaultVersion, lastVersion, versions);
    }
}
