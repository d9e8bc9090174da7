package dev.mayfly.functions.registry;

import dev.mayfly.base.Ids;
import java.util.Optional;

/**
 * A name for a version, or for two.
 *
 * @param version {@code $LATEST} or a number
 */
public record AliasRow(String name, String version, String description, Optional<Routing> routing, String revisionId) {

    /**
     * A second version that takes a share of the invocations.
     *
     * @param weight between 0 and 1
     */
    public record Routing(long version, double weight) {}

    public AliasRow touched(String newRevisionId) {
        return new AliasRow(name, version, description, routing, newRevisionId);
    }

    public static AliasRow of(String name, String version, String description, Optional<Routing> routing) {
        return new AliasRow(name, version, description, routing, Ids.uuid());
    }

    public boolean leadsTo(long number) {
        return version.equals(Long.toString(number))
                || routing.map(second -> second.version == number).orElse(false);
    }
}
