package dev.mayfly.functions.operation;

import dev.mayfly.functions.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a long list.
 *
 * @param nextMarker asks for the part after this; empty at the end
 */
record Paging<T>(List<T> items, Optional<String> nextMarker) {
    /** AWS gives no more at a time, however many are asked for. */
    static final int MOST = 50;

    private static final int LONGEST_MARKER = 1_024;

    static int limit(@Nullable Integer maxItems) {
        return maxItems == null ? MOST : Math.min(maxItems, MOST);
    }

    /**
     * @param oneMore at most {@code limit + 1} items: whether there is another tells that the list goes on
     * @param position of an item, from which the next part is found
     */
    static <T> Paging<T> of(List<T> oneMore, int limit, Function<T, String> position) {
        if (oneMore.size() <= limit) {
            return new Paging<>(oneMore, Optional.empty());
        }
        List<T> items = oneMore.subList(0, limit);
        return new Paging<>(items, Optional.of(encode(position.apply(items.getLast()))));
    }

    /** Null at the end, as the SDK's builders want it. */
    @Nullable
    String nextMarkerOrNull() {
        return nextMarker.orElse(null);
    }

    private static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** Where to go on; the empty string for the start. */
    static String decode(@Nullable String marker) {
        if (marker == null || marker.isEmpty()) {
            return "";
        }
        try {
            String position = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
            if (marker.length() <= LONGEST_MARKER && position.matches("[a-zA-Z0-9-_$/]+")) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("Invalid Marker: " + e.getMessage());
        }
        throw Refused.invalid("Invalid Marker");
    }
}
