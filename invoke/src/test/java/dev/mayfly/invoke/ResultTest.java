package dev.mayfly.invoke;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.base.Sha256;
import dev.mayfly.functions.Logging;
import dev.mayfly.functions.Revision;
import dev.mayfly.functions.State;
import dev.mayfly.functions.Target;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The words are those of recorded exchanges and of AWS's runtime interface emulator. */
public class ResultTest {
    private static final String ID = "11111111-2222-3333-4444-555555555555";

    /** A target as the catalog gives it. */
    public static Target target() {
        String arn = "arn:aws:lambda:eu-central-1:000000000000:function:hello";
        Revision revision = new Revision(
                "revision-1",
                "000000000000",
                "eu-central-1",
                "hello",
                "$LATEST",
                arn,
                "python3.12",
                "index.handler",
                "arn:aws:iam::000000000000:role/runner",
                128,
                Duration.ofSeconds(3),
                512,
                Map.of(),
                Sha256.of(new byte[0]),
                List.of(),
                "x86_64",
                Logging.standard("hello"),
                false);
        return new Target(revision, arn, "$LATEST", new State.Active(), OptionalInt.empty());
    }

    public static Result of(Outcome outcome) {
        return new Result(ID, target(), outcome, "");
    }

    private static String payload(Outcome outcome) {
        Result result = of(outcome);
        assertThat(result.functionError()).isTrue();
        return new String(result.payload(), UTF_8);
    }

    @Test
    void an_answer_is_passed_on_as_it_is() {
        Result result = of(new Outcome.Answered("not even json".getBytes(UTF_8), "text/plain"));

        assertThat(result.functionError()).isFalse();
        assertThat(result.payload()).asString().isEqualTo("not even json");
    }

    @Test
    void an_error_document_is_passed_on_as_it_is() {
        assertThat(payload(new Outcome.Failed("Function.Unknown", "{\"errorMessage\":\"x\"}".getBytes(UTF_8))))
                .isEqualTo("{\"errorMessage\":\"x\"}");
    }

    @Test
    void a_timeout_tells_the_limit() {
        assertThat(payload(new Outcome.TimedOut(Duration.ofSeconds(3))))
                .isEqualTo("{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: " + ID
                        + " Error: Task timed out after 3.00 seconds\"}");
    }

    @Test
    void an_exit_tells_its_status() {
        assertThat(payload(new Outcome.Died(new Sandbox.Exit(7, false))))
                .isEqualTo("{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: " + ID
                        + " Error: Runtime exited with error: exit status 7\"}");
    }

    @Test
    void an_exit_without_an_error_gives_no_reason() {
        assertThat(payload(new Outcome.Died(new Sandbox.Exit(0, false))))
                .contains("Runtime.ExitError")
                .contains("Error: Runtime exited without providing a reason");
    }

    @Test
    void a_signal_is_named() {
        assertThat(payload(new Outcome.Died(new Sandbox.Exit(139, false))))
                .contains("Runtime exited with error: signal: segmentation fault");
    }

    @Test
    void too_little_memory_is_named() {
        assertThat(payload(new Outcome.Died(new Sandbox.Exit(137, true))))
                .contains("Runtime.OutOfMemory")
                .contains("signal: killed");
    }

    @Test
    void what_cannot_be_launched_says_why() {
        assertThat(payload(new Outcome.Unlaunchable("Runtime.InvalidEntrypoint", "no bootstrap")))
                .isEqualTo("{\"errorType\":\"Runtime.InvalidEntrypoint\",\"errorMessage\":\"RequestId: " + ID
                        + " Error: no bootstrap\"}");
    }
}
