package dev.mayfly.services.logs;

import dev.mayfly.services.logs.Tables.IndexEntry;
import dev.mayfly.store.Batch;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes what nobody sees any more: the rows of deleted groups and streams, and expired chunks. Each step is one commit
 * that leaves the store consistent, so it may die anywhere and goes on at the next call. It owns only the name of the
 * group it looks at next; one thread calls it.
 */
final class Sweeper {
    private static final int MOST_ROWS = 5_000;
    private static final int BATCH = 250;
    private static final int CHUNK_PAGE = 50;
    private static final int GROUPS = 200;

    private final Tables tables;
    private final Clock clock;
    private String lastGroup = "";

    Sweeper(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    /** A bounded amount of work; true when there is more to do at once. */
    boolean sweep() {
        Budget budget = new Budget();
        for (Row<Grave> grave : tables.graves().scan("", "", GROUPS)) {
            clear(grave.value(), budget);
        }
        List<Row<Group>> groups = tables.groups().scan("", lastGroup, GROUPS);
        for (Row<Group> row : groups) {
            if (budget.spent()) {
                return true;
            }
            expire(row, budget);
            if (!budget.spent()) {
                lastGroup = row.key();
            }
        }
        if (groups.size() < GROUPS && !budget.spent()) {
            lastGroup = "";
        }
        return budget.spent() || groups.size() == GROUPS;
    }

    private void clear(Grave grave, Budget budget) {
        String within = Tables.within(grave.tenant(), grave.groupId());
        if (grave.streamId().isEmpty()) {
            clearStreams(within, budget);
        }
        clearChunks(within, within + grave.streamId().map(id -> id + '/').orElse(""), budget);
        if (!budget.spent()) {
            tables.graves().delete(grave.key());
        }
    }

    /** Streams go before their chunks: without its row no append to a stream can succeed, so none comes after. */
    private void clearStreams(String within, Budget budget) {
        while (!budget.spent()) {
            List<Row<Stream>> rows = tables.streams().scan(within, "", BATCH);
            if (rows.isEmpty()) {
                return;
            }
            Batch batch = new Batch();
            rows.forEach(row -> batch.add(tables.streams().deleting(row.key())));
            tables.store().commit(batch);
            budget.spend(rows.size());
        }
    }

    private void clearChunks(String within, String indexPrefix, Budget budget) {
        while (!budget.spent()) {
            List<Row<IndexEntry>> rows = tables.index().scan(indexPrefix, "", BATCH);
            if (rows.isEmpty()) {
                return;
            }
            Batch batch = new Batch();
            rows.forEach(row -> tables.erase(batch, within, ChunkKey.fromStream(row.key())));
            tables.store().commit(batch);
            budget.spend(2 * rows.size());
        }
    }

    private void expire(Row<Group> row, Budget budget) {
        long expiry = row.value().expiry(clock.instant());
        if (expiry == 0) {
            return;
        }
        // The group's key is its tenant's prefix and its name.
        String[] parts = row.key().split("/", 3);
        String within =
                Tables.within(new Tenant(parts[0], parts[1]), row.value().id());
        while (!budget.spent()) {
            List<Row<Chunk>> expired = tables.chunks().scan(within, "", CHUNK_PAGE).stream()
                    .filter(chunk -> ChunkKey.fromGroup(chunk.key()).last() < expiry)
                    .toList();
            if (expired.isEmpty() || !expire(within, expired, expiry)) {
                return;
            }
            budget.spend(2 * expired.size());
        }
    }

    /** False when an append was faster: the next sweep tries again. */
    private boolean expire(String within, List<Row<Chunk>> chunks, long expiry) {
        Map<String, List<Row<Chunk>>> byStreamId = new LinkedHashMap<>();
        for (Row<Chunk> chunk : chunks) {
            String id = ChunkKey.fromGroup(chunk.key()).streamId();
            byStreamId.computeIfAbsent(id, unseen -> new ArrayList<>()).add(chunk);
        }
        try {
            byStreamId.values().forEach(ofStream -> expireOfStream(within, ofStream, expiry));
            return true;
        } catch (StoreException.Conflict e) {
            return false;
        }
    }

    private void expireOfStream(String within, List<Row<Chunk>> chunks, long expiry) {
        Batch batch = new Batch();
        chunks.forEach(chunk -> tables.erase(batch, within, ChunkKey.fromGroup(chunk.key())));
        ChunkKey last = ChunkKey.fromGroup(chunks.getLast().key());
        tables.streams()
                .row(within + chunks.getLast().value().stream())
                .filter(stream -> stream.value().id().equals(last.streamId()))
                .ifPresent(stream -> batch.add(without(chunks, stream, within, last, expiry)));
        tables.store().commit(batch);
    }

    private Batch.Step without(List<Row<Chunk>> chunks, Row<Stream> stream, String within, ChunkKey last, long expiry) {
        String index = within + last.streamId() + '/';
        List<Row<IndexEntry>> rest = tables.index().scan(index, within + last.inStream(), 1);
        if (!rest.isEmpty()) {
            long bytes =
                    chunks.stream().mapToLong(chunk -> chunk.value().size()).sum();
            long first = rest.getFirst().value().first();
            return tables.streams().replacing(stream, stream.value().startingAt(first, bytes));
        }
        // POLICY: AWS keeps empty streams. One that a function's environment made is never written again; without this
        // they would pile up for ever.
        boolean abandoned = stream.value().byFunction()
                && stream.value()
                        .activity()
                        .filter(was -> was.lastIngestion() >= expiry)
                        .isEmpty();
        return abandoned
                ? tables.streams().deleting(stream)
                : tables.streams().replacing(stream, stream.value().emptied());
    }

    /** How many rows one call may still remove. */
    private static final class Budget {
        private int left = MOST_ROWS;

        void spend(int rows) {
            left -= rows;
        }

        boolean spent() {
            return left <= 0;
        }
    }
}
