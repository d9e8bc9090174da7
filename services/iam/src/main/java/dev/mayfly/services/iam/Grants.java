package dev.mayfly.services.iam;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a role or user is allowed: the policies written into it, the managed policies attached to it, the boundary set
 * for it. Immutable.
 *
 * @param inline documents by policy name
 * @param attached ARNs of managed policies
 * @param boundary ARN of the managed policy that is its permissions boundary
 */
public record Grants(NavigableMap<String, String> inline, NavigableSet<String> attached, Optional<String> boundary) {
    static final Grants NONE = new Grants(new TreeMap<>(), new TreeSet<>(), Optional.empty());

    public Grants {
        inline = Collections.unmodifiableNavigableMap(new TreeMap<>(inline));
        attached = Collections.unmodifiableNavigableSet(new TreeSet<>(attached));
    }

    Grants withInline(String policyName, String document) {
        NavigableMap<String, String> changed = new TreeMap<>(inline);
        changed.put(policyName, document);
        return new Grants(changed, attached, boundary);
    }

    Grants withoutInline(String policyName) {
        NavigableMap<String, String> changed = new TreeMap<>(inline);
        changed.remove(policyName);
        return new Grants(changed, attached, boundary);
    }

    Grants attaching(String policyArn) {
        NavigableSet<String> changed = new TreeSet<>(attached);
        changed.add(policyArn);
        return new Grants(inline, changed, boundary);
    }

    Grants detaching(String policyArn) {
        NavigableSet<String> changed = new TreeSet<>(attached);
        changed.remove(policyArn);
        return new Grants(inline, changed, boundary);
    }

    Grants within(Optional<String> newBoundary) {
        return new Grants(inline, attached, newBoundary);
    }

    /** The characters of all inline documents that count. */
    int inlineSize() {
        return inline.values().stream().mapToInt(PolicyDocument::size).sum();
    }

    /** ARNs of attached policies whose path begins with {@code pathPrefix}. */
    Page<String> attachedUnder(@Nullable String pathPrefix, @Nullable String marker, @Nullable Integer maxItems) {
        String prefix = pathPrefix == null ? "/" : pathPrefix;
        List<String> under = attached.stream()
                .filter(arn -> ManagedPolicies.pathIn(arn).startsWith(prefix))
                .toList();
        return Page.of(under, Function.identity(), marker, maxItems);
    }

    Page<String> inlineNames(@Nullable String marker, @Nullable Integer maxItems) {
        return Page.of(List.copyOf(inline.keySet()), Function.identity(), marker, maxItems);
    }

    String inlineDocument(String policyName, Supplier<? extends RuntimeException> otherwise) {
        String document = inline.get(policyName);
        if (document == null) {
            throw otherwise.get();
        }
        return document;
    }

    /** @throws software.amazon.awssdk.services.iam.model.DeleteConflictException while there are policies */
    void requireNoPolicies() {
        if (!attached.isEmpty()) {
            throw Refusal.deleteConflict("Cannot delete entity, must detach all policies first.");
        }
        if (!inline.isEmpty()) {
            throw Refusal.deleteConflict("Cannot delete entity, must delete policies first.");
        }
    }
}
