package dev.mayfly.invoke.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.functions.State;
import dev.mayfly.functions.Target;
import dev.mayfly.invoke.FakeExchange;
import dev.mayfly.invoke.InvokeLab;
import dev.mayfly.invoke.ResultTest;
import dev.mayfly.wire.AwsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

class InvokeTest {
    @TempDir
    static Path home;

    private static InvokeLab lab;
    private static Invoke invoke;

    @BeforeAll
    static void open() throws Exception {
        lab = new InvokeLab(home, 100);
        invoke = new Invoke(lab.functions.catalog(), lab.invoker);
        lab.active("echo");
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static FakeExchange request(String event) {
        return new FakeExchange("POST", "/2015-03-31/functions/echo/invocations").body(event);
    }

    private static FakeExchange.Answered answer(FakeExchange exchange) throws IOException {
        return answer("echo", exchange);
    }

    private static FakeExchange.Answered answer(String function, FakeExchange exchange) throws IOException {
        invoke.serve(exchange, InvokeLab.callWith(exchange.headers()), Map.of("FunctionName", function));
        return exchange.answered();
    }

    private static ThrowingCallable answering(FakeExchange exchange) {
        return () -> answer(exchange);
    }

    @Test
    void the_functions_answer_is_the_body() throws IOException {
        FakeExchange.Answered answer = answer(request("{\"a\":[1,2]}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"a\":[1,2]}");
        assertThat(answer.header("X-Amz-Executed-Version")).isEqualTo("$LATEST");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.headers().contains("X-Amz-Function-Error")).isFalse();
        assertThat(answer.headers().contains("X-Amz-Log-Result")).isFalse();
    }

    @Test
    void no_event_is_an_empty_object() throws IOException {
        assertThat(answer(request("")).text()).isEqualTo("{}");
    }

    @Test
    void a_functions_error_is_a_200_with_a_header() throws IOException {
        FakeExchange.Answered answer = answer(request("{\"fail\":\"Function.Unhappy\"}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Amz-Function-Error")).isEqualTo("Unhandled");
        assertThat(answer.text()).isEqualTo("{\"errorMessage\":\"as told\"}");
    }

    @Test
    void a_crash_is_a_200_with_a_header_and_our_words() throws IOException {
        FakeExchange.Answered answer = answer(request("{\"exit\":3}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Amz-Function-Error")).isEqualTo("Unhandled");
        assertThat(answer.text())
                .isEqualTo("{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId:"
                        + " 11111111-2222-3333-4444-555555555555 Error: Runtime exited with error: exit status 3\"}");
    }

    @Test
    void the_log_tail_comes_where_it_is_asked_for() throws IOException {
        FakeExchange.Answered answer = answer(request("{\"print\":\"hello\"}").header("X-Amz-Log-Type", "Tail"));

        assertThat(new String(Base64.getDecoder().decode(answer.header("X-Amz-Log-Result")), UTF_8))
                .startsWith("START RequestId: 11111111-2222-3333-4444-555555555555 Version: $LATEST\nhello\nEND ")
                .contains("REPORT RequestId: 11111111");
    }

    @Test
    void a_dry_run_runs_nothing() throws IOException {
        FakeExchange.Answered answer = answer(request("not json").header("X-Amz-Invocation-Type", "DryRun"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void an_asynchronous_invocation_is_said_not_to_be_there() {
        assertThatThrownBy(answering(request("{}").header("X-Amz-Invocation-Type", "Event")))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("not implemented: lambda:Invoke with InvocationType Event");
    }

    @Test
    void an_unknown_invocation_type_is_refused_as_aws_does() {
        assertThatThrownBy(answering(request("{}").header("X-Amz-Invocation-Type", "Sometimes")))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("1 validation error detected: Value 'Sometimes' at 'invocationType' failed to"
                        + " satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
    }

    @Test
    void an_unknown_log_type_is_refused_as_aws_does() {
        assertThatThrownBy(answering(request("{}").header("X-Amz-Log-Type", "All")))
                .hasMessageContaining("Value 'All' at 'logType' failed to satisfy constraint: Member must satisfy enum"
                        + " value set: [None, Tail]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "nonsense", "{\"a\":}", "[1,", "  ", "\u0099", "'x'"})
    void what_is_not_json_is_refused(String event) {
        assertThatThrownBy(answering(request(event)))
                .isInstanceOf(InvalidRequestContentException.class)
                .hasMessageStartingWith("Could not parse request body into json: Could not parse payload into json: ");
    }

    @Test
    void an_event_nested_without_end_is_refused() {
        assertThatThrownBy(answering(request("[".repeat(100_000)))).isInstanceOf(InvalidRequestContentException.class);
    }

    @Test
    void the_longest_event_is_taken_and_a_longer_one_is_not() throws IOException {
        int longest = 6 * 1_048_576;
        String event = '"' + "x".repeat(longest - 2) + '"';

        assertThat(answer(request(event)).body()).hasSize(longest);
        assertThatThrownBy(answering(request(event + " ")))
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(413))
                .hasMessageContaining("Request must be smaller than 6291456 bytes for the InvokeFunction operation");
    }

    @Test
    void a_client_context_reaches_the_function() throws IOException {
        String context = "{\"custom\":\n{\"größe\":\"€\"}}";
        String header = Base64.getEncoder().encodeToString(context.getBytes(UTF_8));

        assertThat(answer(request("{\"context\":1}").header("X-Amz-Client-Context", header))
                        .text())
                .isEqualTo("{\"custom\": {\"gr\\u00f6\\u00dfe\":\"\\u20ac\"}}");
    }

    @Test
    void a_client_context_that_is_no_base64_or_no_json_is_refused() {
        String notJson = Base64.getEncoder().encodeToString("{oops".getBytes(UTF_8));

        assertThatThrownBy(answering(request("{}").header("X-Amz-Client-Context", "***")))
                .isInstanceOf(InvalidRequestContentException.class)
                .hasMessage("Client context must be a valid Base64-encoded JSON object.");
        assertThatThrownBy(answering(request("{}").header("X-Amz-Client-Context", notJson)))
                .isInstanceOf(InvalidRequestContentException.class)
                .hasMessageStartingWith("Could not parse Client Context into json: ");
        assertThatThrownBy(answering(request("{}").header("X-Amz-Client-Context", "A".repeat(3_584))))
                .isInstanceOf(InvalidRequestContentException.class)
                .hasMessage("Client context must be no more than 3583 bytes.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Root=1-2-3\u00e9", "\u0080\u0081", " "})
    void a_trace_header_that_a_runtime_could_not_take_does_no_harm(String trace) throws IOException {
        String hostile = trace + "x".repeat(60_000);

        assertThat(answer(request("1").header("X-Amzn-Trace-Id", hostile)).text())
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Qualifier=%zz", "Qualifier=%", "Qualifier=a%20b", "Qualifier="})
    void a_malformed_qualifier_is_the_callers_mistake(String query) {
        FakeExchange exchange = new FakeExchange("POST", "/2015-03-31/functions/echo/invocations?" + query);

        assertThatThrownBy(answering(exchange))
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(400))
                .hasMessageContaining("qualifier");
    }

    @Test
    void an_unknown_function_is_not_found() {
        assertThatThrownBy(() -> answer("nobody", request("{}"))).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void a_function_that_is_being_made_cannot_be_invoked_yet() {
        Target active = ResultTest.target();
        Target pending = new Target(
                active.revision(),
                active.invokedArn(),
                active.executedVersion(),
                new State.Pending("The function is being created."),
                active.reservedConcurrency());

        assertThatThrownBy(() -> Invoke.requireActive(pending))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage("The operation cannot be performed at this time. The function is currently in the"
                        + " following state: Pending");
    }

    @Test
    void without_a_permit_the_caller_is_told_to_try_again() {
        lab.active("none");
        lab.call(PutFunctionConcurrencyRequest.builder()
                .functionName("none")
                .reservedConcurrentExecutions(0)
                .build());

        assertThatThrownBy(() -> answer("none", request("{}")))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        throttled -> assertThat(throttled.reasonAsString())
                                .isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded"))
                .hasMessage("Rate Exceeded.");
    }

    @Test
    void the_answer_names_the_trace_that_the_function_saw() throws IOException {
        FakeExchange.Answered answer = answer(request("{\"trace\":1}"));

        assertThat(answer.text())
                .isEqualTo('"' + answer.headers().first("X-Amzn-Trace-Id").orElseThrow() + '"');
    }

    @Test
    void a_callers_trace_goes_on() throws IOException {
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";

        FakeExchange.Answered answer = answer(request("{\"trace\":1}").header("X-Amzn-Trace-Id", trace));

        assertThat(answer.text()).isEqualTo('"' + trace + '"');
        assertThat(answer.headers().first("X-Amzn-Trace-Id")).contains(trace);
    }
}
