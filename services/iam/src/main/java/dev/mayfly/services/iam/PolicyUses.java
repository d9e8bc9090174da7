package dev.mayfly.services.iam;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.Table;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How many roles and users of an account use each managed policy. A row changes in the same commit as the role or user,
 * and a policy is deleted only on condition that it has none: so no attachment outlives its policy.
 */
final class PolicyUses {
    private final Table<Uses> table;

    /**
     * @param attachments roles and users that it is attached to
     * @param boundaries roles and users that it bounds
     */
    record Uses(int attachments, int boundaries) {
        static final Uses NONE = new Uses(0, 0);

        Uses plus(Uses change) {
            return new Uses(attachments + change.attachments, boundaries + change.boundaries);
        }
    }

    static final Uses ATTACHED = new Uses(1, 0);
    static final Uses DETACHED = new Uses(-1, 0);
    static final Uses BOUND = new Uses(0, 1);
    static final Uses UNBOUND = new Uses(0, -1);

    PolicyUses(Store store) {
        this.table = new Table<>(store, "iam/policy-uses", Uses.class);
    }

    Uses of(String account, String policyArn) {
        return table.get(key(account, policyArn)).orElse(Uses.NONE);
    }

    /** By policy ARN; those without any use are absent. */
    Map<String, Uses> all(String account) {
        String prefix = account + '/';
        return table.all(prefix).stream()
                .collect(Collectors.toMap(row -> row.key().substring(prefix.length()), Table.Row::value));
    }

    /** The step that counts a change; conflicts when another change of the same policy comes first. */
    Batch.Step counting(String account, String policyArn, Uses change) {
        Optional<Table.Row<Uses>> row = table.row(key(account, policyArn));
        if (row.isEmpty()) {
            return table.creating(key(account, policyArn), Uses.NONE.plus(change));
        }
        Uses changed = row.get().value().plus(change);
        return changed.equals(Uses.NONE) ? table.deleting(row.get()) : table.replacing(row.get(), changed);
    }

    Batch.Step requiringNone(String account, String policyArn) {
        return table.requiringAbsent(key(account, policyArn));
    }

    private static String key(String account, String policyArn) {
        return account + '/' + policyArn;
    }
}
