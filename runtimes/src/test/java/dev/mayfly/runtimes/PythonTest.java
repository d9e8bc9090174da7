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

/** The Python bootstrap on the real interpreter. */
class PythonTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TRACEBACK = "Traceback (most recent call last):";

    @TempDir
    Path folder;

    private Guest start(String source) {
        return Guest.of("python3.11", folder).file("app.py", source).start("app.handler");
    }

    /** A handler(event, context) that returns the value of {@code expression}. */
    private Guest returning(String expression) {
        return start("""
                import collections, datetime, decimal, os, sys
                def fail(error): raise error
                def handler(event, context):
                    return %s
                """.formatted(expression));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            event['name']                                   | "Ada"
            None                                            | null
            {'statusCode': 200, 'body': [1, 2.5, True]}     | {"statusCode": 200, "body": [1, 2.5, true]}
            'grüße'                                         | "gr\\u00fc\\u00dfe"
            {'n': decimal.Decimal('1.10'), 's': '"1.10"'}   | {"n": 1.10, "s": "\\"1.10\\""}
            [decimal.Decimal('NaN'), b'bytes', (1,)]        | [NaN, "bytes", [1]]
            b'raw'                                          | raw
            context.get_remaining_time_in_millis() > 1000   | true
            os.environ.get('MAYFLY_LOG_PIPE', 'hidden')     | "hidden"
            """)
    void what_a_handler_returns_is_answered_as_JSON(String expression, String answer) {
        try (Guest guest = returning(expression)) {
            assertThat(guest.answer("{\"name\":\"Ada\"}")).isEqualTo(answer);
            assertThat(guest.answer("{\"name\":\"Ada\"}")).as("a second time").isEqualTo(answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app.handler,         app.py",
        "pkg.sub.app.handler, pkg/sub/app.py",
        "pkg/sub/app.handler, pkg/sub/app.py",
        "pkg.handler,         pkg/__init__.py",
    })
    void a_handler_is_found_where_its_name_says(String handler, String file) {
        try (Guest guest = Guest.of("python3.11", folder)
                .file(file, "def handler(event, context): return __file__")
                .start(handler)) {
            assertThat(guest.answer("{}")).endsWith(file + '"');
        }
    }

    @Test
    void the_context_is_complete() {
        try (Guest guest = start("""
                import os
                def handler(event, context):
                    return repr(context) + os.environ.get('_X_AMZN_TRACE_ID', '-')
                """)) {
            Posted answer = guest.invoke(
                    "{}",
                    Map.of(
                            "Lambda-Runtime-Client-Context",
                                    "{\"custom\":{\"k\":\"v\"},\"client\":{\"app_title\":\"t\"},\"env\":{}}",
                            "Lambda-Runtime-Cognito-Identity", "{\"cognitoIdentityId\":\"i\"}",
                            "Lambda-Runtime-Trace-Id", "Root=1-5bef4de7"));
            assertThat(JSON.readTree(answer.body()).asString())
                    .isEqualTo("LambdaContext([aws_request_id=" + Guest.REQUEST_ID
                            + ",log_group_name=/aws/lambda/guest,log_stream_name=2026/01/01/[$LATEST]0123,"
                            + "function_name=guest,memory_limit_in_mb=256,function_version=$LATEST,"
                            + "invoked_function_arn=" + Guest.ARN + ",client_context=ClientContext([custom={'k': 'v'},"
                            + "env={},client=Client([installation_id=None,app_title=t,app_version_name=None,"
                            + "app_version_code=None,app_package_name=None])]),identity=CognitoIdentity(["
                            + "cognito_identity_id=i,cognito_identity_pool_id=None]),tenant_id=None])Root=1-5bef4de7");
            assertThat(guest.answer("{}")).contains("client_context=None").endsWith("-\"");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            fail(ValueError('nö'))      | ValueError               | nö
            fail(KeyError('k'))         | KeyError                 | 'k'
            {1}                         | Runtime.MarshalError     | Unable to marshal response: Object of type set is not JSON serializable
            datetime.date(2026, 1, 1)   | Runtime.MarshalError     | Unable to marshal response: Object of type date is not JSON serializable
            """)
    void an_error_is_reported_with_type_and_message(String expression, String type, String message) {
        try (Guest guest = returning(expression)) {
            Posted error = guest.invoke("{}");
            assertThat(error.path()).endsWith("/" + Guest.REQUEST_ID + "/error");
            assertThat(error.headers()).containsEntry("Lambda-Runtime-Function-Error-Type", type);
            JsonNode body = JSON.readTree(error.body());
            assertThat(body.path("errorType").asString()).isEqualTo(type);
            assertThat(body.path("errorMessage").asString()).isEqualTo(message);
            assertThat(body.path("requestId").asString()).isEqualTo(Guest.REQUEST_ID);
            assertThat(guest.awaitLog(1).getFirst().message())
                    .startsWith("[ERROR] " + type + ": " + message + "\n" + TRACEBACK);
            assertThat(guest.invoke("{}").path()).as("it goes on").endsWith("/error");
        }
    }

    @Test
    void a_stack_trace_begins_in_the_function() {
        try (Guest guest = start("""
                def handler(event, context):
                    raise Exception("Handler fails")""")) {
            // test_lambda_handler_error
            String file = folder.resolve("task/app.py").toString();
            assertThat(guest.invoke("{}").body())
                    .isEqualTo(
                            "{\"errorMessage\": \"Handler fails\", \"errorType\": \"Exception\", \"requestId\": \"%s\", \"stackTrace\": [\"  File \\\"%s\\\", line 2, in handler\\n    raise Exception(\\\"Handler fails\\\")\\n\"]}"
                                    .formatted(Guest.REQUEST_ID, file));
            // test_invocation_type_event_error
            assertThat(guest.awaitLog(1).getFirst())
                    .isEqualTo(
                            new Guest.LogEvent(
                                    0xa55a0017,
                                    "[ERROR] Exception: Handler fails\n" + TRACEBACK + "\n\u00a0\u00a0File \"" + file
                                            + "\", line 2, in handler\n\u00a0\u00a0\u00a0\u00a0raise Exception(\"Handler fails\")"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            app.handler  | import nothing       | Runtime.ImportModuleError     | Unable to import module 'app': No module named 'nothing'
            nope.handler | x = 1                | Runtime.ImportModuleError     | Unable to import module 'nope': No module named 'nope'
            app.nope     | x = 1                | Runtime.HandlerNotFound       | Handler 'nope' missing on module 'app'
            app          | x = 1                | Runtime.MalformedHandlerName  | Bad handler 'app': not enough values to unpack (expected 2, got 1)
            app.handler  | def (                | Runtime.UserCodeSyntaxError   | Syntax error in module 'app': invalid syntax (app.py, line 1)
            sys.handler  | x = 1                | Runtime.BuiltInModuleConflict | Cannot use built-in module sys as a handler module
            app.handler  | raise Exception('x') | Exception                     | x
            """)
    void a_failed_init_is_reported_and_ends_the_process(String handler, String source, String type, String message) {
        try (Guest guest = Guest.of("python3.11", folder).file("app.py", source).start(handler)) {
            Posted error = guest.awaitInitError();
            assertThat(error.path()).isEqualTo("/2018-06-01/runtime/init/error");
            assertThat(error.headers()).containsEntry("Lambda-Runtime-Function-Error-Type", type);
            JsonNode body = JSON.readTree(error.body());
            assertThat(body.path("errorType").asString()).isEqualTo(type);
            assertThat(body.path("errorMessage").asString()).isEqualTo(message);
            assertThat(body.path("requestId").asString()).isEmpty();
            assertThat(guest.awaitExit()).isEqualTo(1);
            assertThat(guest.awaitLog(2).get(0).message())
                    .matches("(?s)\\[WARNING]\t[^\t]*Z\t\tLAMBDA_WARNING: Unhandled exception\\..*\n");
            assertThat(guest.awaitLog(2).get(1).message()).startsWith("[ERROR] " + type + ": " + message);
        }
    }

    @Test
    void a_stack_trace_of_a_failed_init_begins_with_the_import() {
        try (Guest guest = start("raise Exception('Runtime startup fails')")) {
            // test_lambda_runtime_error
            JsonNode trace = JSON.readTree(guest.awaitInitError().body()).path("stackTrace");
            assertThat(trace.get(0).asString())
                    .contains("/importlib/__init__.py\", line ")
                    .endsWith(", in import_module\n    return _bootstrap._gcd_import(name[level:], package, level)\n");
            assertThat(trace.get(1).asString())
                    .matches("  File \"<frozen importlib._bootstrap>\", line \\d+, in _gcd_import\n");
            assertThat(trace.get(trace.size() - 1).asString())
                    .isEqualTo("  File \"" + folder.resolve("task/app.py")
                            + "\", line 1, in <module>\n    raise Exception('Runtime startup fails')\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"sys.exit(7), 7", "sys.exit(0), 0", "exit(1), 1", "os._exit(9), 9"})
    void a_handler_may_end_the_process(String expression, int status) {
        try (Guest guest = returning(expression)) {
            guest.startInvoking("{}");
            assertThat(guest.awaitExit()).isEqualTo(status);
        }
    }

    @Test
    void an_event_that_is_no_JSON_is_an_error() {
        try (Guest guest = returning("1")) {
            JsonNode body = JSON.readTree(guest.invoke("{").body());
            assertThat(body.path("errorType").asString()).isEqualTo("Runtime.UnmarshalError");
            assertThat(body.path("errorMessage").asString())
                    .startsWith("Unable to unmarshal input: Expecting property");
        }
    }

    @Test
    void printed_lines_come_at_once() {
        try (Guest guest = returning("[print('one', 2), print('three', end=''), os._exit(0)]")) {
            guest.startInvoking("{}");
            guest.awaitExit();
            assertThat(guest.awaitOutput(1)).containsExactly("one 2");
        }
    }

    @Test
    void logging_writes_one_event_a_call_with_its_level() {
        try (Guest guest = start("""
                import logging
                logging.getLogger().setLevel(logging.DEBUG)
                def handler(event, context):
                    logging.info('two\\nlines %s', 1)
                    logging.getLogger('named').debug('d')
                    try:
                        1 / 0
                    except ZeroDivisionError:
                        logging.exception('e')
                    context.log('direct')
                """)) {
            guest.answer("{}");
            assertThat(guest.awaitLog(4).get(0).type()).isEqualTo(0xa55a000f);
            assertThat(guest.awaitLog(4).get(0).message())
                    .matches("\\[INFO]\t\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\t" + Guest.REQUEST_ID
                            + "\ttwo\nlines 1\n");
            assertThat(guest.awaitLog(4).get(1).message())
                    .startsWith("[DEBUG]\t")
                    .endsWith("\td\n");
            assertThat(guest.awaitLog(4).get(2).message())
                    .contains("\te\n" + TRACEBACK)
                    .endsWith("ZeroDivisionError: division by zero\n".stripTrailing());
            assertThat(guest.awaitLog(4).get(3)).isEqualTo(new Guest.LogEvent(0xa55a0003, "direct"));
        }
    }

    @Test
    void without_a_log_pipe_logging_writes_to_stdout() {
        try (Guest guest = Guest.of("python3.11", folder)
                .file(
                        "app.py",
                        "import logging",
                        "def handler(event, context): logging.warning('w'); raise OSError('o')")
                .withoutLogPipe()
                .start("app.handler")) {
            guest.invoke("{}");
            assertThat(guest.awaitOutput(2).get(0)).startsWith("[WARNING]\t").endsWith("\tw");
            assertThat(guest.awaitOutput(2).get(1)).startsWith("[ERROR] OSError: o\r" + TRACEBACK + "\r");
        }
    }

    @Test
    void the_JSON_format_writes_objects_from_the_level_up() {
        try (Guest guest = Guest.of("python3.11", folder)
                .file("app.py", """
                        import logging
                        def handler(event, context):
                            logging.info('below')
                            logging.warning('w %s', 1, extra={'order': 7})
                            try:
                                int('x')
                            except ValueError:
                                logging.exception('e')
                            raise KeyError('k')""")
                .variable("AWS_LAMBDA_LOG_FORMAT", "JSON")
                .variable("AWS_LAMBDA_LOG_LEVEL", "WARN")
                .start("app.handler")) {
            guest.invoke("{}");
            Guest.LogEvent warning = guest.awaitLog(3).get(0);
            assertThat(warning.type()).isEqualTo(0xa55a0012);
            assertThat(warning.message())
                    .matches("\\{\"timestamp\": \"[^\"]*\\.\\d{3}Z\", \"level\": \"WARNING\", \"message\": \"w 1\", "
                            + "\"logger\": \"root\", \"requestId\": \"" + Guest.REQUEST_ID + "\", \"order\": 7}\n");
            JsonNode error = JSON.readTree(guest.awaitLog(3).get(1).message());
            assertThat(error.path("errorType").asString()).isEqualTo("ValueError");
            assertThat(error.path("location").asString()).endsWith("/task/app.py:handler:8");
            JsonNode unhandled = JSON.readTree(guest.awaitLog(3).get(2).message());
            assertThat(unhandled.path("level").asString()).isEqualTo("ERROR");
            assertThat(unhandled.path("errorType").asString()).isEqualTo("KeyError");
        }
    }

    @Test
    void imports_come_from_the_code_then_layers_then_the_runtime_then_the_host() {
        try (Guest guest = returning("sys.path")) {
            String[] path = JSON.readValue(guest.answer("{}"), String[].class);
            assertThat(path)
                    .startsWith(
                            folder.resolve("task").toString(),
                            "/opt/python/lib/python3.11/site-packages",
                            "/opt/python",
                            Guest.RUNTIMES_HOME.resolve("python").toString());
        }
    }

    @Test
    void a_sitecustomize_of_the_function_is_run() {
        try (Guest guest = Guest.of("python3.11", folder)
                .file("tracing/sitecustomize.py", "import builtins; builtins.traced = 'yes'")
                .file("app.py", "def handler(event, context): return traced")
                .variable("PYTHONPATH", folder.resolve("task/tracing").toString())
                .start("app.handler")) {
            assertThat(guest.answer("{}")).isEqualTo("\"yes\"");
        }
    }

    @Test
    void the_largest_payloads_pass_both_ways() {
        try (Guest guest = returning("event + '!'")) {
            String large = "x".repeat(6 * 1024 * 1024 - 10);
            assertThat(guest.answer('"' + large + '"')).isEqualTo('"' + large + "!\"");
        }
    }

    @Test
    void SIGTERM_ends_it_while_it_waits() {
        try (Guest guest = returning("1")) {
            guest.answer("{}");
            guest.terminate();
            assertThat(guest.awaitExit()).isEqualTo(128 + 15);
        }
    }

    @Test
    void a_function_may_handle_SIGTERM_itself() {
        try (Guest guest = start("""
                import signal, sys
                signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit(0)))
                def handler(event, context):
                    return 1
                """)) {
            guest.answer("{}");
            guest.terminate();
            assertThat(guest.awaitExit()).isZero();
            assertThat(guest.awaitOutput(1)).containsExactly("bye");
        }
    }

    @Test
    void an_exec_wrapper_may_put_options_before_the_bootstrap() {
        try (Guest guest = Guest.of("python3.11", folder)
                // The wrapper of AWS's documentation.
                .file("wrapper", """
                        #!/bin/bash
                        args=("$@")
                        extra_args=("-X" "dev")
                        args=("${args[@]:0:$#-1}" "${extra_args[@]}" "${args[@]: -1}")
                        exec "${args[@]}"
                        """.strip())
                .file("app.py", "import sys", "def handler(event, context): return sys.flags.dev_mode")
                .executable("wrapper")
                .variable(
                        "AWS_LAMBDA_EXEC_WRAPPER",
                        folder.resolve("task/wrapper").toString())
                .start("app.handler")) {
            assertThat(guest.answer("{}")).isEqualTo("true");
        }
    }

    @Test
    void the_environment_is_that_of_AWS() {
        try (Guest guest = returning("sorted(os.environ)")) {
            // test_introspection_invoke[python3.11], without what the worker adds. Python itself sets LC_CTYPE where
            // the
            // host lacks the locale, as AWS's hosts of Python 3.12 and later do.
            assertThat(JSON.readValue(guest.answer("{}"), String[].class))
                    .filteredOn(name -> !name.equals("LC_CTYPE"))
                    .containsExactly(
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
                            "PATH",
                            "PWD",
                            "PYTHONPATH",
                            "SHLVL",
                            "TZ",
                            "_HANDLER");
        }
    }
}
