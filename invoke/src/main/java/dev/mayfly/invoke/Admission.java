package dev.mayfly.invoke;

import dev.mayfly.functions.Catalog;
import dev.mayfly.functions.Revision;
import dev.mayfly.functions.Target;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what runs against what may: a function with reserved concurrency has that and no more, all others of an account
 * and region share the rest. Owns the counters; nothing waits here.
 */
final class Admission {
    private final Catalog catalog;
    private final Map<String, Integer> running = new HashMap<>();

    Admission(Catalog catalog) {
        this.catalog = catalog;
    }

    /** One unit of concurrency; to be closed once. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    Permit admit(Target target) throws Throttled {
        Revision revision = target.revision();
        if (target.reservedConcurrency().isPresent()) {
            return take(
                    revision.functionArn(),
                    target.reservedConcurrency().getAsInt(),
                    Throttled.Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        }
        return take(
                revision.account() + '/' + revision.region(),
                catalog.unreservedConcurrency(revision.account(), revision.region()),
                Throttled.Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
    }

    private synchronized Permit take(String pool, int limit, Throttled.Reason otherwise) throws Throttled {
        if (running.getOrDefault(pool, 0) >= limit) {
            throw new Throttled(otherwise);
        }
        running.merge(pool, 1, Integer::sum);
        return () -> give(pool);
    }

    private synchronized void give(String pool) {
        running.computeIfPresent(pool, (_, count) -> count == 1 ? null : count - 1);
    }
}
