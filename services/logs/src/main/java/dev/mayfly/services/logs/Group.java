package dev.mayfly.services.logs;

import dev.mayfly.base.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The row of a log group; its name is the key. Streams and events lie under {@link #id}, not under the name: deleting
 * this row hides them all at once, and a new group of the same name does not find them.
 *
 * @param createdAt milliseconds since the epoch
 */
record Group(
        String id,
        long createdAt,
        String groupClass,
        Optional<Integer> retentionInDays,
        boolean deletionProtected,
        Map<String, String> tags) {

    static Group born(Instant now) {
        return new Group(Ids.hex(8), now.toEpochMilli(), "STANDARD", Optional.empty(), false, Map.of());
    }

    /** Events before this moment (milliseconds since the epoch) have expired; 0 when they are kept for ever. */
    long expiry(Instant now) {
        return retentionInDays
                .map(days -> now.minus(Duration.ofDays(days)).toEpochMilli())
                .orElse(0L);
    }

    Group withClass(String newClass) {
        return new Group(id, createdAt, newClass, retentionInDays, deletionProtected, tags);
    }

    Group keptFor(int days) {
        return new Group(id, createdAt, groupClass, Optional.of(days), deletionProtected, tags);
    }

    Group keptForEver() {
        return new Group(id, createdAt, groupClass, Optional.empty(), deletionProtected, tags);
    }

    Group withProtection(boolean protect) {
        return new Group(id, createdAt, groupClass, retentionInDays, protect, tags);
    }

    Group withTags(Map<String, String> newTags) {
        return new Group(id, createdAt, groupClass, retentionInDays, deletionProtected, newTags);
    }
}
