package dev.mayfly.services.logs;

/**
 * Where a chunk lies. Chunks are kept in the time order of their group, {@link #inGroup}; a small index row keeps them
 * in the time order of their stream as well, {@link #inStream}. Both rows are written and removed together.
 *
 * @param last timestamp of its last event
 * @param number in the order of the stream's appends
 */
record ChunkKey(long last, String streamId, long number) {

    /** Relative to the group. */
    String inGroup() {
        return moment(last) + '/' + streamId + '/' + ordinal(number);
    }

    /** Relative to the group. */
    String inStream() {
        return streamId + '/' + moment(last) + '/' + ordinal(number);
    }

    /** The key, relative to the group, before those of all chunks whose last event is at {@code timestamp} or later. */
    static String seekInGroup(long timestamp) {
        return moment(timestamp);
    }

    /** As {@link #seekInGroup} within one stream. */
    static String seekInStream(String streamId, long timestamp) {
        return streamId + '/' + moment(timestamp);
    }

    /** @param key whose end is an {@link #inGroup} */
    static ChunkKey fromGroup(String key) {
        String[] parts = key.split("/");
        int end = parts.length;
        return new ChunkKey(Long.parseLong(parts[end - 3]), parts[end - 2], Long.parseLong(parts[end - 1]));
    }

    /** @param key whose end is an {@link #inStream} */
    static ChunkKey fromStream(String key) {
        String[] parts = key.split("/");
        int end = parts.length;
        return new ChunkKey(Long.parseLong(parts[end - 2]), parts[end - 3], Long.parseLong(parts[end - 1]));
    }

    private static String moment(long timestamp) {
        return padded(timestamp, 13);
    }

    private static String ordinal(long number) {
        return padded(number, 15);
    }

    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
