package dev.mayfly.services.logs;

import java.util.Optional;

/**
 * Says that a group, or one stream of a group, was deleted and its rows still have to be removed. Written in the commit
 * that deletes, removed by the {@link Sweeper} when nothing is left.
 */
record Grave(Tenant tenant, String groupId, Optional<String> streamId) {

    static Grave ofGroup(Tenant tenant, String groupId) {
        return new Grave(tenant, groupId, Optional.empty());
    }

    static Grave ofStream(Tenant tenant, String groupId, String streamId) {
        return new Grave(tenant, groupId, Optional.of(streamId));
    }

    String key() {
        return tenant.keyPrefix() + groupId + streamId.map(id -> '/' + id).orElse("");
    }
}
