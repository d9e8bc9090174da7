package dev.mayfly.worker.telemetry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Lambda itself writes into a function's log, as text or as JSON records with levels. The text is AWS's to the tab;
 * the records are those of the Telemetry API (Lambda developer guide, "Lambda Telemetry API Event schema reference").
 */
public final class PlatformLines {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long MEGABYTE = 1_048_576;

    /** How much Lambda says in JSON; text has no levels. */
    public enum Level {
        DEBUG,
        INFO,
        WARN
    }

    private final EnvironmentLog log;
    private final boolean json;
    private final Level least;
    private final Clock clock;

    public PlatformLines(EnvironmentLog log, boolean json, Level least, Clock clock) {
        this.log = log;
        this.json = json;
        this.least = least;
        this.clock = clock;
    }

    /** How an invocation or an initialisation ended. */
    public sealed interface Status {
        record Success() implements Status {}

        record Timeout() implements Status {}

        record Failure(String type) implements Status {}

        default String word() {
            return switch (this) {
                case Success _ -> "success";
                case Timeout _ -> "timeout";
                case Failure _ -> "error";
            };
        }

        default boolean failed() {
            return !(this instanceof Success);
        }
    }

    /**
     * The figures of one invocation.
     *
     * @param initDuration only where this invocation had to wait for the initialisation
     * @param peakMemory in bytes, of all processes together
     */
    public record Report(
            Duration duration, Optional<Duration> initDuration, int memoryMegabytes, long peakMemory, Status status) {

        /** Milliseconds, rounded up; initialisation is billed as well. */
        long billed() {
            return Math.ceilDiv(
                    duration.plus(initDuration.orElse(Duration.ZERO)).toNanos(), 1_000_000);
        }

        /** Never more than there is: the kernel's own share is not the function's. */
        long usedMegabytes() {
            return Math.min(memoryMegabytes, Math.max(1, peakMemory / MEGABYTE));
        }
    }

    /** @param runtimeVersion language and build, such as {@code python:3.13.v1} */
    public void initStart(String runtimeVersion, String runtimeVersionArn, String functionName, String version) {
        if (json) {
            record(Level.INFO, "platform.initStart", fields -> {
                fields.put("initializationType", "on-demand");
                fields.put("phase", "init");
                fields.put("runtimeVersion", runtimeVersion);
                fields.put("runtimeVersionArn", runtimeVersionArn);
                fields.put("functionName", functionName);
                fields.put("functionVersion", version);
            });
        } else {
            log.say("INIT_START Runtime Version: " + runtimeVersion + "\tRuntime Version ARN: " + runtimeVersionArn);
        }
    }

    /** @param phase {@code init}, or {@code invoke} where it was repeated within an invocation */
    public void initReport(Duration duration, String phase, Status status) {
        if (json) {
            record(status.failed() ? Level.WARN : Level.DEBUG, "platform.initReport", fields -> {
                fields.put("initializationType", "on-demand");
                fields.put("phase", phase);
                fields.put("status", status.word());
                errorType(fields, status);
                fields.put("metrics", Map.of("durationMs", milliseconds(duration)));
            });
        } else if (status.failed()) {
            log.say("INIT_REPORT Init Duration: " + fixed(duration) + " ms\tPhase: " + phase + "\tStatus: "
                    + status.word() + errorTypeText(status) + "\t");
        }
    }

    public void start(String requestId, String version) {
        if (json) {
            record(Level.INFO, "platform.start", fields -> {
                fields.put("requestId", requestId);
                fields.put("functionVersion", version);
                fields.put("version", version);
            });
        } else {
            log.say("START RequestId: " + requestId + " Version: " + version);
        }
    }

    /** END and REPORT. */
    public void report(String requestId, Report report) {
        if (json) {
            record(report.status().failed() ? Level.WARN : Level.INFO, "platform.report", fields -> {
                fields.put("requestId", requestId);
                fields.put("metrics", metrics(report));
                fields.put("status", report.status().word());
                errorType(fields, report.status());
            });
            return;
        }
        log.say("END RequestId: " + requestId);
        StringBuilder line = new StringBuilder("REPORT RequestId: ").append(requestId);
        line.append("\tDuration: ").append(fixed(report.duration())).append(" ms");
        line.append("\tBilled Duration: ").append(report.billed()).append(" ms");
        line.append("\tMemory Size: ").append(report.memoryMegabytes()).append(" MB");
        line.append("\tMax Memory Used: ").append(report.usedMegabytes()).append(" MB");
        report.initDuration()
                .ifPresent(init ->
                        line.append("\tInit Duration: ").append(fixed(init)).append(" ms"));
        if (report.status().failed()) {
            line.append("\tStatus: ").append(report.status().word()).append(errorTypeText(report.status()));
        }
        log.say(line.append('\t').toString());
    }

    private static Map<String, Object> metrics(Report report) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("durationMs", milliseconds(report.duration()));
        metrics.put("billedDurationMs", report.billed());
        metrics.put("memorySizeMB", report.memoryMegabytes());
        metrics.put("maxMemoryUsedMB", report.usedMegabytes());
        report.initDuration().ifPresent(init -> metrics.put("initDurationMs", milliseconds(init)));
        return metrics;
    }

    private void record(Level level, String type, java.util.function.Consumer<Map<String, Object>> fill) {
        if (level.compareTo(least) < 0) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fill.accept(fields);
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("time", TIME.format(Instant.now(clock)));
        record.put("type", type);
        record.put("record", fields);
        log.say(JSON.writeValueAsString(record));
    }

    private static void errorType(Map<String, Object> fields, Status status) {
        if (status instanceof Status.Failure(String type)) {
            fields.put("errorType", type);
        }
    }

    private static String errorTypeText(Status status) {
        return status instanceof Status.Failure(String type) ? "\tError Type: " + type : "";
    }

    private static String fixed(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e6);
    }

    private static double milliseconds(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
}
