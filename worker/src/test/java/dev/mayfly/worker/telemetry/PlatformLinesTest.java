package dev.mayfly.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.worker.telemetry.PlatformLines.Level;
import dev.mayfly.worker.telemetry.PlatformLines.Report;
import dev.mayfly.worker.telemetry.PlatformLines.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformLinesTest {
    private static final String ID = "8cebc5b4-3b1a-4b5e-9b4b-0f7b6d1c2a3e";
    private static final Report FINE =
            new Report(Duration.ofNanos(12_345_678), Optional.empty(), 128, 40 * 1_048_576L + 7, new Status.Success());

    @TempDir
    Path home;

    private int logs;

    private List<String> text(Consumer<PlatformLines> speech) throws IOException {
        return spoken(false, Level.INFO, speech);
    }

    private List<String> json(Level level, Consumer<PlatformLines> speech) throws IOException {
        return spoken(true, level, speech);
    }

    private List<String> spoken(boolean json, Level level, Consumer<PlatformLines> speech) throws IOException {
        try (LogLab lab = new LogLab(home, new LogPump(), "log-" + logs++)) {
            speech.accept(new PlatformLines(lab.log, json, level, LogLab.CLOCK));
            lab.log.close();
            return lab.messages();
        }
    }

    private static Report ending(Status status, Optional<Duration> init) {
        return new Report(Duration.ofSeconds(3), init, 128, 200L << 20, status);
    }

    @Test
    void an_invocation_begins_and_ends_in_text() throws IOException {
        assertThat(text(lines -> {
                    lines.start(ID, "$LATEST");
                    lines.report(ID, FINE);
                }))
                .containsExactly(
                        "START RequestId: " + ID + " Version: $LATEST\n",
                        "END RequestId: " + ID + "\n",
                        "REPORT RequestId: " + ID + "\tDuration: 12.35 ms\tBilled Duration: 13 ms"
                                + "\tMemory Size: 128 MB\tMax Memory Used: 40 MB\t\n");
    }

    @Test
    void a_report_tells_an_initialisation_and_bills_it() throws IOException {
        assertThat(text(lines ->
                        lines.report(ID, ending(new Status.Success(), Optional.of(Duration.ofNanos(150_400_000))))))
                .last()
                .isEqualTo("REPORT RequestId: " + ID + "\tDuration: 3000.00 ms\tBilled Duration: 3151 ms"
                        + "\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tInit Duration: 150.40 ms\t\n");
    }

    @Test
    void a_report_tells_a_timeout() throws IOException {
        assertThat(text(lines -> lines.report(ID, ending(new Status.Timeout(), Optional.empty()))))
                .last()
                .isEqualTo("REPORT RequestId: " + ID + "\tDuration: 3000.00 ms\tBilled Duration: 3000 ms"
                        + "\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: timeout\t\n");
    }

    @Test
    void a_report_tells_an_error() throws IOException {
        assertThat(text(lines -> lines.report(ID, ending(new Status.Failure("Runtime.ExitError"), Optional.empty()))))
                .last()
                .isEqualTo("REPORT RequestId: " + ID + "\tDuration: 3000.00 ms\tBilled Duration: 3000 ms"
                        + "\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error"
                        + "\tError Type: Runtime.ExitError\t\n");
    }

    @Test
    void text_tells_an_initialisations_start_and_its_end_only_when_it_failed() throws IOException {
        assertThat(text(lines -> {
                    lines.initStart("nodejs:22.v1", "arn:runtime", "hello", "3");
                    lines.initReport(Duration.ofMillis(99), "init", new Status.Success());
                    lines.initReport(Duration.ofSeconds(10), "init", new Status.Timeout());
                    lines.initReport(Duration.ofMillis(7), "invoke", new Status.Failure("Runtime.Unknown"));
                }))
                .containsExactly(
                        "INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: arn:runtime\n",
                        "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\t\n",
                        "INIT_REPORT Init Duration: 7.00 ms\tPhase: invoke\tStatus: error"
                                + "\tError Type: Runtime.Unknown\t\n");
    }

    @Test
    void an_invocation_begins_and_ends_in_json() throws IOException {
        String time = "{\"time\":\"2026-03-04T05:06:07.089Z\",\"type\":";
        assertThat(json(Level.INFO, lines -> {
                    lines.initStart("nodejs:22.v1", "arn:runtime", "hello", "3");
                    lines.start(ID, "3");
                    lines.report(ID, FINE);
                }))
                .containsExactly(
                        time + "\"platform.initStart\",\"record\":{\"initializationType\":\"on-demand\","
                                + "\"phase\":\"init\",\"runtimeVersion\":\"nodejs:22.v1\",\"runtimeVersionArn\":\"arn:runtime\",\"functionName\":\"hello\","
                                + "\"functionVersion\":\"3\"}}\n",
                        time + "\"platform.start\",\"record\":{\"requestId\":\"" + ID
                                + "\",\"functionVersion\":\"3\",\"version\":\"3\"}}\n",
                        time + "\"platform.report\",\"record\":{\"requestId\":\"" + ID
                                + "\",\"metrics\":{\"durationMs\":12.346,\"billedDurationMs\":13,"
                                + "\"memorySizeMB\":128,\"maxMemoryUsedMB\":40},\"status\":\"success\"}}\n");
    }

    @Test
    void json_tells_a_failed_initialisation_and_its_error() throws IOException {
        assertThat(json(
                        Level.WARN,
                        lines -> lines.initReport(Duration.ofMillis(7), "init", new Status.Failure("Runtime.X"))))
                .containsExactly("{\"time\":\"2026-03-04T05:06:07.089Z\",\"type\":\"platform.initReport\","
                        + "\"record\":{\"initializationType\":\"on-demand\",\"phase\":\"init\",\"status\":\"error\","
                        + "\"errorType\":\"Runtime.X\",\"metrics\":{\"durationMs\":7.0}}}\n");
    }

    @Test
    void json_has_what_its_level_asks_for() throws IOException {
        Consumer<PlatformLines> invocation = lines -> {
            lines.initReport(Duration.ofMillis(1), "init", new Status.Success());
            lines.start(ID, "1");
            lines.report(ID, FINE);
        };

        assertThat(json(Level.DEBUG, invocation)).hasSize(3);
        assertThat(json(Level.INFO, invocation)).hasSize(2);
        assertThat(json(Level.WARN, invocation)).isEmpty();
    }
}
