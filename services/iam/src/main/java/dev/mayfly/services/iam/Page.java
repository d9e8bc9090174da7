package dev.mayfly.services.iam;

import dev.mayfly.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing. The marker names the last item given, so that items that come or go between two pages make
 * none of the others appear twice or never.
 */
record Page<T>(List<T> items, Optional<String> marker) {
    private static final int DEFAULT_SIZE = 100;
    private static final int ROWS_AT_ONCE = 200;
    // The ARN of a policy with the longest path and name, in base64.
    private static final int LONGEST_MARKER = 1_000;

    /** Rows of one account that are {@code wanted}, in the order of their keys. */
    static <T> Page<T> ofTable(
            Table<T> table, String account, Predicate<T> wanted, @Nullable String marker, @Nullable Integer maxItems) {
        int size = size(maxItems);
        String prefix = account + '/';
        String after = marker == null ? "" : prefix + decoded(marker);
        String last = "";
        List<T> items = new ArrayList<>();
        while (true) {
            List<Table.Row<T>> rows = table.scan(prefix, after, ROWS_AT_ONCE);
            for (Table.Row<T> row : rows) {
                if (wanted.test(row.value())) {
                    if (items.size() == size) {
                        return new Page<>(items, Optional.of(encoded(last)));
                    }
                    items.add(row.value());
                    last = row.key().substring(prefix.length());
                }
            }
            if (rows.size() < ROWS_AT_ONCE) {
                return new Page<>(items, Optional.empty());
            }
            after = rows.getLast().key();
        }
    }

    /** A page of {@code all}, in the order of {@code key}, which is unique among them. */
    static <T> Page<T> of(List<T> all, Function<T, String> key, @Nullable String marker, @Nullable Integer maxItems) {
        int size = size(maxItems);
        String after = marker == null ? "" : decoded(marker);
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .limit(size + 1L)
                .toList();
        if (rest.size() <= size) {
            return new Page<>(rest, Optional.empty());
        }
        List<T> items = rest.subList(0, size);
        return new Page<>(items, Optional.of(encoded(key.apply(items.getLast()))));
    }

    boolean truncated() {
        return marker.isPresent();
    }

    /** As the SDK's builders take it. */
    @Nullable
    String markerOrNull() {
        return marker.orElse(null);
    }

    <R> List<R> map(Function<T, R> shape) {
        return items.stream().map(shape).toList();
    }

    private static int size(@Nullable Integer maxItems) {
        return maxItems == null ? DEFAULT_SIZE : maxItems;
    }

    private static String encoded(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String marker) {
        if (marker.length() > LONGEST_MARKER) {
            throw Refusal.validation("Invalid Marker.");
        }
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.validation("Invalid Marker.");
        }
    }
}
