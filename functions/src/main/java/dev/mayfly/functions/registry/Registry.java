package dev.mayfly.functions.registry;

import dev.mayfly.functions.name.FunctionNames;
import dev.mayfly.functions.policy.Policy;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where functions are kept. The store owns the state; this reads it and commits changes to it, from any thread, and
 * tells its listeners after each commit.
 */
public final class Registry {
    private static final int PAGE = 500;

    final Table<FunctionRow> functions;
    final Table<VersionRow> versions;
    final Table<AliasRow> aliases;
    final Table<Policy> policies;
    final Table<UrlRow> urls;
    final Table<UrlRow.Pointer> pointers;
    final Table<Unsettled> unsettled;
    final Table<Grave> graves;
    final Ledger ledger;

    private final Store store;
    private final List<Consumer<Committed>> listeners = new CopyOnWriteArrayList<>();

    /** Marks a function that something is under way with, so that a start finds it without reading all. */
    record Unsettled(String functionName) {}

    /** A function that is gone and whose rows are still to be cleared away. */
    record Grave(String id, String keyOfChildren) {
        static Grave of(FunctionRow function) {
            return new Grave(function.id(), function.keyOfChildren());
        }
    }

    /**
     * What a commit did.
     *
     * @param key of the function's row
     * @param retired ids of revisions that nothing leads to any more
     */
    public record Committed(String key, List<String> retired, boolean begun, boolean deleted) {}

    public Registry(Store store) {
        this.store = store;
        this.functions = new Table<>(store, "lambda/function", FunctionRow.class);
        this.versions = new Table<>(store, "lambda/version", VersionRow.class);
        this.aliases = new Table<>(store, "lambda/alias", AliasRow.class);
        this.policies = new Table<>(store, "lambda/policy", Policy.class);
        this.urls = new Table<>(store, "lambda/url", UrlRow.class);
        this.pointers = new Table<>(store, "lambda/url-pointer", UrlRow.Pointer.class);
        this.unsettled = new Table<>(store, "lambda/unsettled", Unsettled.class);
        this.graves = new Table<>(store, "lambda/grave", Grave.class);
        this.ledger = new Ledger(store);
    }

    /** {@code listener} is called on the committing thread, after the commit; it must not block or throw. */
    public void onCommit(Consumer<Committed> listener) {
        listeners.add(listener);
    }

    public Ledger ledger() {
        return ledger;
    }

    // ---- changing

    /** False when there is a function of that name already. */
    public boolean create(FunctionRow function, boolean publish) {
        Draft draft = new Draft(this, function);
        if (publish) {
            draft.publish(Optional.empty());
        }
        try {
            store.commit(draft.creating());
        } catch (StoreException.Conflict e) {
            return false;
        }
        announce(new Committed(function.key(), List.of(), true, false));
        return true;
    }

    /** As {@link #changeIfThere}, throwing {@code absent} when there is no such function. */
    public <R> R change(
            String account,
            String region,
            String name,
            Supplier<? extends RuntimeException> absent,
            Function<Draft, R> decide) {
        return changeIfThere(account, region, name, decide).orElseThrow(absent);
    }

    /**
     * Decides about one function and commits what was decided, again when another writer was faster: {@code decide} may
     * run several times and must have no effects but on its draft. Empty when there is no such function.
     */
    public <R> Optional<R> changeIfThere(String account, String region, String name, Function<Draft, R> decide) {
        while (true) {
            Optional<Table.Row<FunctionRow>> row = row(account, region, name);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            Draft draft = new Draft(this, row.get().value());
            R decision = decide.apply(draft);
            if (draft.changesNothing() || commit(row.get(), draft)) {
                return Optional.of(decision);
            }
            Thread.onSpinWait();
        }
    }

    /** False when another writer was faster. */
    private boolean commit(Table.Row<FunctionRow> row, Draft draft) {
        String key = row.value().key();
        try {
            store.commit(draft.batch(row));
        } catch (StoreException.Conflict e) {
            return false;
        } catch (StoreException.OutcomeUnknown e) {
            announce(new Committed(key, List.of(), false, false));
            throw e;
        }
        announce(new Committed(key, draft.retired(), draft.beginsSomething(), draft.deletes()));
        return true;
    }

