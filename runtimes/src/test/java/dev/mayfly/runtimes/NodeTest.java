package dev.mayfly.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.runtimes.FakeRuntimeApi.Posted;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Node.js bootstrap on the real interpreter. */
class NodeTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path folder;

    private Guest start(String source) {
        return Guest.of("nodejs20.x", folder).file("index.js", source).start("index.handler");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            async (event) => event.name                                                      | "Ada"
            async () => undefined                                                            | null
            () => {}                                                                         | null
            (event, context, callback) => callback(null, event)                              | {"name":"Ada"}
            (event, context, callback) => { setTimeout(() => callback(undefined, 1), 5) }    | 1
            (event, context) => context.succeed('done')                                      | "done"
            (event, context) => { setTimeout(() => context.done(null, 'later'), 5) }         | "later"
            async (event, context, callback) => { callback(null, 'first'); return 'second' } | "first"
            async () => 'grüße 🐝'                                                            | "grüße 🐝"
            async () => new Date(0)                                                          | "1970-01-01T00:00:00.000Z"
            """)
    void every_kind_of_handler_answers(String handler, String answer) {
        try (Guest guest = start("exports.handler = " + handler)) {
            assertThat(guest.answer("{\"name\":\"Ada\"}")).isEqualTo(answer);
            assertThat(guest.answer("{\"name\":\"Ada\"}")).as("a second time").isEqualTo(answer);
        }
    }

    @Test
    void a_callback_waits_until_the_event_loop_is_empty() {
        try (Guest guest = start("""
                let order = []
                exports.handler = (event, context, callback) => {
                    order = ['called']
                    setTimeout(() => order.push('timer'), 30)
                    callback(null, { toJSON: () => order })
                }""")) {
            assertThat(guest.answer("{}")).isEqualTo("[\"called\",\"timer\"]");
        }
    }

    @Test
    void a_callback_need_not_wait_for_the_event_loop() {
        try (Guest guest = start("""
                exports.handler = (event, context, callback) => {
                    context.callbackWaitsForEmptyEventLoop = false
                    setInterval(() => {}, 1000)
                    callback(null, context.callbackWaitsForEmptyEventLoop)
                }""")) {
            assertThat(guest.answer("{}")).isEqualTo("false");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "index.handler,         index.js,          exports.handler = async () => 'ok'",
        "index.deep.er.handler, index.js,          exports.deep = { er: { handler: async () => 'ok' } }",
        "src/app.handler,       src/app.js,        exports.handler = async () => 'ok'",
        "app.handler,           app.cjs,           exports.handler = async () => 'ok'",
        "app.handler,           app.mjs,           export const handler = await (async () => async () => 'ok')()",
        "lib.handler,           node_modules/lib/index.js, exports.handler = async () => 'ok'",
    })
    void a_handler_is_found_where_its_name_says(String handler, String file, String source) {
        try (Guest guest = Guest.of("nodejs20.x", folder).file(file, source).start(handler)) {
            assertThat(guest.answer("{}")).isEqualTo("\"ok\"");
        }
    }

    @Test
    void package_json_makes_a_js_file_an_ES_module() {
        try (Guest guest = Guest.of("nodejs20.x", folder)
                .file("package.json", "{\"type\":\"module\"}")
                .file("src/index.js", "import { sep } from 'node:path'; export const handler = async () => sep")
                .start("src/index.handler")) {
            assertThat(guest.answer("{}")).isEqualTo("\"/\"");
        }
    }

    @Test
    void the_context_is_complete() {
        try (Guest guest = start("""
                exports.handler = async (event, context) => ({
                    ...context,
                    time: context.getRemainingTimeInMillis() > 1000 && context.getRemainingTimeInMillis() <= 3000,
                    trace: process.env._X_AMZN_TRACE_ID,
                })""")) {
            Posted first = guest.invoke(
                    "{}",
                    Map.of(
                            "Lambda-Runtime-Client-Context", "{\"custom\":{\"k\":\"ü\"}}",
                            "Lambda-Runtime-Cognito-Identity", "{\"cognitoIdentityId\":\"i\"}",
                            "Lambda-Runtime-Trace-Id", "Root=1-5bef4de7"));
            assertThat(JSON.readTree(first.body()))
                    .isEqualTo(JSON.readTree("""
                    {"callbackWaitsForEmptyEventLoop":true,"functionVersion":"$LATEST","functionName":"guest",
                     "memoryLimitInMB":"256","logGroupName":"/aws/lambda/guest","logStreamName":"2026/01/01/[$LATEST]0123",
                     "clientContext":{"custom":{"k":"ü"}},"identity":{"cognitoIdentityId":"i"},
                     "invokedFunctionArn":"%s","awsRequestId":"%s","time":true,"trace":"Root=1-5bef4de7"}
                    """.formatted(Guest.ARN, Guest.REQUEST_ID)));
            assertThat(JSON.readTree(guest.answer("{}")).has("trace")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            async () => { throw new TypeError('bad') }                    | TypeError | bad
            (e, c, callback) => callback(new Error('called back'))        | Error     | called back
            (e, c, callback) => callback('text')                          | string    | text
            (e, context) => context.fail()                                | string    | handled
            () => { throw 42 }                                            | number    | 42
            async () => { const a = {}; a.a = a; return a }               | Error     | Unable to stringify response body
            async () => 1n                                                | Error     | Unable to stringify response body
            async () => require('nothing-here')                           | Error     | Cannot find module 'nothing-here'
            async () => { throw Object.assign(new Error('m'), { name: 'A\\nB' }) } | A\\nB | m
            """)
    void an_error_is_reported_with_type_and_message(String handler, String type, String message) {
        try (Guest guest = start("exports.handler = " + handler)) {
            Posted error = guest.invoke("{}");
            assertThat(error.path()).endsWith("/" + Guest.REQUEST_ID + "/error");
            JsonNode body = JSON.readTree(error.body());
            assertThat(body.path("errorType").asString()).isEqualTo(type.replace("\\n", "\n"));
            assertThat(body.path("errorMessage").asString()).startsWith(message);
            assertThat(body.path("trace").isArray()).isTrue();
            assertThat(guest.awaitLog(1).getFirst().message()).contains("\tERROR\tInvoke Error \t{\"errorType\":");
            assertThat(guest.invoke("{}").path()).as("it goes on").endsWith("/error");
        }
    }

    @Test
    void an_event_that_is_no_JSON_is_an_error() {
        try (Guest guest = start("exports.handler = async () => 1")) {
            assertThat(JSON.readTree(guest.invoke("{").body()).path("errorType").asString())
                    .isEqualTo("SyntaxError");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            index.handler | exports = {                  | Runtime.UserCodeSyntaxError  | SyntaxError: Unexpected end of input
            index.handler | require('nothing')           | Runtime.ImportModuleError    | Error: Cannot find module 'nothing'\\nRequire stack:\\n- {task}/index.js\\n- {runtime}/index.mjs
            other.handler | 1                            | Runtime.ImportModuleError    | Error: Cannot find module 'other'\\nRequire stack:\\n- {runtime}/index.mjs
            index.nope    | 1                            | Runtime.HandlerNotFound      | index.nope is undefined or not exported
            index.three   | exports.three = 3            | Runtime.HandlerNotFound      | index.three is not a function
            index         | 1                            | Runtime.MalformedHandlerName | Bad handler
            ../index.x    | 1                            | Runtime.MalformedHandlerName | '../index.x' is not a valid handler name. Use absolute paths when specifying root directories in handler names.
            index.handler | throw new RangeError('init') | RangeError                   | init
            """)
    void a_failed_init_is_reported_and_ends_the_process(String handler, String source, String type, String message) {
        try (Guest guest =
                Guest.of("nodejs20.x", folder).file("index.js", source).start(handler)) {
            Posted error = guest.awaitInitError();
            assertThat(error.path()).isEqualTo("/2018-06-01/runtime/init/error");
            assertThat(error.headers()).containsEntry("Lambda-Runtime-Function-Error-Type", type);
            JsonNode body = JSON.readTree(error.body());
            assertThat(body.path("errorType").asString()).isEqualTo(type);
            assertThat(body.path("errorMessage").asString())
                    .isEqualTo(message.replace("\\n", "\n")
                            .replace("{task}", folder.resolve("task").toString())
                            .replace(
                                    "{runtime}",
                                    Guest.RUNTIMES_HOME.resolve("nodejs").toString()));
            assertThat(body.path("trace").get(0).asString()).startsWith(type + ": ");
            assertThat(guest.awaitExit()).isEqualTo(129);
            assertThat(guest.awaitLog(1).getFirst().message())
                    .contains("\tundefined\tERROR\tUncaught Exception \t{\"errorType\":\"" + type + "\"");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            () => { setTimeout(() => { throw new Error('boom') }, 1) } | Error                             | boom        | 129
            () => { Promise.reject(new Error('boom')) }                | Runtime.UnhandledPromiseRejection | Error: boom | 128
            """)
    void what_nothing_catches_fails_the_invocation_and_ends_the_process(
            String handler, String type, String message, int status) {
        try (Guest guest = start("exports.handler = " + handler)) {
            JsonNode body = JSON.readTree(guest.invoke("{}").body());
            assertThat(body.path("errorType").asString()).isEqualTo(type);
            assertThat(body.path("errorMessage").asString()).isEqualTo(message);
            assertThat(guest.awaitExit()).isEqualTo(status);
        }
    }

    @Test
    void a_handler_may_end_the_process() {
        try (Guest guest = start("exports.handler = async () => { console.log('bye'); process.exit(3) }")) {
            guest.startInvoking("{}");
            assertThat(guest.awaitExit()).isEqualTo(3);
            assertThat(guest.awaitLog(1).getFirst().message()).endsWith("\tINFO\tbye\n");
        }
    }

    @Test
    void console_writes_one_event_a_call_with_its_level() {
        try (Guest guest = start("""
                exports.handler = async () => {
                    console.log('Called with', { a: 1 }, '\\nsecond line')
                    console.debug('%s is %d', 'x', 1)
                    console.warn('w')
                    console.error(new Error('e').message)
                    console.trace('t')
                    return process.env.MAYFLY_LOG_PIPE ?? 'hidden'
                }""")) {
            assertThat(guest.answer("{}")).isEqualTo("\"hidden\"");
            assertThat(guest.awaitLog(5))
                    .extracting(event -> Integer.toHexString(event.type()) + " "
                            + event.message().replaceFirst("^[^\t]*Z\t" + Guest.REQUEST_ID + "\t", ""))
                    .containsExactly(
                            "a55a000f INFO\tCalled with { a: 1 } \nsecond line\n",
                            "a55a000b DEBUG\tx is 1\n",
                            "a55a0013 WARN\tw\n",
                            "a55a0017 ERROR\te\n",
                            "a55a0007 TRACE\tt\n");
        }
    }

    @Test
    void without_a_log_pipe_console_keeps_an_event_on_one_line_of_stdout() {
        try (Guest guest = Guest.of("nodejs20.x", folder)
                .file("index.js", "exports.handler = async () => { console.log('a\\nb') }")
                .withoutLogPipe()
                .start("index.handler")) {
            guest.answer("{}");
            assertThat(guest.awaitOutput(1).getFirst())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\t" + Guest.REQUEST_ID
                            + "\tINFO\ta\rb");
        }
    }

    @Test
    void the_JSON_format_writes_objects_from_the_level_up() {
        try (Guest guest = Guest.of("nodejs20.x", folder)
                .file("index.js", """
                        exports.handler = async () => {
                            console.debug('below')
                            console.info({ a: [1] })
                            console.error('failed:', new TypeError('bad'))
                        }""")
                .variable("AWS_LAMBDA_LOG_FORMAT", "JSON")
                .variable("AWS_LAMBDA_LOG_LEVEL", "INFO")
                .start("index.handler")) {
            guest.answer("{}");
            JsonNode info = JSON.readTree(guest.awaitLog(2).get(0).message());
            assertThat(info.path("level").asString()).isEqualTo("INFO");
            assertThat(info.path("requestId").asString()).isEqualTo(Guest.REQUEST_ID);
            assertThat(info.path("message").toString()).isEqualTo("{\"a\":[1]}");
            JsonNode error = JSON.readTree(guest.awaitLog(2).get(1).message());
            assertThat(error.path("errorType").asString()).isEqualTo("TypeError");
            assertThat(error.path("errorMessage").asString()).isEqualTo("bad");
            assertThat(error.path("stackTrace").isArray()).isTrue();
            assertThat(guest.awaitLog(2).get(1).type()).isEqualTo(0xa55a0016);
        }
    }

    @Test
    void a_streaming_handler_answers_in_one_body() {
        try (Guest guest = start("""
                exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
                    stream.setContentType('text/plain')
                    stream.write('Hello, ')
                    setTimeout(() => stream.end('world!'), 5)
                })""")) {
            Posted answer = guest.invoke("{}");
            assertThat(answer.body()).isEqualTo("Hello, world!");
            assertThat(answer.headers()).containsEntry("Content-Type", "text/plain");
            assertThat(guest.invoke("{}").body()).isEqualTo("Hello, world!");
        }
    }

    @Test
    void a_streamed_HTTP_answer_begins_with_its_prelude() {
        try (Guest guest = start("""
                exports.handler = awslambda.streamifyResponse(async (event, stream) => {
                    stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, cookies: ['a=b'] })
                    stream.write({ ok: true })
                    stream.end()
                })""")) {
            Posted answer = guest.invoke("{}");
            assertThat(answer.body())
                    .isEqualTo("{\"statusCode\":201,\"cookies\":[\"a=b\"]}" + "\0".repeat(8) + "{\"ok\":true}");
            assertThat(answer.headers())
                    .containsEntry("Content-Type", "application/vnd.awslambda.http-integration-response");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            async (event, stream) => { stream.write('a') } | string | Response stream is not finished.
            (event, stream) => stream.end('a')             | string | Streaming does not support non-async handlers.
            async () => { throw new RangeError('r') }      | RangeError | r
            """)
    void a_stream_that_fails_is_an_error(String handler, String type, String message) {
        try (Guest guest = start("exports.handler = awslambda.streamifyResponse(" + handler + ")")) {
            JsonNode body = JSON.readTree(guest.invoke("{}").body());
            assertThat(body.path("errorType").asString()).isEqualTo(type);
            assertThat(body.path("errorMessage").asString()).isEqualTo(message);
        }
    }

    @Test
    void the_largest_payloads_pass_both_ways() {
        try (Guest guest = start("exports.handler = async (event) => event + '!'")) {
            String large = "x".repeat(6 * 1024 * 1024 - 10);
            assertThat(guest.answer('"' + large + '"')).isEqualTo('"' + large + "!\"");
        }
    }

    @Test
    void an_exec_wrapper_runs_the_interpreter() {
        try (Guest guest = Guest.of("nodejs20.x", folder)
                .file("wrapper", "#!/bin/sh", "export WRAPPED=yes", "exec \"$@\"")
                .file("index.js", "exports.handler = async () => process.env.WRAPPED")
                .executable("wrapper")
                .variable(
                        "AWS_LAMBDA_EXEC_WRAPPER",
                        folder.resolve("task/wrapper").toString())
                .start("index.handler")) {
            assertThat(guest.answer("{}")).isEqualTo("\"yes\"");
        }
    }

    @Test
    void an_exec_wrapper_that_is_not_there_ends_with_127() {
        try (Guest guest = Guest.of("nodejs20.x", folder)
                .variable("AWS_LAMBDA_EXEC_WRAPPER", "/idontexist.sh")
                .withoutLogPipe()
                .start("index.handler")) {
            assertThat(guest.awaitExit()).isEqualTo(127);
            assertThat(guest.awaitOutput(1)).containsExactly("/idontexist.sh: does not exist");
        }
    }

    @Test
    void the_environment_is_that_of_AWS() {
        try (Guest guest = start("exports.handler = async () => Object.keys(process.env).sort()")) {
            // test_introspection_invoke[nodejs20.x], without what the worker adds.
            assertThat(JSON.readValue(guest.answer("{}"), String[].class))
                    .containsExactlyInAnyOrder(
                            "AWS_EXECUTION_ENV",
                            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                            "AWS_LAMBDA_FUNCTION_NAME",
                            "AWS_LAMBDA_FUNCTION_VERSION",
                            "AWS_LAMBDA_LOG_GROUP_NAME",
                            "AWS_LAMBDA_LOG_STREAM_NAME",
                            "AWS_LAMBDA_RUNTIME_API",
                            "LAMBDA_RUNTIME_DIR",
                            "LAMBDA_TASK_ROOT",
                            "LANG",
                            "LD_LIBRARY_PATH",
                            "NODE_PATH",
                            "PATH",
                            "PWD",
                            "SHLVL",
                            "TZ",
                            "_HANDLER");
        }
    }
}
