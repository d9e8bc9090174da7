package dev.mayfly.invoke;

import dev.mayfly.base.Ids;
import dev.mayfly.wire.http.Headers;
import java.time.Instant;

/** X-Ray's trace header (X-Ray developer guide, "Tracing header"). */
public final class TraceHeaders {
    public static final String NAME = "X-Amzn-Trace-Id";

    private static final int LONGEST = 1_024;

    private TraceHeaders() {}

    /** The trace that a request belongs to: the caller's, where it names one that can be passed on, else a new one. */
    public static String of(Headers headers) {
        return headers.first(NAME).filter(TraceHeaders::passable).orElseGet(TraceHeaders::fresh);
    }

    /** Whether a runtime can be expected to take it: the caller's word becomes a header of ours. */
    private static boolean passable(String header) {
        return header.length() <= LONGEST && header.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** A new trace that is not sampled. */
    public static String fresh() {
        String root = "1-%08x-%s".formatted(Instant.now().getEpochSecond(), Ids.hex(12));
        return "Root=" + root + ";Parent=" + Ids.hex(8) + ";Sampled=0";
    }
}
