package dev.mayfly.services.logs;

import dev.mayfly.store.Batch;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table.Row;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Writes events. One append is one commit: its chunks, their index rows and the stream's row, with the group's and the
 * stream's birth where they are new. Nothing that writers of different streams share is rewritten.
 */
final class Appender {
    private static final int LONGEST_MESSAGE = LogEvent.LIMIT - LogEvent.OVERHEAD;

    private final Tables tables;
    private final Groups groups;
    private final Streams streams;
    private final Clock clock;

    Appender(Tables tables, Groups groups, Streams streams, Clock clock) {
        this.tables = tables;
        this.groups = groups;
        this.streams = streams;
        this.clock = clock;
    }

    /** Makes group and stream as needed. Drops empty messages; cuts one that is longer than AWS's limit into several. */
    void appendCreating(Tenant tenant, String groupName, String streamName, List<LogEvent> events) {
        List<LogEvent> accepted = accepted(events);
        if (accepted.isEmpty()) {
            return;
        }
        boolean done = false;
        while (!done) {
            Batch batch = new Batch();
            Optional<Row<Group>> found = groups.find(tenant, groupName);
            Group group = found.map(Row::value).orElseGet(() -> Group.born(clock.instant()));
            Optional<Row<Stream>> stream = streams.find(tenant, group.id(), streamName);
            if (found.isEmpty()) {
                batch.add(tables.groups().creating(Groups.key(tenant, groupName), group));
            } else if (stream.isEmpty()) {
                batch.add(tables.groups().requiring(found.get()));
            }
            done = commit(batch, tenant, group.id(), streamName, stream, accepted);
        }
    }

    /**
     * Appends to a stream that exists.
     *
     * @param events valid and in time order
     * @return the stream as it is then
     */
    Stream appendExisting(Tenant tenant, String groupName, String streamName, List<LogEvent> events) {
        List<LogEvent> accepted = accepted(events);
        while (true) {
            Group group = groups.get(tenant, groupName).value();
            Row<Stream> stream = streams.get(tenant, group.id(), streamName);
            if (accepted.isEmpty()
                    || commit(new Batch(), tenant, group.id(), streamName, Optional.of(stream), accepted)) {
                return streams.get(tenant, group.id(), streamName).value();
            }
        }
    }

    /** False when another writer was faster and everything has to be read again. */
    private boolean commit(
            Batch batch,
            Tenant tenant,
            String groupId,
            String streamName,
            Optional<Row<Stream>> existing,
            List<LogEvent> events) {
        Instant now = clock.instant();
        String within = Tables.within(tenant, groupId);
        Stream stream = existing.map(Row::value).orElseGet(() -> Stream.born(now, true));
        List<Chunk> chunks = Chunk.cut(streamName, now.toEpochMilli(), events);
        ChunkKey first = new ChunkKey(chunks.getFirst().lastTimestamp(), stream.id(), stream.chunks());
        for (Chunk chunk : chunks) {
            tables.write(batch, within, new ChunkKey(chunk.lastTimestamp(), stream.id(), stream.chunks()), chunk);
            stream = stream.with(chunk);
        }
        batch.add(
                existing.isPresent()
                        ? tables.streams().replacing(existing.get(), stream)
                        : tables.streams().creating(Streams.key(tenant, groupId, streamName), stream));
        try {
            tables.store().commit(batch);
            return true;
        } catch (StoreException.Conflict e) {
            return false;
        } catch (StoreException.OutcomeUnknown e) {
            // All or nothing: if the first chunk is there as we wrote it, so is the rest.
            return tables.chunks().get(within + first.inGroup()).equals(Optional.of(chunks.getFirst()));
        }
    }

    private static List<LogEvent> accepted(List<LogEvent> events) {
        return events.stream()
                .flatMap(event -> Utf8.pieces(Utf8.wellFormed(event.message()), LONGEST_MESSAGE).stream()
                        .filter(piece -> !piece.isEmpty())
                        .map(piece -> new LogEvent(storable(event.timestampMillis()), piece)))
                .sorted(Comparator.comparingLong(LogEvent::timestampMillis))
                .toList();
    }

    private static long storable(long timestamp) {
        return Math.clamp(timestamp, 0, LogEvent.LATEST);
    }
}
