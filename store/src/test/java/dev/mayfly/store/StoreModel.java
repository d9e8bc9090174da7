package dev.mayfly.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;

/** Plays a random history on a store and on a sorted map, and compares them after every move. */
final class StoreModel {
    /** Few enough that moves meet; in the order of their bytes, which is not that of their chars. */
    private static final List<String> KEYS = List.of("a", "a/", "a/b", "a/b/c", "a0", "b", "\uFF21", "😀");

    sealed interface Move {}

    record Commit(List<Plan> plans) implements Move {}

    record Scan(String prefix, String from, int limit) implements Move {}

    record Clear() implements Move {}

    /** A step whose revision is known only when it is played: the present one, or one of before. */
    record Plan(Kind kind, String key, byte[] value, boolean stale) {}

    enum Kind {
        PUT,
        CREATE,
        REPLACE,
        DELETE,
        DELETE_AT,
        REQUIRE,
        REQUIRE_ABSENT
    }

    /** Histories of up to 40 moves. */
    static final class Histories implements ArbitrarySupplier<List<Move>> {
        @Override
        public Arbitrary<List<Move>> get() {
            Arbitrary<String> keys = Arbitraries.of(KEYS);
            Arbitrary<Plan> plans = Combinators.combine(
                            Arbitraries.of(Kind.class),
                            keys,
                            Arbitraries.bytes().array(byte[].class).ofMaxSize(4),
                            Arbitraries.frequencyOf(
                                    net.jqwik.api.Tuple.of(5, Arbitraries.just(false)),
                                    net.jqwik.api.Tuple.of(1, Arbitraries.just(true))))
                    .as(Plan::new);
            Arbitrary<Move> commits = plans.list().ofMinSize(1).ofMaxSize(5).map(Commit::new);
            Arbitrary<String> edges = Arbitraries.oneOf(keys, Arbitraries.of("", "a/b/", "zz"));
            Arbitrary<Move> scans = Combinators.combine(
                            edges, edges, Arbitraries.integers().between(1, 9))
                    .as(Scan::new);
            return Arbitraries.frequencyOf(
                            net.jqwik.api.Tuple.of(20, commits),
                            net.jqwik.api.Tuple.of(10, scans),
                            net.jqwik.api.Tuple.of(1, Arbitraries.just(new Clear())))
                    .list()
                    .ofMaxSize(40);
        }
    }

    private final Store store;
    private final NavigableMap<String, Store.Entry> entries =
            new TreeMap<>(Comparator.comparing(KeyBytes::of, Arrays::compareUnsigned));
    private final Map<String, Long> greatestRevisions = new HashMap<>();

    StoreModel(Store store) {
        this.store = store;
    }

    void play(Move move) {
        switch (move) {
            case Commit commit -> commit(commit);
            case Scan scan -> scan(scan);
            case Clear _ -> {
                store.clear();
                entries.clear();
            }
        }
        assertSame(store.scan("", "", 100), new ArrayList<>(entries.values()));
    }

    private void commit(Commit commit) {
        Batch batch = new Batch();
        Set<String> changed = new HashSet<>();
        for (Plan plan : commit.plans()) {
            Batch.Step step = step(plan);
            if (!step.changes() || changed.add(step.key())) {
                batch.add(step);
            }
        }
        boolean allHold = batch.steps().stream().allMatch(this::holds);
        if (allHold) {
            assertThatCode(() -> store.commit(batch)).doesNotThrowAnyException();
            batch.steps().forEach(this::apply);
        } else {
            assertThatThrownBy(() -> store.commit(batch)).isInstanceOf(StoreException.Conflict.class);
        }
    }

    private Batch.Step step(Plan plan) {
        Store.Entry present = entries.get(plan.key());
        long revision = present == null
                ? greatestRevisions.getOrDefault(plan.key(), 1L)
                : present.revision() - (plan.stale() ? 1 : 0);
        return switch (plan.kind()) {
            case PUT -> new Batch.Put(plan.key(), plan.value());
            case CREATE -> new Batch.Create(plan.key(), plan.value());
            case REPLACE -> new Batch.Replace(plan.key(), plan.value(), revision);
            case DELETE -> new Batch.Delete(plan.key());
            case DELETE_AT -> new Batch.DeleteAt(plan.key(), revision);
            case REQUIRE -> new Batch.Require(plan.key(), revision);
            case REQUIRE_ABSENT -> new Batch.RequireAbsent(plan.key());
        };
    }

    private boolean holds(Batch.Step step) {
        Store.Entry present = entries.get(step.key());
        return switch (step) {
            case Batch.Put _, Batch.Delete _ -> true;
            case Batch.Create _, Batch.RequireAbsent _ -> present == null;
            case Batch.Replace replace -> present != null && present.revision() == replace.revision();
            case Batch.DeleteAt delete -> present != null && present.revision() == delete.revision();
            case Batch.Require require -> present != null && present.revision() == require.revision();
        };
    }

    private void apply(Batch.Step step) {
        switch (step) {
            case Batch.Put put -> written(put.key(), put.value());
            case Batch.Create create -> written(create.key(), create.value());
            case Batch.Replace replace -> written(replace.key(), replace.value());
            case Batch.Delete _, Batch.DeleteAt _ -> entries.remove(step.key());
            case Batch.Require _, Batch.RequireAbsent _ -> {}
        }
    }

    private void written(String key, byte[] value) {
        long revision = store.get(key).orElseThrow().revision();
        assertThat(revision).isGreaterThan(greatestRevisions.getOrDefault(key, 0L));
        greatestRevisions.put(key, revision);
        entries.put(key, new Store.Entry(key, value, revision));
    }

    private void scan(Scan scan) {
        List<Store.Entry> up = entries.values().stream()
                .filter(entry -> entry.key().startsWith(scan.prefix()))
                .filter(entry -> scan.from().isEmpty() || entries.comparator().compare(entry.key(), scan.from()) > 0)
                .limit(scan.limit())
                .toList();
        List<Store.Entry> down = entries.descendingMap().values().stream()
                .filter(entry -> entry.key().startsWith(scan.prefix()))
                .filter(entry -> scan.from().isEmpty() || entries.comparator().compare(entry.key(), scan.from()) < 0)
                .limit(scan.limit())
                .toList();
        assertSame(store.scan(scan.prefix(), scan.from(), scan.limit()), up);
        assertSame(store.scanDown(scan.prefix(), scan.from(), scan.limit()), down);
    }

    private static void assertSame(List<Store.Entry> actual, List<Store.Entry> expected) {
        assertThat(actual).usingRecursiveFieldByFieldElementComparator().isEqualTo(expected);
    }
}
