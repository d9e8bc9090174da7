package dev.mayfly.functions.layers;

import dev.mayfly.functions.code.PackageInfo;
import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** Where layers are kept: a row a version, and a row a layer that counts them. Safe for any thread. */
public final class Layers {
    private static final int PAGE = 500;
    private static final int LONGEST_NAME = 140;

    private final Store store;
    private final Table<Counter> counters;
    private final Table<LayerVersionRow> versions;

    /** @param next number to give; numbers of deleted versions are not given again */
    record Counter(String layer, long next) {}

    /** A layer that has a version of the kind that was asked for: the latest such. */
    public record Listed(String name, LayerVersionRow latest) {}

    public Layers(Store store) {
        this.store = store;
        this.counters = new Table<>(store, "lambda/layer", Counter.class);
        this.versions = new Table<>(store, "lambda/layer-version", LayerVersionRow.class);
    }

    /** @param version given its number */
    public LayerVersionRow publish(LayerName layer, LongFunction<LayerVersionRow> version) {
        while (true) {
            Optional<Table.Row<Counter>> counter = counters.row(key(layer));
            long number = counter.map(row -> row.value().next()).orElse(1L);
            LayerVersionRow published = version.apply(number);
            Counter counted = new Counter(layer.name(), number + 1);
            try {
                store.commit(Batch.of(
                        counter.map(row -> counters.replacing(row, counted))
                                .orElseGet(() -> counters.creating(key(layer), counted)),
                        versions.creating(key(layer, number), published)));
                return published;
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
    }

    public Optional<LayerVersionRow> find(LayerName layer, long number) {
        return layer.name().length() > LONGEST_NAME ? Optional.empty() : versions.get(key(layer, number));
    }

    /** Newest first, of numbers below {@code before}. */
    public List<LayerVersionRow> versions(
            LayerName layer, long before, int limit, Optional<String> runtime, Optional<String> architecture) {
        List<LayerVersionRow> found = new ArrayList<>();
        String from = key(layer, before);
        while (found.size() < limit) {
            List<Table.Row<LayerVersionRow>> page = versions.scanDown(key(layer) + '/', from, PAGE);
            page.stream()
                    .map(Table.Row::value)
                    .filter(version -> version.suits(runtime, architecture))
                    .limit(limit - found.size())
                    .forEach(found::add);
            if (page.size() < PAGE) {
                break;
            }
            from = page.getLast().key();
        }
        return found;
    }

    /** In the order of names, after {@code afterName}; layers without a suitable version are left out. */
    public List<Listed> list(
            String account,
            String region,
            String afterName,
            int limit,
            Optional<String> runtime,
            Optional<String> architecture) {
        List<Listed> listed = new ArrayList<>();
        String prefix = account + '/' + region + '/';
        String after = afterName.isEmpty() ? "" : prefix + afterName;
        while (listed.size() < limit) {
            List<Table.Row<Counter>> page = counters.scan(prefix, after, PAGE);
            for (Table.Row<Counter> row : page) {
                LayerName layer = new LayerName(account, region, row.value().layer(), Optional.empty());
                versions(layer, Long.MAX_VALUE, 1, runtime, architecture).stream()
                        .filter(latest -> listed.size() < limit)
                        .forEach(latest -> listed.add(new Listed(layer.name(), latest)));
            }
            if (page.size() < PAGE) {
                break;
            }
            after = page.getLast().key();
        }
        return listed;
    }

    /** Empty when there is no such version. The change may run several times. */
    public Optional<LayerVersionRow> update(LayerName layer, long number, UnaryOperator<LayerVersionRow> change) {
        return layer.name().length() > LONGEST_NAME ? Optional.empty() : versions.update(key(layer, number), change);
    }

    /** Functions that use it keep its content. Fine when it is not there. */
    public void delete(LayerName layer, long number) {
        versions.delete(key(layer, number));
    }

    /** Every layer version, of all accounts and regions, or of {@code account/region/}. */
    public void eachPackage(String prefix, Consumer<PackageInfo> visitor) {
        String after = "";
        while (true) {
            List<Table.Row<LayerVersionRow>> page = versions.scan(prefix, after, PAGE);
            page.forEach(row -> visitor.accept(row.value().code()));
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().key();
        }
    }

    private static String key(LayerName layer) {
        return layer.account() + '/' + layer.region() + '/' + layer.name();
    }

    private static String key(LayerName layer, long number) {
        return key(layer) + '/' + String.format(Locale.ROOT, "%019d", number);
    }
}
