package dev.mayfly.invoke;

import dev.mayfly.base.Ids;
import java.time.Instant;

/** X-Ray's trace header (X-Ray developer guide, "Tracing header"). */
public final class TraceHeaders {
    private static final int LONGEST = 1_024;

    private TraceHeaders() {}

    /** Whether a runtime can be expected to take it: the caller's word becomes a header of ours. */
    public static boolean passable(String header) {
        return header.length() <= LONGEST && header.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** A new trace that is not sampled. */
    public static String fresh() {
        return "Root=" + root() + ";Parent=" + Ids.hex(8) + ";Sampled=0";
    }

    /** A new trace id. */
    public static String root() {
        return "1-%08x-%s".formatted(Instant.now().getEpochSecond(), Ids.hex(12));
    }
}
