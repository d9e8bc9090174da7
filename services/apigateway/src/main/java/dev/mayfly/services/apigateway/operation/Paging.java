package dev.mayfly.services.apigateway.operation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a listing is asked for. The position that a client gets back is opaque to it: the last item's key.
 *
 * @param after the last key of the page before; empty for the first page
 */
record Paging(String after, int limit) {
    private static final int DEFAULT = 25;
    private static final int MOST = 500;
    private static final int LONGEST_POSITION = 1_000;

    /** One page, and where the next begins if there is one. */
    record Page<T>(List<T> items, Optional<String> position) {}

    static Paging of(@Nullable String position, @Nullable Integer limit) {
        int most = limit == null ? DEFAULT : limit;
        if (most < 1 || most > MOST) {
            throw Refusal.bad("Invalid limit parameter: must be between 1 and " + MOST);
        }
        return new Paging(position == null || position.isEmpty() ? "" : decoded(position), most);
    }

    /** How many to read so that it is known whether more follow. */
    int reading() {
        return limit + 1;
    }

    /** @param found up to {@link #reading()} items after {@link #after()} */
    <T> Page<T> page(List<T> found, Function<T, String> key) {
        if (found.size() <= limit) {
            return new Page<>(found, Optional.empty());
        }
        List<T> items = found.subList(0, limit);
        return new Page<>(items, Optional.of(encoded(key.apply(items.getLast()))));
    }

    private static String encoded(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String position) {
        try {
            if (position.length() <= LONGEST_POSITION) {
                return new String(Base64.getUrlDecoder().decode(position), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            // Not one of ours; refused like one that is too long.
        }
        throw Refusal.bad("Invalid position parameter");
    }
}
