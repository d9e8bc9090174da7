package dev.mayfly.services.logs;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.Table;

/**
 * The rows of this room.
 *
 * @param groups by name, under the tenant
 * @param streams by name, under the group's id
 * @param chunks by {@link ChunkKey#inGroup}, under the group's id
 * @param index by {@link ChunkKey#inStream}, under the group's id
 * @param graves what the sweeper has to remove
 */
record Tables(
        Store store,
        Table<Group> groups,
        Table<Stream> streams,
        Table<Chunk> chunks,
        Table<IndexEntry> index,
        Table<Grave> graves) {

    /** @param first timestamp of the chunk's first event; the rest is in the key */
    record IndexEntry(long first) {}

    static Tables in(Store store) {
        return new Tables(
                store,
                new Table<>(store, "logs/group", Group.class),
                new Table<>(store, "logs/stream", Stream.class),
                new Table<>(store, "logs/chunk", Chunk.class),
                new Table<>(store, "logs/index", IndexEntry.class),
                new Table<>(store, "logs/grave", Grave.class));
    }

    /** What the keys of everything in a group begin with. */
    static String within(Tenant tenant, String groupId) {
        return tenant.keyPrefix() + groupId + '/';
    }

    /** Adds the two rows of a chunk. */
    void write(Batch batch, String group, ChunkKey key, Chunk chunk) {
        batch.add(chunks.putting(group + key.inGroup(), chunk));
        batch.add(index.putting(group + key.inStream(), new IndexEntry(chunk.firstTimestamp())));
    }

    /** Removes the two rows of a chunk. */
    void erase(Batch batch, String group, ChunkKey key) {
        batch.add(chunks.deleting(group + key.inGroup()));
        batch.add(index.deleting(group + key.inStream()));
    }
}
