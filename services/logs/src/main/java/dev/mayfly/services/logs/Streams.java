package dev.mayfly.services.logs;

import dev.mayfly.store.Batch;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** The log streams of all groups, by name. Holds no state but the tables. */
final class Streams {
    private static final int PAGE = 500;

    private final Tables tables;
    private final Groups groups;

    Streams(Tables tables, Groups groups) {
        this.tables = tables;
        this.groups = groups;
    }

    static ResourceNotFoundException absent() {
        return ResourceNotFoundException.builder()
                .message("The specified log stream does not exist.")
                .build();
    }

    static String key(Tenant tenant, String groupId, String name) {
        return Tables.within(tenant, groupId) + name;
    }

    static String nameIn(Tenant tenant, String groupId, Row<Stream> row) {
        return row.key().substring(Tables.within(tenant, groupId).length());
    }

    Optional<Row<Stream>> find(Tenant tenant, String groupId, String name) {
        return tables.streams().row(key(tenant, groupId, name));
    }

    /** @throws ResourceNotFoundException when there is none of this name */
    Row<Stream> get(Tenant tenant, String groupId, String name) {
        return find(tenant, groupId, name).orElseThrow(Streams::absent);
    }

    /** By name, beginning with {@code prefix}, past {@code past} (a name; empty: from the beginning of that order). */
    List<Row<Stream>> list(Tenant tenant, String groupId, String prefix, String past, boolean descending, int limit) {
        String within = key(tenant, groupId, prefix);
        String from = past.isEmpty() ? "" : key(tenant, groupId, past);
        return descending
                ? tables.streams().scanDown(within, from, limit)
                : tables.streams().scan(within, from, limit);
    }

    /** Every stream whose name begins with {@code prefix}, in pages. */
    void each(Tenant tenant, String groupId, String prefix, Consumer<Row<Stream>> visit) {
        List<Row<Stream>> page = new ArrayList<>();
        do {
            String past = page.isEmpty() ? "" : nameIn(tenant, groupId, page.getLast());
            page = list(tenant, groupId, prefix, past, false, PAGE);
            page.forEach(visit);
        } while (page.size() == PAGE);
    }

    void create(Tenant tenant, String groupName, String name, Instant now) {
        while (true) {
            Row<Group> group = groups.get(tenant, groupName);
            String key = key(tenant, group.value().id(), name);
            if (tables.streams().row(key).isPresent()) {
                throw ResourceAlreadyExistsException.builder()
                        .message("The specified log stream already exists")
                        .build();
            }
            // The group must still be there: a stream made under a deleted one would never be swept.
            Batch batch =
                    Batch.of(tables.groups().requiring(group), tables.streams().creating(key, Stream.born(now, false)));
            try {
                tables.store().commit(batch);
                return;
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
    }

    /** Hides the stream with its events at once; the sweeper removes them. */
    void delete(Tenant tenant, String groupName, String name) {
        while (true) {
            Row<Group> group = groups.get(tenant, groupName);
            Groups.checkUnprotected(group.value());
            Row<Stream> stream = get(tenant, group.value().id(), name);
            Grave grave =
                    Grave.ofStream(tenant, group.value().id(), stream.value().id());
            Batch burial = Batch.of(
                    tables.groups().requiring(group),
                    tables.streams().deleting(stream),
                    tables.graves().putting(grave.key(), grave));
            try {
                tables.store().commit(burial);
                return;
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
    }
}
