package dev.mayfly.services.logs;

import dev.mayfly.services.logs.StreamReader.Placed;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The earliest (or latest) events of all that are offered: at most so many, and at most 1 MiB of them but always one.
 * Without gaps: once an event had to go, none beyond it is taken. Confined to one request.
 */
final class Selection {
    private static final int MOST_BYTES = 1 << 20;

    private final int limit;
    private final Comparator<Placed> nearestFirst;
    private final PriorityQueue<Placed> farthestOnTop;
    private final boolean earliest;
    private long bytes;
    private Optional<Placed> bound = Optional.empty();

    private Selection(int limit, boolean earliest) {
        Comparator<Placed> ascending = Comparator.comparing(Placed::position);
        this.limit = limit;
        this.earliest = earliest;
        this.nearestFirst = earliest ? ascending : ascending.reversed();
        this.farthestOnTop = new PriorityQueue<>(nearestFirst.reversed());
    }

    static Selection ofEarliest(int limit) {
        return new Selection(limit, true);
    }

    static Selection ofLatest(int limit) {
        return new Selection(limit, false);
    }

    void offer(Placed placed) {
        if (bound.isPresent() && nearestFirst.compare(placed, bound.get()) >= 0) {
            return;
        }
        farthestOnTop.add(placed);
        bytes += placed.event().size();
        while (farthestOnTop.size() > limit || (bytes > MOST_BYTES && farthestOnTop.size() > 1)) {
            Placed farthest = farthestOnTop.remove();
            bytes -= farthest.event().size();
            bound = Optional.of(farthest);
        }
    }

    /** Whether no event at {@code timestamp}, or farther on, can be taken any more. */
    boolean isBeyond(long timestamp) {
        if (bound.isEmpty()) {
            return false;
        }
        long farthest = bound.get().position().timestamp();
        return earliest ? timestamp > farthest : timestamp < farthest;
    }

    List<Placed> ascending() {
        return farthestOnTop.stream()
                .sorted(Comparator.comparing(Placed::position))
                .toList();
    }
}
