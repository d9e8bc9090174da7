package dev.mayfly.services.logs;

import dev.mayfly.services.logs.Tables.IndexEntry;
import dev.mayfly.store.Table.Row;
import java.util.List;
import java.util.Optional;

/**
 * Reads one stream in time order, forward or backward. The order is exact even where appends came late: a page is
 * complete only when no chunk further on can hold an event that belongs into it. The index says which chunks to look
 * into, so little more is read than is answered.
 */
final class StreamReader {
    private static final int INDEX_PAGE = 200;

    private final Tables tables;
    private final String within;
    private final String streamId;
    private final TimeRange range;

    /** An event and where it stands. */
    record Placed(Position position, LogEvent event, long ingestedAt) {}

    /** @param within what the keys of the stream's group begin with */
    StreamReader(Tables tables, String within, String streamId, TimeRange range) {
        this.tables = tables;
        this.within = within;
        this.streamId = streamId;
        this.range = range;
    }

    /** The first events after {@code start}, ascending. */
    List<Placed> after(Position start, int limit) {
        Selection selection = Selection.ofEarliest(limit);
        String past = within + ChunkKey.seekInStream(streamId, Math.max(range.from(), start.timestamp()));
        while (true) {
            List<Row<IndexEntry>> page = tables.index().scan(within + streamId + '/', past, INDEX_PAGE);
            for (Row<IndexEntry> row : page) {
                ChunkKey key = ChunkKey.fromStream(row.key());
                long first = row.value().first();
                // No chunk begins earlier than MOST_SPAN before its end, and all further ones end later.
                boolean complete = selection.isBeyond(key.last() - Chunk.MOST_SPAN.toMillis());
                if (complete || range.isBefore(key.last())) {
                    return selection.ascending();
                }
                if (first < range.until() && !selection.isBeyond(first)) {
                    offer(selection, key, start, Position.END);
                }
            }
            if (page.size() < INDEX_PAGE) {
                return selection.ascending();
            }
            past = page.getLast().key();
        }
    }

    /** The last events before {@code end}, ascending. */
    List<Placed> before(Position end, int limit) {
        Selection selection = Selection.ofLatest(limit);
        long latest = Math.min(range.until() - 1, end.timestamp());
        String past = within
                + ChunkKey.seekInStream(
                        streamId, Math.clamp(latest + 1 + Chunk.MOST_SPAN.toMillis(), 0, LogEvent.LATEST + 1));
        while (true) {
            List<Row<IndexEntry>> page = tables.index().scanDown(within + streamId + '/', past, INDEX_PAGE);
            for (Row<IndexEntry> row : page) {
                ChunkKey key = ChunkKey.fromStream(row.key());
                if (selection.isBeyond(key.last()) || key.last() < range.from()) {
                    return selection.ascending();
                }
                if (row.value().first() <= latest) {
                    offer(selection, key, Position.START, end);
                }
            }
            if (page.size() < INDEX_PAGE) {
                return selection.ascending();
            }
            past = page.getLast().key();
        }
    }

    private void offer(Selection selection, ChunkKey key, Position after, Position before) {
        // Absent when the sweeper was faster.
        Optional<Chunk> chunk = tables.chunks().get(within + key.inGroup());
        if (chunk.isEmpty()) {
            return;
        }
        List<LogEvent> events = chunk.get().events();
        for (int i = 0; i < events.size(); i++) {
            LogEvent event = events.get(i);
            Position position = new Position(event.timestampMillis(), key.number(), i);
            boolean wanted = range.contains(event.timestampMillis())
                    && position.compareTo(after) > 0
                    && position.compareTo(before) < 0;
            if (wanted) {
                selection.offer(new Placed(position, event, chunk.get().ingestedAt()));
            }
        }
    }
}
