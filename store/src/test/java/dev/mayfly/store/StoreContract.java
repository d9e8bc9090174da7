package dev.mayfly.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.mayfly.store.Batch.Create;
import dev.mayfly.store.Batch.Delete;
import dev.mayfly.store.Batch.DeleteAt;
import dev.mayfly.store.Batch.Put;
import dev.mayfly.store.Batch.Replace;
import dev.mayfly.store.Batch.Require;
import dev.mayfly.store.Batch.RequireAbsent;
import dev.mayfly.store.Batch.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does for one caller at a time. {@link ConcurrentStoreContract} adds what it does for many. */
public abstract class StoreContract {
    protected Store store;

    /** A store with nothing in it. */
    protected abstract Store open() throws IOException;

    @BeforeEach
    @BeforeTry
    void openStore() throws IOException {
        store = open();
    }

    @AfterEach
    @AfterTry
    void closeStore() {
        store.close();
    }

    @Test
    void a_committed_entry_is_read_back() {
        commit(new Put("function/hello", bytes("one")));

        Store.Entry entry = store.get("function/hello").orElseThrow();
        assertThat(entry.key()).isEqualTo("function/hello");
        assertThat(entry.value()).isEqualTo(bytes("one"));
        assertThat(entry.revision()).isPositive();
    }

    @Test
    void a_key_that_was_never_written_is_empty() {
        assertThat(store.get("nothing")).isEmpty();
    }

    @Test
    void a_batch_of_nothing_commits() {
        commit();

        assertThat(keys(store.scan("", "", 10))).isEmpty();
    }

    @Test
    void a_value_may_be_empty_and_may_be_megabytes() {
        byte[] large = new byte[5_000_000];
        large[4_999_999] = 7;

        commit(new Put("empty", new byte[0]), new Put("large", large));

        assertThat(value("empty")).isEmpty();
        assertThat(value("large")).isEqualTo(large);
    }

    @Test
    void arrays_that_were_passed_or_answered_belong_to_the_caller() {
        byte[] passed = bytes("kept");
        commit(new Put("a", passed));

        passed[0] = 'X';
        value("a")[1] = 'X';
        store.scan("a", "", 1).getFirst().value()[2] = 'X';

        assertThat(value("a")).isEqualTo(bytes("kept"));
    }

    @Test
    void every_change_of_a_key_gives_it_a_greater_revision() {
        commit(new Put("a", bytes("1")));
        long first = revision("a");
        commit(new Put("a", bytes("1")));
        long second = revision("a");
        commit(new Replace("a", bytes("1"), second));

        assertThat(second).isGreaterThan(first);
        assertThat(revision("a")).isGreaterThan(second);
    }

    @Test
    void a_change_of_one_key_leaves_the_revision_of_another() {
        commit(new Put("a", bytes("1")), new Put("b", bytes("1")));
        long before = revision("b");

        commit(new Put("a", bytes("2")), new Require("b", before));

        assertThat(revision("b")).isEqualTo(before);
    }

    @Test
    void create_of_a_key_that_is_there_conflicts_and_names_it() {
        commit(new Put("a", bytes("old")));

        assertConflict("a", new Create("a", bytes("new")));

        assertThat(value("a")).isEqualTo(bytes("old"));
    }

    @Test
    void a_stale_replace_conflicts_and_nothing_of_its_batch_happens() {
        commit(new Put("a", bytes("1")), new Put("gone", bytes("1")));
        long stale = revision("a");
        commit(new Put("a", bytes("2")));

        assertConflict("a", new Put("other", bytes("x")), new Replace("a", bytes("3"), stale), new Delete("gone"));

        assertThat(keys(store.scan("", "", 10))).containsExactly("a", "gone");
        assertThat(value("a")).isEqualTo(bytes("2"));
    }

    @Test
    void a_key_that_is_absent_is_at_no_revision() {
        assertConflict("a", new Replace("a", bytes("x"), 1));
        assertConflict("a", new Replace("a", bytes("x"), 0));
        assertConflict("a", new DeleteAt("a", 0));
        assertConflict("a", new Require("a", 0));
    }

    @Test
    void delete_removes_a_key_and_does_not_mind_its_absence() {
        commit(new Put("a", bytes("1")));

        commit(new Delete("a"), new Delete("b"));

        assertThat(store.get("a")).isEmpty();
    }