    private void announce(Committed committed) {
        listeners.forEach(listener -> listener.accept(committed));
    }

    // ---- reading

    public Optional<FunctionRow> find(String account, String region, String name) {
        return row(account, region, name).map(Table.Row::value);
    }

    private Optional<Table.Row<FunctionRow>> row(String account, String region, String name) {
        // Longer names are admitted where functions are looked up, and would make keys the store cannot hold.
        return name.length() > FunctionNames.LONGEST
                ? Optional.empty()
                : functions.row(account + '/' + region + '/' + name);
    }

    /** In the order of names, after {@code afterName}. */
    public List<FunctionRow> list(String account, String region, String afterName, int limit) {
        String prefix = account + '/' + region + '/';
        return functions.scan(prefix, afterName.isEmpty() ? "" : prefix + afterName, limit).stream()
                .map(Table.Row::value)
                .toList();
    }

    public Optional<VersionRow> version(FunctionRow function, long number) {
        return versions.get(function.keyOfChildren() + VersionRow.key(number));
    }

    /** In the order of numbers, after {@code after}. */
    public List<VersionRow> versions(FunctionRow function, long after, int limit) {
        String prefix = function.keyOfChildren();
        return versions.scan(prefix, prefix + VersionRow.key(after), limit).stream()
                .map(Table.Row::value)
                .toList();
    }

    public void eachVersion(FunctionRow function, Consumer<VersionRow> visitor) {
        each(versions, function.keyOfChildren(), visitor);
    }

    public Optional<AliasRow> alias(FunctionRow function, String name) {
        return aliases.get(function.keyOfChildren() + name);
    }

    /** In the order of names, after {@code afterName}. */
    public List<AliasRow> aliases(FunctionRow function, String afterName, int limit) {
        String prefix = function.keyOfChildren();
        return aliases.scan(prefix, afterName.isEmpty() ? "" : prefix + afterName, limit).stream()
                .map(Table.Row::value)
                .toList();
    }

    void eachAlias(FunctionRow function, Consumer<AliasRow> visitor) {
        each(aliases, function.keyOfChildren(), visitor);
    }

    /** An empty one when there is none. */
    public Policy policy(FunctionRow function, String qualifier) {
        return policies.get(function.keyOfChildren() + qualifier).orElse(Policy.EMPTY);
    }

    public Optional<UrlRow> url(FunctionRow function, String qualifier) {
        return urls.get(function.keyOfChildren() + qualifier);
    }

    /** That of {@code $LATEST} first, then in the order of aliases, after {@code afterQualifier}. */
    public List<UrlRow> urls(FunctionRow function, String afterQualifier, int limit) {
        String prefix = function.keyOfChildren();
        return urls.scan(prefix, afterQualifier.isEmpty() ? "" : prefix + afterQualifier, limit).stream()
                .map(Table.Row::value)
                .toList();
    }

    /** A URL and its function, by the URL's id alone. */
    public record FoundUrl(FunctionRow function, UrlRow url) {}

    public Optional<FoundUrl> findUrl(String urlId) {
        return pointers.get(urlId)
                .flatMap(pointer -> find(pointer.account(), pointer.region(), pointer.functionName())
                        .filter(function -> function.id().equals(pointer.functionId()))
                        .flatMap(function -> url(function, pointer.qualifier())
                                .filter(url -> url.urlId().equals(urlId))
                                .map(url -> new FoundUrl(function, url))));
    }

    /** Every function there is, or those of {@code account/region/}. */
    public void eachFunction(String prefix, Consumer<FunctionRow> visitor) {
        each(functions, prefix, visitor);
    }

    private static <T> void each(Table<T> table, String prefix, Consumer<T> visitor) {
        String after = "";
        while (true) {
            List<Table.Row<T>> page = table.scan(prefix, after, PAGE);
            page.forEach(row -> visitor.accept(row.value()));
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().key();
        }
    }
}
