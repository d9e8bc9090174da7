package dev.mayfly.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TableTest {
    record Role(String name, @Nullable String description, Instant created, Map<String, String> tags, int changes) {
        Role changed() {
            return new Role(name, description, created, tags, changes + 1);
        }
    }

    private static final Role READER =
            new Role("reader", null, Instant.parse("2026-01-02T03:04:05.678Z"), Map.of("team", "é"), 0);

    private final Store store = new MemoryStore();
    private final Table<Role> roles = new Table<>(store, "iam/role", Role.class);

    @Test
    void a_row_is_read_back_as_it_was_written() {
        roles.put("reader", READER);

        assertThat(roles.get("reader")).contains(READER);
        assertThat(roles.get("writer")).isEmpty();
    }

    @Test
    void a_row_of_an_older_or_newer_shape_can_be_read() {
        store.commit(Batch.of(new Batch.Put("iam/role/old", "{\"name\":\"old\",\"path\":\"/\"}".getBytes(UTF_8))));

        assertThat(roles.get("old").orElseThrow().name()).isEqualTo("old");
    }

    @Test
    void a_damaged_row_is_unavailable_and_named() {
        store.commit(Batch.of(new Batch.Put("iam/role/broken", "{\"name\":".getBytes(UTF_8))));

        assertThatThrownBy(() -> roles.get("broken"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("iam/role/broken");
    }

    @Test
    void a_table_lists_its_own_rows_only() {
        roles.put("a", READER);
        roles.put("b", READER);
        new Table<>(store, "iam/role-policy", Role.class).put("c", READER);

        assertThat(roles.all("")).extracting(Table.Row::key).containsExactly("a", "b");
        assertThat(roles.scan("", "a", 10)).extracting(Table.Row::key).containsExactly("b");
        assertThat(roles.scanDown("", "b", 10)).extracting(Table.Row::key).containsExactly("a");
    }

    @Test
    void all_goes_on_over_many_pages() {
        Batch batch = new Batch();
        for (int i = 0; i < 2_500; i++) {
            batch.add(roles.creating("role" + i, READER));
        }
        store.commit(batch);

        assertThat(roles.all("role")).hasSize(2_500);
    }

    @Test
    void a_row_is_created_once() {
        roles.create("reader", READER);

        assertThatThrownBy(() -> roles.create("reader", READER)).isInstanceOf(StoreException.Conflict.class);
    }

    @Test
    void an_update_of_nothing_is_empty() {
        assertThat(roles.update("reader", Role::changed)).isEqualTo(Optional.empty());
    }

    @Test
    void updates_of_many_are_all_kept() {
        roles.put("reader", READER);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                threads.execute(() -> roles.update("reader", Role::changed));
            }
        }

        assertThat(roles.get("reader").orElseThrow().changes()).isEqualTo(100);
    }

    @Test
    void steps_of_several_rows_make_one_commit() {
        roles.put("old", READER);
        Table.Row<Role> old = roles.row("old").orElseThrow();

        store.commit(Batch.of(roles.deleting(old), roles.creating("new", READER), roles.requiringAbsent("third")));

        assertThat(roles.all("")).extracting(Table.Row::key).isEqualTo(List.of("new"));
        assertThatThrownBy(() -> store.commit(Batch.of(roles.requiring(old), roles.putting("x", READER))))
                .isInstanceOf(StoreException.Conflict.class);
    }
}