    @Test
    void delete_at_a_revision_removes_only_that_one() {
        commit(new Put("a", bytes("1")));
        long first = revision("a");
        commit(new Put("a", bytes("2")));

        assertConflict("a", new DeleteAt("a", first));
        commit(new DeleteAt("a", revision("a")));

        assertThat(store.get("a")).isEmpty();
    }

    @Test
    void a_required_revision_must_hold_for_the_rest_to_happen() {
        commit(new Put("parent", bytes("1")));
        long present = revision("parent");

        commit(new Require("parent", present), new Create("parent/child", bytes("1")));
        commit(new Delete("parent"));

        assertConflict("parent", new Require("parent", present), new Create("parent/other", bytes("1")));
        assertThat(store.get("parent/child")).isPresent();
        assertThat(store.get("parent/other")).isEmpty();
    }

    @Test
    void a_required_absence_must_hold_for_the_rest_to_happen() {
        commit(new RequireAbsent("lock"), new Put("a", bytes("1")));
        commit(new Put("lock", bytes("mine")));

        assertConflict("lock", new RequireAbsent("lock"), new Put("a", bytes("2")));

        assertThat(value("a")).isEqualTo(bytes("1"));
    }

    @Test
    void conditions_are_compared_with_the_state_before_the_batch() {
        commit(new Put("a", bytes("1")));

        commit(
                new Put("a", bytes("2")),
                new Require("a", revision("a")),
                new Create("b", bytes("1")),
                new RequireAbsent("b"));

        assertThat(value("a")).isEqualTo(bytes("2"));
        assertThat(value("b")).isEqualTo(bytes("1"));
    }

    @Test
    void a_revision_from_before_a_deletion_fits_nothing_that_is_made_later() {
        commit(new Put("a", bytes("1")));
        long before = revision("a");
        commit(new Delete("a"));
        commit(new Create("a", bytes("2")));

        assertThat(revision("a")).isGreaterThan(before);
        assertConflict("a", new Replace("a", bytes("3"), before));
        assertConflict("a", new DeleteAt("a", before));
    }

    @Test
    void a_revision_from_before_a_clear_fits_nothing_that_is_made_later() {
        commit(new Put("a", bytes("1")));
        long before = revision("a");
        store.clear();
        commit(new Put("a", bytes("2")));

        assertConflict("a", new Replace("a", bytes("3"), before));
    }

    @Test
    void keys_are_ordered_by_their_utf_8_bytes() {
        // In UTF-16 the last two would stand the other way round.
        List<String> ordered = List.of("a", "a\0b", "a ", "a/", "a/b", "a0", "b", "é", "\uFF21", "😀");
        ordered.reversed().forEach(key -> commit(new Put(key, bytes(key))));

        assertThat(keys(store.scan("", "", 100))).isEqualTo(ordered);
        assertThat(keys(store.scanDown("", "", 100))).isEqualTo(ordered.reversed());
    }

    @Test
    void a_scan_answers_the_keys_of_its_prefix_only() {
        commit(
                new Put("a", bytes("")),
                new Put("a/", bytes("")),
                new Put("a/1", bytes("")),
                new Put("a/\uDBFF\uDFFF", bytes("")),
                new Put("a0", bytes("")));

        assertThat(keys(store.scan("a/", "", 10))).containsExactly("a/", "a/1", "a/\uDBFF\uDFFF");
        assertThat(keys(store.scanDown("a/", "", 10))).containsExactly("a/\uDBFF\uDFFF", "a/1", "a/");
        assertThat(keys(store.scan("a/\uDBFF\uDFFF", "", 10))).containsExactly("a/\uDBFF\uDFFF");
        assertThat(keys(store.scan("c", "", 10))).isEmpty();
    }

    @Test
    void a_prefix_has_no_wildcards() {
        commit(
                new Put("a%b", bytes("")),
                new Put("axb", bytes("")),
                new Put("a_b", bytes("")),
                new Put("a\\b", bytes("")));

        assertThat(keys(store.scan("a%", "", 10))).containsExactly("a%b");
        assertThat(keys(store.scan("a_", "", 10))).containsExactly("a_b");
        assertThat(keys(store.scan("a\\", "", 10))).containsExactly("a\\b");
    }

