package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NodeFunctionTest {
    private final Aws aws = RunningServer.shared().aws();

    @Test
    void the_context_says_what_aws_says() {
        DeployedFunction function = Deployment.node("""
                exports.handler = async (event, context) => ({
                  event, id: context.awsRequestId, name: context.functionName, version: context.functionVersion,
                  memory: context.memoryLimitInMB, arn: context.invokedFunctionArn, group: context.logGroupName,
                  stream: context.logStreamName, remaining: context.getRemainingTimeInMillis(),
                  client: context.clientContext, key: process.env.TEST_KEY, engine: process.version,
                  environment: process.env.AWS_EXECUTION_ENV,
                })
                """)
                .memory(256)
                .timeout(10)
                .variables(Map.of("TEST_KEY", "TEST_VAL"))
                .on(aws);
        String client = "{\"custom\":{\"a\":\"b\"}}";

        Reply reply = function.invoke(
                "{\"n\":1}",
                invoke -> invoke.clientContext(
                        Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8))));

        JsonNode context = reply.json();
        assertThat(context.path("event").path("n").asInt()).isEqualTo(1);
        assertThat(context.path("id").asString()).isEqualTo(reply.requestId());
        assertThat(context.path("name").asString()).isEqualTo(function.name());
        assertThat(context.path("version").asString()).isEqualTo("$LATEST");
        assertThat(context.path("memory").asString()).isEqualTo("256");
        assertThat(context.path("arn").asString()).isEqualTo(function.arn());
        assertThat(context.path("group").asString()).isEqualTo(function.logGroup());
        assertThat(context.path("stream").asString()).matches("\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST][0-9a-f]{32}");
        assertThat(context.path("remaining").asInt()).isBetween(5_000, 10_000);
        assertThat(context.path("client").path("custom").path("a").asString()).isEqualTo("b");
        assertThat(context.path("key").asString()).isEqualTo("TEST_VAL");
        assertThat(context.path("engine").asString()).startsWith("v20.");
        assertThat(context.path("environment").asString()).isEqualTo("AWS_Lambda_nodejs20.x");
    }

    @Test
    void lines_of_the_console_carry_time_request_and_level() {
        DeployedFunction function = Deployment.node("""
                exports.handler = async () => { console.log('said %s', 'this'); console.error('two\\nlines') }
                """).on(aws);

        Reply reply = function.invoke();

        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
        assertThat(reply.text()).isEqualTo("null");
        assertThat(function.awaitLog("said this")).matches(time + "\t" + reply.requestId() + "\tINFO\tsaid this\n?");
        assertThat(function.awaitLog("two")).matches(time + "\t" + reply.requestId() + "\tERROR\ttwo\nlines\n?");
        assertThat(function.awaitLog("REPORT")).contains("Init Duration: ", "Memory Size: 128 MB");
    }

    @Test
    void an_error_of_the_handler_is_described() {
        DeployedFunction function = Deployment.node("""
                exports.handler = async () => { throw new TypeError('some_error_msg') }
                """).on(aws);

        Reply reply = function.invoke();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.error()).hasValue("Unhandled");
        assertThat(reply.errorType()).isEqualTo("TypeError");
        assertThat(reply.errorMessage()).isEqualTo("some_error_msg");
        assertThat(reply.json().path("trace").path(0).asString()).isEqualTo("TypeError: some_error_msg");
        assertThat(reply.log()).contains("\tERROR\tInvoke Error \t{\"errorType\":\"TypeError\"");
    }

    @Test
    void what_cannot_be_loaded_is_named() {
        Reply syntax = Deployment.node("exports.handler = (").on(aws).invoke();
        Reply module = Deployment.of("nodejs20.x", "nowhere.handler")
                .file("index.js", "")
                .on(aws)
                .invoke();
        Reply handler = Deployment.node("exports.other = 1").on(aws).invoke();

        assertThat(syntax.errorType()).isEqualTo("Runtime.UserCodeSyntaxError");
        assertThat(syntax.errorMessage()).startsWith("SyntaxError: Unexpected ");
        assertThat(module.errorType()).isEqualTo("Runtime.ImportModuleError");
        assertThat(module.errorMessage()).startsWith("Error: Cannot find module 'nowhere'");
        assertThat(handler.errorType()).isEqualTo("Runtime.HandlerNotFound");
        assertThat(handler.errorMessage()).isEqualTo("index.handler is undefined or not exported");
        assertThat(handler.error()).hasValue("Unhandled");
    }

    @Test
    void a_handler_that_exits_ends_the_runtime_with_its_status() {
        DeployedFunction function =
                Deployment.node("exports.handler = async () => process.exit(7)").on(aws);

        Reply reply = function.invoke();

        assertThat(reply.errorType()).isEqualTo("Runtime.ExitError");
        assertThat(reply.errorMessage())
                .isEqualTo("RequestId: " + reply.requestId() + " Error: Runtime exited with error: exit status 7");
        assertThat(reply.reportStatus()).isEqualTo("Status: error\tError Type: Runtime.ExitError");
    }

    @Test
    void es_modules_run_with_top_level_await() {
        Reply suffix = Deployment.of("nodejs20.x", "index.handler")
                .file("index.mjs", "const v = await Promise.resolve('mjs'); export const handler = async () => v")
                .on(aws)
                .invoke();
        Reply type = Deployment.of("nodejs20.x", "src/app.handler")
                .file("package.json", "{\"type\":\"module\"}")
                .file("src/app.js", "import fs from 'fs'; export async function handler() { return typeof fs.open }")
                .on(aws)
                .invoke();

        assertThat(suffix.text()).isEqualTo("\"mjs\"");
        assertThat(type.text()).isEqualTo("\"function\"");
    }

    @Test
    void logs_are_json_where_the_function_says_so() {
        DeployedFunction function = Deployment.node("""
                exports.handler = async () => { console.warn('careful'); console.debug('unseen') }
                """)
                .with(request -> request.loggingConfig(logging ->
                        logging.logFormat("JSON").applicationLogLevel("INFO").systemLogLevel("INFO")))
                .on(aws);

        Reply reply = function.invoke();

        assertThat(function.awaitLog("careful"))
                .contains("\"level\":\"WARN\"", "\"message\":\"careful\"", "\"requestId\":\"" + reply.requestId());
        assertThat(function.awaitLog("platform.report")).contains("\"status\":\"success\"", "\"billedDurationMs\":");
        assertThat(function.log()).noneMatch(line -> line.contains("unseen") || line.startsWith("START"));
    }
}
