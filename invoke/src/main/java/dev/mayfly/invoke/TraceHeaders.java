package dev.mayfly.invoke;

import dev.mayfly.base.Ids;
import java.time.Instant;

/** X-Ray's trace header (X-Ray developer guide, "Tracing header"). */
public final class TraceHeaders {
    private TraceHeaders() {}

    /** A new trace that is not sampled. */
    public static String fresh() {
        return "Root=" + root() + ";Parent=" + Ids.hex(8) + ";Sampled=0";
    }

    /** A new trace id. */
    public static String root() {
        return "1-%08x-%s".formatted(Instant.now().getEpochSecond(), Ids.hex(12));
    }
}