    @Test
    void a_scan_goes_on_behind_the_key_at_which_it_stopped() {
        for (int i = 0; i < 5; i++) {
            commit(new Put("k/" + i, bytes("")));
        }

        assertThat(keys(store.scan("k/", "", 2))).containsExactly("k/0", "k/1");
        assertThat(keys(store.scan("k/", "k/1", 2))).containsExactly("k/2", "k/3");
        assertThat(keys(store.scan("k/", "k/3", 2))).containsExactly("k/4");
        assertThat(keys(store.scan("k/", "k/4", 2))).isEmpty();
        assertThat(keys(store.scanDown("k/", "", 2))).containsExactly("k/4", "k/3");
        assertThat(keys(store.scanDown("k/", "k/3", 10))).containsExactly("k/2", "k/1", "k/0");
        assertThat(keys(store.scanDown("k/", "k/0", 2))).isEmpty();
    }

    @Test
    void a_scan_may_go_on_behind_a_key_that_is_not_there_or_lies_elsewhere() {
        commit(new Put("k/1", bytes("")), new Put("k/3", bytes("")));

        assertThat(keys(store.scan("k/", "k/2", 10))).containsExactly("k/3");
        assertThat(keys(store.scan("k/", "a", 10))).containsExactly("k/1", "k/3");
        assertThat(keys(store.scan("k/", "z", 10))).isEmpty();
        assertThat(keys(store.scanDown("k/", "k/2", 10))).containsExactly("k/1");
        assertThat(keys(store.scanDown("k/", "z", 10))).containsExactly("k/3", "k/1");
        assertThat(keys(store.scanDown("k/", "a", 10))).isEmpty();
    }

    @Test
    void a_scan_for_no_entries_is_a_mistake() {
        assertThatThrownBy(() -> store.scan("", "", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.scanDown("", "", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_key_has_at_most_1024_bytes() {
        String longest = "é".repeat(512);
        commit(new Put(longest, bytes("1")));

        assertThat(value(longest)).isEqualTo(bytes("1"));
        assertThatThrownBy(() -> commit(new Put("ok", bytes("1")), new Put(longest + "x", bytes("1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(keys(store.scan("", "", 10))).containsExactly(longest);
        assertThat(store.get(longest + "x")).isEmpty();
    }

    @Test
    void a_key_is_text_and_not_empty() {
        assertThatThrownBy(() -> commit(new Put("", bytes("1")))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> commit(new Put("half \uD800", bytes("1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.get("half \uD800")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_batch_of_thousands_is_as_whole_as_a_small_one() {
        Batch batch = new Batch();
        for (int i = 0; i < 3_000; i++) {
            batch.add(new Create("many/" + i, bytes("1")));
        }
        store.commit(batch);

        batch.add(new Put("more", bytes("1")));
        assertThatThrownBy(() -> store.commit(batch)).isInstanceOf(StoreException.Conflict.class);

        assertThat(store.scan("many/", "", 10_000)).hasSize(3_000);
        assertThat(store.get("more")).isEmpty();
    }

    @Test
    void clear_removes_everything_in_well_under_a_second() {
        for (int i = 0; i < 20; i++) {
            Batch batch = new Batch();
            for (int j = 0; j < 1_000; j++) {
                batch.add(new Put(i + "/" + j, new byte[500]));
            }
            store.commit(batch);
        }

        assertTimeout(Duration.ofSeconds(1), store::clear);

        assertThat(store.scan("", "", 10)).isEmpty();
    }

    @Test
    void a_closed_store_is_unavailable() {
        store.close();

        assertThatThrownBy(() -> store.get("a")).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> store.scan("a", "", 1)).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> commit(new Put("a", bytes("1")))).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(store::clear).isInstanceOf(StoreException.Unavailable.class);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void any_history_reads_as_that_of_a_sorted_map(
            @ForAll(supplier = StoreModel.Histories.class) List<StoreModel.Move> history) {
        StoreModel model = new StoreModel(store);
        history.forEach(model::play);
    }

    protected final void commit(Step... steps) {
        store.commit(Batch.of(steps));
    }

    protected final void assertConflict(String key, Step... steps) {
        assertThatThrownBy(() -> commit(steps))
                .isInstanceOfSatisfying(
                        StoreException.Conflict.class,
                        conflict -> assertThat(conflict.key()).isEqualTo(key));
    }

    protected final byte[] value(String key) {
        return store.get(key).orElseThrow().value();
    }

    protected final long revision(String key) {
        return store.get(key).orElseThrow().revision();
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    protected static List<String> keys(List<Store.Entry> entries) {
        return new ArrayList<>(entries.stream().map(Store.Entry::key).toList());
    }
}
