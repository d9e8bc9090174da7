package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The roles, or the users, of all accounts: kept in the store, one row each with everything that belongs to it. What
 * also touches other rows (the uses of a policy) is one commit with conditions.
 */
final class Identities<T extends Identity<T>> {
    private static final int MOST_ATTACHED = 10;

    private final Store store;
    private final Table<T> table;
    private final ManagedPolicies policies;
    private final Kind kind;

    /**
     * @param inlineLimit characters that all inline policies of one may have together
     */
    record Kind(String title, int inlineLimit) {
        static final Kind ROLE = new Kind("Role", 10_240);
        static final Kind USER = new Kind("User", 2_048);

        String word() {
            return title.toLowerCase(Locale.ROOT);
        }
    }

    Identities(Store store, Kind kind, Class<T> type, ManagedPolicies policies) {
        this.store = store;
        this.kind = kind;
        this.policies = policies;
        this.table = new Table<>(store, "iam/" + kind.word(), type);
    }

    Optional<T> find(String account, String name) {
        return Names.isAccount(account) && Names.isName(name) ? table.get(Names.key(account, name)) : Optional.empty();
    }

    /** The one of exactly this ARN, in whatever account. */
    Optional<T> byArn(String arn) {
        return Arn.parse(arn)
                .filter(parsed ->
                        parsed.service().equals("iam") && parsed.resource().startsWith(kind.word() + '/'))
                .flatMap(parsed -> find(parsed.account(), arn.substring(arn.lastIndexOf('/') + 1)))
                .filter(identity -> identity.arn().toString().equals(arn));
    }

    /** @throws software.amazon.awssdk.services.iam.model.NoSuchEntityException when there is none */
    T get(String account, String name) {
        return row(account, name).value();
    }

    Page<T> list(String account, Predicate<T> wanted, @Nullable String marker, @Nullable Integer maxItems) {
        return Page.ofTable(table, account, wanted, marker, maxItems);
    }

    List<T> all(String account) {
        return table.all(account + '/').stream().map(Table.Row::value).toList();
    }

    void create(T identity) {
        String key = Names.key(identity.account(), identity.name());
        Commits.retrying(() -> {
            if (table.row(key).isPresent()) {
                throw alreadyExists(identity.name());
            }
            Batch batch = Batch.of(table.creating(key, identity));
            identity.grants().boundary().ifPresent(arn -> bound(batch, identity, arn));
            store.commit(batch);
        });
    }

    T change(String account, String name, UnaryOperator<T> change) {
        return changeWith(account, name, (identity, batch) -> change.apply(identity));
    }

    /**
     * Changes one and whatever goes with it.
     *
     * @param change adds the steps that go with it to the batch; may run several times
     */
    T changeWith(String account, String name, Change<T> change) {
        return Commits.retrying(() -> {
            Table.Row<T> row = row(account, name);
            Batch batch = new Batch();
            T changed = change.apply(row.value(), batch);
            if (changed.name().equalsIgnoreCase(row.value().name())) {
                batch.add(table.replacing(row, changed));
            } else {
                moveTo(changed, row, batch);
            }
            store.commit(batch);
            return changed;
        });
    }

    /** What becomes of an identity, and what else is to be committed with that. */
    @FunctionalInterface
    interface Change<T> {
        T apply(T identity, Batch batch);
    }

    void delete(String account, String name) {
        Commits.retrying(() -> {
            Table.Row<T> row = row(account, name);
            row.value().requireDeletable();
            Batch batch = Batch.of(table.deleting(row));
            row.value().grants().boundary().ifPresent(arn -> policies.release(batch, account, arn, PolicyUses.UNBOUND));
            store.commit(batch);
        });
    }

