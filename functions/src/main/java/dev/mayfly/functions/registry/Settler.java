package dev.mayfly.functions.registry;

import dev.mayfly.base.Sha256;
import dev.mayfly.base.TaskGroup;
import dev.mayfly.functions.Runtimes;
import dev.mayfly.functions.code.CodeDirectories;
import dev.mayfly.functions.registry.Condition.Failure;
import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings to an end what a request has begun: makes functions Active or Failed, clears away what deleted functions left.
 * Whatever it has to do is in the store, so a crash delays it until {@link #recover()}.
 */
public final class Settler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Settler.class);
    private static final int PAGE = 500;

    private final Registry registry;
    private final Store store;
    private final Runtimes runtimes;
    private final CodeDirectories directories;
    private final TaskGroup tasks = new TaskGroup("functions");
    private boolean closed;

    public Settler(Registry registry, Store store, Runtimes runtimes, CodeDirectories directories) {
        this.registry = registry;
        this.store = store;
        this.runtimes = runtimes;
        this.directories = directories;
        registry.onCommit(this::committed);
    }

    private void committed(Registry.Committed committed) {
        if (committed.begun()) {
            start("settle " + committed.key(), () -> settle(committed.key()));
        }
        if (committed.deleted()) {
            start("clear away", this::clearGraves);
        }
    }

    /** Carries on what was under way, and looks again at what had failed: its runtime may be installed now. */
    public void recover() {
        for (Table.Row<Registry.Unsettled> row : registry.unsettled.all("")) {
            start("settle " + row.key(), () -> settle(row.key()));
        }
        start("clear away", this::clearGraves);
    }

    private synchronized void start(String what, Runnable task) {
        if (!closed) {
            // Failures that are not the store's are logged by the group, and looked at again by the next start.
            Future<?> _ = tasks.start(what, () -> {
                try {
                    task.run();
                } catch (StoreException.Unavailable | StoreException.OutcomeUnknown e) {
                    log.warn("{}: the store is not available, trying again", what, e);
                    later().execute(() -> start(what, task));
                }
            });
        }
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    }

    private void settle(String key) {
        Optional<FunctionRow> found = registry.functions.get(key);
        if (found.isEmpty()) {
            return;
        }
        FunctionRow function = found.get();
        Settings settings = function.latest().settings();
        if (judge(settings).isEmpty()) {
            unpackAhead(function, settings);
        }
        String executionId = function.latest().executionId();
        registry.changeIfThere(function.account(), function.region(), function.name(), draft -> {
            if (draft.function().latest().executionId().equals(executionId)) {
                draft.settle(this::judge);
            }
            return executionId;
        });
    }

    private Optional<Failure> judge(Settings settings) {
        return runtimes.missing(settings.runtime(), settings.architecture()).map(Failure::invalidRuntime);
    }

    /** So that the first invocation need not. When it cannot be done now, that invocation tries again and fails. */
    private void unpackAhead(FunctionRow function, Settings settings) {
        try {
            directories.code(settings.code().digest());
            List<Sha256> layers = settings.layers().stream()
                    .map(layer -> layer.code().digest())
                    .toList();
            if (!layers.isEmpty()) {
                directories.layers(layers);
            }
        } catch (UncheckedIOException | StoreException.Unavailable e) {
            log.warn("the code of {} cannot be unpacked now", function.arn(), e);
        }
    }

    private void clearGraves() {
        for (Table.Row<Registry.Grave> grave : registry.graves.all("")) {
            String prefix = grave.value().keyOfChildren();
            clear(registry.versions, prefix);
            clear(registry.aliases, prefix);
            clear(registry.policies, prefix);
            for (Table.Row<UrlRow> url : registry.urls.all(prefix)) {
                registry.pointers.delete(url.value().urlId());
            }
            clear(registry.urls, prefix);
            registry.graves.delete(grave.key());
        }
    }

    private <T> void clear(Table<T> table, String prefix) {
        while (true) {
            List<Table.Row<T>> page = table.scan(prefix, "", PAGE);
            if (page.isEmpty()) {
                return;
            }
            Batch batch = new Batch();
            page.forEach(row -> batch.add(table.deleting(row.key())));
            store.commit(batch);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        tasks.close();
    }
}
