package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Invoke as its caller sees it. */
class InvokeTest {
    private static final String ECHO = "def handler(event, context): return event";

    private final Aws aws = RunningServer.shared().aws();

    @Test
    void a_dry_run_runs_nothing() {
        DeployedFunction function = Deployment.python(ECHO).on(aws);

        Reply reply = function.invoke("{}", invoke -> invoke.invocationType(InvocationType.DRY_RUN));

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.text()).isEmpty();
        assertThat(function.log()).isEmpty();
    }

    @Test
    void an_event_that_is_not_json_is_refused_in_the_words_of_aws() {
        DeployedFunction function = Deployment.python(ECHO).on(aws);

        assertThatThrownBy(() -> function.invoke("nonsense"))
                .isInstanceOfSatisfying(InvalidRequestContentException.class, refusal -> {
                    assertThat(refusal.statusCode()).isEqualTo(400);
                    assertThat(refusal.type()).isEqualTo("User");
                    assertThat(refusal.awsErrorDetails().errorMessage())
                            .startsWith("Could not parse request body into json: Could not parse payload into json: "
                                    + "Unrecognized token 'nonsense'");
                });
    }

    @Test
    void an_event_of_garbage_is_refused_in_the_words_of_aws() {
        DeployedFunction function = Deployment.python(ECHO).on(aws);

        byte[] garbage = {(byte) 0x99, (byte) 0xeb, ',', 'j', 7, (byte) 0xa1, 'z', 'Y', 'h'};

        assertThatThrownBy(() -> function.invoke("", invoke -> invoke.payload(SdkBytes.fromByteArray(garbage))))
                .isInstanceOfSatisfying(
                        InvalidRequestContentException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorMessage())
                                .isEqualTo("Could not parse request body into json: Could not parse payload into json: "
                                        + "Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON"
                                        + " String, Number, Array, Object or token 'null', 'true' or 'false')\n at"
                                        + " [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION`"
                                        + " disabled); line: 1, column: 1]"));
    }

    @Test
    void an_event_of_more_than_six_megabytes_is_refused() {
        DeployedFunction function =
                Deployment.python(ECHO).memory(512).timeout(10).on(aws);
        int most = 6 * 1_048_576;

        Reply largest = function.invoke('"' + "a".repeat(most - 2) + '"');
        LambdaException refusal =
                catchThrowableOfType(LambdaException.class, () -> function.invoke('"' + "a".repeat(most - 1) + '"'));

        assertThat(largest.text()).hasSize(most);
        assertThat(refusal.statusCode()).isEqualTo(413);
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("RequestEntityTooLargeException");
        assertThat(refusal.awsErrorDetails().errorMessage())
                .isEqualTo("Request must be smaller than 6291456 bytes for the InvokeFunction operation");
    }

    @Test
    void an_unknown_function_or_alias_is_not_found() {
        DeployedFunction function = Deployment.python(ECHO).on(aws);

        assertThatThrownBy(() -> new DeployedFunction(aws, "doesnotexist").invoke())
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining(
                        "Function not found: arn:aws:lambda:eu-central-1:000000000000:function:doesnotexist");
        assertThatThrownBy(() -> function.invoke("{}", invoke -> invoke.qualifier("nowhere")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Function not found: " + function.arn() + ":nowhere");
    }

    @Test
    void versions_and_aliases_are_invoked_by_any_of_their_names() {
        String code =
                "def handler(event, context): return ['%s', context.function_version, context.invoked_function_arn]";
        DeployedFunction function = Deployment.python(code.formatted("one")).on(aws);
        String arn = function.arn();
        assertThat(function.publish()).isEqualTo("1");
        var _ = aws.lambda()
                .createAlias(alias ->
                        alias.functionName(function.name()).name("live").functionVersion("1"));
        function.update(Deployment.python(code.formatted("two")));
        assertThat(function.publish()).isEqualTo("2");

        assertThat(function.invoke("{}", invoke -> invoke.qualifier("1")).text())
                .isEqualTo("[\"one\", \"1\", \"%s:1\"]".formatted(arn));
        assertThat(function.invoke("{}", invoke -> invoke.qualifier("$LATEST")).text())
                .isEqualTo("[\"two\", \"$LATEST\", \"%s:$LATEST\"]".formatted(arn));
        for (String name : List.of(
                arn + ":live", function.name() + ":live", "000000000000:function:" + function.name() + ":live")) {
            Reply reply = function.invoke("{}", invoke -> invoke.functionName(name));
            assertThat(reply.version()).isEqualTo("1");
            assertThat(reply.text()).isEqualTo("[\"one\", \"1\", \"%s:live\"]".formatted(arn));
        }
        var _ = aws.lambda()
                .updateAlias(alias ->
                        alias.functionName(function.name()).name("live").functionVersion("2"));
        assertThat(function.invoke("{}", invoke -> invoke.qualifier("live")).text())
                .isEqualTo("[\"two\", \"2\", \"%s:live\"]".formatted(arn));
    }

    @Test
    void a_weighted_alias_shares_its_invocations() {
        DeployedFunction function = Deployment.python(ECHO).on(aws);
        var _ = function.publish();
        function.update(Deployment.python(ECHO + "\n"));
        var _ = function.publish();
        var _ = aws.lambda()
                .createAlias(alias -> alias.functionName(function.name())
                        .name("half")
                        .functionVersion("1")
                        .routingConfig(routing -> routing.additionalVersionWeights(Map.of("2", 0.5))));

        List<String> versions = IntStream.range(0, 60)
                .mapToObj(_ -> function.invoke("{}", invoke -> invoke.qualifier("half"))
                        .version())
                .toList();

        // Fewer than ten of sixty happen once in ten million.
        assertThat(versions.stream().filter("1"::equals).count()).isBetween(10L, 50L);
        assertThat(versions).containsOnly("1", "2");
    }

    @Test
    void the_tail_of_the_log_is_asked_for() {
        DeployedFunction function = Deployment.python("""
                def handler(event, context):
                    print('x' * 5000)
                    print(event)
                    return event
                """).on(aws);

        Reply with = function.invoke("{}");
        Reply without = function.invoke("{}", invoke -> invoke.logType(LogType.NONE));

        assertThat(with.log()).hasSizeLessThanOrEqualTo(4_096).contains("x\n{}\nEND RequestId: " + with.requestId());
        assertThat(without.log()).isEmpty();
    }

    @Test
    void reserved_concurrency_of_none_throttles_everything() {
        DeployedFunction function = Deployment.python(ECHO).on(aws);
        var _ = aws.lambda()
                .putFunctionConcurrency(put -> put.functionName(function.name()).reservedConcurrentExecutions(0));

        assertThatThrownBy(function::invoke).isInstanceOfSatisfying(TooManyRequestsException.class, refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(429);
            assertThat(refusal.reasonAsString()).isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded");
            assertThat(refusal.type()).isEqualTo("User");
            assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo("Rate Exceeded.");
        });

        var _ = aws.lambda().deleteFunctionConcurrency(delete -> delete.functionName(function.name()));
        assertThat(function.invoke("1").text()).isEqualTo("1");
    }

    @Test
    void reserved_concurrency_of_one_runs_one_at_a_time() throws Exception {
        DeployedFunction function = Deployment.python("""
                import time
                def handler(event, context):
                    print('running')
                    time.sleep(event)
                    return event
                """).timeout(10).on(aws);
        var _ = aws.lambda()
                .putFunctionConcurrency(put -> put.functionName(function.name()).reservedConcurrentExecutions(1));

        CompletableFuture<Reply> first = function.start("2");
        var _ = function.awaitLog("running");
        assertThatThrownBy(() -> function.invoke("0"))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        refusal -> assertThat(refusal.reasonAsString())
                                .isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded"));

        assertThat(first.get(20, TimeUnit.SECONDS).text()).isEqualTo("2");
        await().untilAsserted(() -> assertThat(function.invoke("0").text()).isEqualTo("0"));
    }

    @Test
    void accounts_do_not_see_each_other() {
        DeployedFunction function = Deployment.python(ECHO).on(aws);

        try (Aws other = new Aws(RunningServer.shared().endpoint(), "111111111111", "test")) {
            assertThatThrownBy(() -> new DeployedFunction(other, function.name()).invoke())
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("arn:aws:lambda:eu-central-1:111111111111:function:" + function.name());
            assertThat(other.lambda().listFunctions().functions()).isEmpty();
            assertThat(Deployment.python("def handler(event, context): return context.invoked_function_arn")
                            .on(other)
                            .invoke()
                            .text())
                    .contains(":111111111111:function:");
        }
    }
}