    void attach(String account, String name, String policyArn) {
        ManagedPolicies.requireWellFormed(policyArn);
        changeWith(account, name, (identity, batch) -> {
            Grants grants = identity.grants();
            if (grants.attached().contains(policyArn)) {
                return identity;
            }
            policies.use(batch, account, policyArn, PolicyUses.ATTACHED, () -> Refusal.notAttachable(policyArn));
            if (grants.attached().size() >= MOST_ATTACHED) {
                throw Refusal.quotaExceeded("PoliciesPer" + kind.title(), MOST_ATTACHED);
            }
            return identity.with(grants.attaching(policyArn));
        });
    }

    void detach(String account, String name, String policyArn) {
        ManagedPolicies.requireWellFormed(policyArn);
        changeWith(account, name, (identity, batch) -> {
            if (!identity.grants().attached().contains(policyArn)) {
                throw Refusal.noSuchPolicy(policyArn);
            }
            policies.release(batch, account, policyArn, PolicyUses.DETACHED);
            return identity.with(identity.grants().detaching(policyArn));
        });
    }

    void setBoundary(String account, String name, String policyArn) {
        ManagedPolicies.requireWellFormed(policyArn);
        changeWith(account, name, (identity, batch) -> {
            if (identity.grants().boundary().equals(Optional.of(policyArn))) {
                return identity;
            }
            T unbounded = withoutBoundary(identity, batch);
            bound(batch, unbounded, policyArn);
            return unbounded.with(unbounded.grants().within(Optional.of(policyArn)));
        });
    }

    void removeBoundary(String account, String name) {
        changeWith(account, name, this::withoutBoundary);
    }

    void putInline(String account, String name, String policyName, String document) {
        Names.name("policyName", policyName);
        PolicyDocument.requireIdentityPolicy(document);
        change(account, name, identity -> {
            Grants changed = identity.grants().withInline(policyName, document);
            if (changed.inlineSize() > kind.inlineLimit()) {
                throw Refusal.limitExceeded("Maximum policy size of " + kind.inlineLimit() + " bytes exceeded for "
                        + kind.word() + ' ' + identity.name());
            }
            return identity.with(changed);
        });
    }

    String inlineDocument(String account, String name, String policyName) {
        return get(account, name).grants().inlineDocument(policyName, () -> noSuchInline(policyName));
    }

    void deleteInline(String account, String name, String policyName) {
        change(account, name, identity -> {
            Grants grants = identity.grants();
            grants.inlineDocument(policyName, () -> noSuchInline(policyName));
            return identity.with(grants.withoutInline(policyName));
        });
    }

    void changeTags(String account, String name, Function<Tags, Tags> change) {
        change(account, name, identity -> identity.with(change.apply(identity.tags())));
    }

    private T withoutBoundary(T identity, Batch batch) {
        identity.grants()
                .boundary()
                .ifPresent(arn -> policies.release(batch, identity.account(), arn, PolicyUses.UNBOUND));
        return identity.with(identity.grants().within(Optional.empty()));
    }

    private void bound(Batch batch, T identity, String policyArn) {
        policies.use(
                batch,
                identity.account(),
                policyArn,
                PolicyUses.BOUND,
                () -> Refusal.noSuchEntity("Scope ARN: " + policyArn + " does not exist or is not attachable."));
    }

    private void moveTo(T renamed, Table.Row<T> from, Batch batch) {
        String key = Names.key(renamed.account(), renamed.name());
        if (table.row(key).isPresent()) {
            throw alreadyExists(renamed.name());
        }
        batch.add(table.deleting(from)).add(table.creating(key, renamed));
    }

    private Table.Row<T> row(String account, String name) {
        Names.name(kind.word() + "Name", name);
        return table.row(Names.key(account, name))
                .orElseThrow(
                        () -> Refusal.noSuchEntity("The " + kind.word() + " with name " + name + " cannot be found."));
    }

    private RuntimeException alreadyExists(String name) {
        return Refusal.alreadyExists(kind.title() + " with name " + name + " already exists.");
    }

    private RuntimeException noSuchInline(String policyName) {
        return Refusal.noSuchEntity("The " + kind.word() + " policy with name " + policyName + " cannot be found.");
    }
}
