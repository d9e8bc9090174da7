package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The managed policies of all accounts, kept in the store, and AWS's own, which never change. */
final class ManagedPolicies {
    private static final Pattern ARN = Pattern.compile("arn:aws:iam::(aws|\\d{12}):policy/\\S+");

    private final Store store;
    private final Table<ManagedPolicy> table;
    private final PolicyUses uses;

    ManagedPolicies(Store store, PolicyUses uses) {
        this.store = store;
        this.uses = uses;
        this.table = new Table<>(store, "iam/policy", ManagedPolicy.class);
    }

    /**
     * A policy that {@code account} can use: its own or AWS's.
     *
     * @throws software.amazon.awssdk.services.iam.model.InvalidInputException when {@code arn} is not a policy's
     */
    Optional<ManagedPolicy> find(String account, String arn) {
        requireWellFormed(arn);
        Optional<ManagedPolicy> ofAws = AwsManagedPolicies.find(arn);
        return ofAws.isPresent() ? ofAws : row(account, arn).map(Table.Row::value);
    }

    /** Own policies first, then AWS's. */
    List<ManagedPolicy> all(String account, boolean own, boolean ofAws) {
        List<ManagedPolicy> policies = new ArrayList<>();
        if (own) {
            table.all(account + '/').forEach(row -> policies.add(row.value()));
        }
        if (ofAws) {
            policies.addAll(AwsManagedPolicies.all());
        }
        return policies;
    }

    void create(ManagedPolicy policy) {
        try {
            table.create(Names.key(policy.account(), policy.name()), policy);
        } catch (StoreException.Conflict e) {
            throw Refusal.alreadyExists(
                    "A policy called " + policy.name() + " already exists. Duplicate names are not allowed.");
        }
    }

    /** @param otherwise when the account has no such policy */
    ManagedPolicy change(
            String account,
            String arn,
            UnaryOperator<ManagedPolicy> change,
            Supplier<? extends RuntimeException> otherwise) {
        return row(account, arn)
                .flatMap(row -> table.update(row.key(), policy -> {
                    // It may be deleted, and made anew under another path, since it was found.
                    if (!policy.arn().equals(arn)) {
                        throw otherwise.get();
                    }
                    return change.apply(policy);
                }))
                .orElseThrow(otherwise);
    }

    void delete(String account, String arn) {
        Commits.retrying(() -> {
            Table.Row<ManagedPolicy> row = row(account, arn).orElseThrow(() -> Refusal.noSuchPolicy(arn));
            if (!uses.of(account, arn).equals(PolicyUses.Uses.NONE)) {
                throw Refusal.deleteConflict("Cannot delete a policy attached to entities.");
            }
            if (row.value().versions().size() > 1) {
                throw Refusal.deleteConflict(
                        "This policy has more than one version. Before you delete a policy, you must delete the"
                                + " policy's versions. The default version is deleted with the policy.");
            }
            store.commit(Batch.of(table.deleting(row), uses.requiringNone(account, arn)));
        });
    }

    /**
     * Adds to {@code batch} that a role or user begins to use a policy, and that the policy is still there.
     *
     * @param otherwise when it is not
     */
    void use(
            Batch batch,
            String account,
            String arn,
            PolicyUses.Uses change,
            Supplier<? extends RuntimeException> otherwise) {
        if (AwsManagedPolicies.find(arn).isEmpty()) {
            batch.add(table.requiring(row(account, arn).orElseThrow(otherwise)));
        }
        batch.add(uses.counting(account, arn, change));
    }

    /** Adds to {@code batch} that a role or user no longer uses a policy. */
    void release(Batch batch, String account, String arn, PolicyUses.Uses change) {
        batch.add(uses.counting(account, arn, change));
    }

    static void requireWellFormed(String arn) {
        if (!ARN.matcher(arn).matches()) {
            throw Refusal.invalidInput("ARN " + arn + " is not valid.");
        }
    }

    /** The policy's name as it stands at the end of its ARN. */
    static String nameIn(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** The path in a policy's ARN, with a slash at both ends. */
    static String pathIn(String arn) {
        return arn.substring(arn.indexOf('/'), arn.lastIndexOf('/') + 1);
    }

    private Optional<Table.Row<ManagedPolicy>> row(String account, String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().equals(account) && Names.isName(nameIn(arn)))
                .flatMap(parsed -> table.row(Names.key(account, nameIn(arn))))
                .filter(row -> row.value().arn().equals(arn));
    }
}
