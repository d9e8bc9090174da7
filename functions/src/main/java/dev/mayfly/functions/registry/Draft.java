package dev.mayfly.functions.registry;

import dev.mayfly.functions.policy.Policy;
import dev.mayfly.functions.registry.Condition.Failure;
import dev.mayfly.store.Batch;
import dev.mayfly.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A change of one function that is being decided: reads see what is stored, writes are collected and committed together
 * when the decision is made. Every commit replaces the function's row at the revision that was read, so changes of one
 * function happen one after the other. Used by one thread, once.
 */
public final class Draft {
    private final Registry registry;
    private final FunctionRow before;
    private final List<Batch.Step> steps = new ArrayList<>();
    private final List<String> retired = new ArrayList<>();
    private FunctionRow function;
    private boolean deleted;

    Draft(Registry registry, FunctionRow function) {
        this.registry = registry;
        this.before = function;
        this.function = function;
    }

    public FunctionRow function() {
        return function;
    }

    public void put(FunctionRow changed) {
        function = changed;
    }

    public void put(VersionRow version) {
        steps.add(registry.versions.putting(child(VersionRow.key(version.number())), version));
    }

    public void put(AliasRow alias) {
        steps.add(registry.aliases.putting(child(alias.name()), alias));
    }

    /** An empty policy is none. */
    public void put(String qualifier, Policy policy) {
        steps.add(
                policy.statements().isEmpty()
                        ? registry.policies.deleting(child(qualifier))
                        : registry.policies.putting(child(qualifier), policy));
    }

    public void put(UrlRow url) {
        steps.add(registry.urls.putting(child(url.qualifier()), url));
        steps.add(registry.pointers.putting(
                url.urlId(),
                new UrlRow.Pointer(
                        function.account(), function.region(), function.name(), function.id(), url.qualifier())));
    }

    public void delete(UrlRow url) {
        steps.add(registry.urls.deleting(child(url.qualifier())));
        steps.add(registry.pointers.deleting(url.urlId()));
    }

    /** With the policy and the URL of the alias. */
    public void delete(AliasRow alias) {
        steps.add(registry.aliases.deleting(child(alias.name())));
        steps.add(registry.policies.deleting(child(alias.name())));
        url(alias.name()).ifPresent(this::delete);
    }

    public void delete(VersionRow version) {
        steps.add(registry.versions.deleting(child(VersionRow.key(version.number()))));
        steps.add(registry.policies.deleting(child(Long.toString(version.number()))));
        retired.add(version.edition().executionId());
        if (function.publishing().settling().equals(Optional.of(version.number()))) {
            function = function.settledVersion();
        }
    }

    /** The function with everything under it; what lies under it is cleared away afterwards. */
    public void deleteFunction() {
        deleted = true;
        int _ = reserve(Optional.empty());
        retired.add(before.latest().serving().executionId());
        registry.eachVersion(before, version -> retired.add(version.edition().executionId()));
    }

    /** @return the version, a new one unless nothing has changed since the last */
    public VersionRow publish(Optional<String> description) {
        Optional<VersionRow> unchanged = function.publishing()
                .last()
                .filter(last -> last.contentId().equals(function.latest().contentId()))
                .flatMap(last -> version(last.number()));
        return unchanged.orElseGet(() -> publishNew(description));
    }

    private VersionRow publishNew(Optional<String> description) {
        VersionRow version =
                new VersionRow(function.publishing().next(), function.latest().published(description));
        put(version);
        function = function.with(function.latest().touched()).published(version);
        return version;
    }

    /**
     * What was being created or updated is done, or has failed.
     *
     * @param judge says why settings cannot be run, if they cannot
     */
    void settle(Function<Settings, Optional<Failure>> judge) {
        Edition latest = function.latest();
        String served = latest.serving().executionId();
        function = function.with(latest.settled(judge.apply(latest.settings())));
        if (!function.latest().serving().executionId().equals(served)) {
            retired.add(served);
        }
        function.publishing().settling().flatMap(this::version).ifPresent(version -> settle(version, judge));
    }

    private void settle(VersionRow version, Function<Settings, Optional<Failure>> judge) {
        Optional<Failure> failure = judge.apply(version.edition().settings());
        VersionRow settled = version.with(version.edition().settled(failure));
        if (!settled.equals(version)) {
            put(settled);
        }
        if (failure.isEmpty()) {
            function = function.settledVersion();
        }
    }

    /**
     * Sets or ends the reservation, here and in the account's ledger; once in a draft.
     *
     * @return what all functions of the account have reserved then
     */
    public int reserve(Optional<Integer> executions) {
        Ledger.Change change = registry.ledger.change(function, executions);
        change.step().ifPresent(steps::add);
        function = function.reserving(executions);
        return change.total();
    }

    public Optional<VersionRow> version(long number) {
        return registry.version(before, number);
    }

    public Optional<AliasRow> alias(String name) {
        return registry.alias(before, name);
    }

    public Policy policy(String qualifier) {
        return registry.policy(before, qualifier);
    }

    public Optional<UrlRow> url(String qualifier) {
        return registry.url(before, qualifier);
    }

    public void eachAlias(Consumer<AliasRow> visitor) {
        registry.eachAlias(before, visitor);
    }

    /** The first commit of a function that was not there. */
    Batch creating() {
        Batch batch = Batch.of(
                registry.functions.creating(function.key(), function),
                registry.unsettled.putting(function.key(), new Registry.Unsettled(function.name())));
        steps.forEach(batch::add);
        return batch;
    }

    boolean changesNothing() {
        return !deleted && steps.isEmpty() && function.equals(before);
    }

    Batch batch(Table.Row<FunctionRow> row) {
        Batch batch = new Batch();
        steps.forEach(batch::add);
        if (deleted) {
            batch.add(registry.functions.deleting(row));
            batch.add(registry.graves.putting(before.id(), Registry.Grave.of(before)));
        } else {
            batch.add(registry.functions.replacing(row, function));
        }
        if (!deleted && function.isUnsettled()) {
            batch.add(registry.unsettled.putting(before.key(), new Registry.Unsettled(before.name())));
        } else if (before.isUnsettled()) {
            batch.add(registry.unsettled.deleting(before.key()));
        }
        return batch;
    }

    /** Ids of revisions that nothing leads to after the commit. */
    List<String> retired() {
        return retired;
    }

    /** Whether something has been begun that must be settled. */
    boolean beginsSomething() {
        boolean underWay = !function.latest().isChangeable();
        return !deleted && underWay && !function.latest().equals(before.latest());
    }

    boolean deletes() {
        return deleted;
    }

    private String child(String key) {
        return before.keyOfChildren() + key;
    }
}
