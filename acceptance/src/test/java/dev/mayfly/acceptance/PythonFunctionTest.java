package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PythonFunctionTest {
    private final Aws aws = RunningServer.shared().aws();

    @Test
    void the_context_says_what_aws_says() {
        DeployedFunction function = Deployment.python("""
                import os, sys
                def handler(event, context):
                    return {'event': event, 'id': context.aws_request_id, 'name': context.function_name,
                            'version': context.function_version, 'memory': context.memory_limit_in_mb,
                            'arn': context.invoked_function_arn, 'group': context.log_group_name,
                            'stream': context.log_stream_name, 'remaining': context.get_remaining_time_in_millis(),
                            'python': sys.version, 'env': dict(os.environ)}
                """)
                .timeout(9)
                .variables(Map.of("Hello", "World"))
                .on(aws);

        Reply reply = function.invoke("[1]");

        JsonNode context = reply.json();
        JsonNode environment = context.path("env");
        assertThat(context.path("event").path(0).asInt()).isEqualTo(1);
        assertThat(context.path("id").asString()).isEqualTo(reply.requestId());
        assertThat(context.path("memory").asString()).isEqualTo("128");
        assertThat(context.path("arn").asString()).isEqualTo(function.arn());
        assertThat(context.path("remaining").asInt()).isBetween(5_000, 9_000);
        assertThat(context.path("python").asString()).startsWith("3.11.");
        assertThat(environment.path("Hello").asString()).isEqualTo("World");
        assertThat(environment.path("AWS_ACCESS_KEY_ID").asString()).startsWith("ASIA");
        assertThat(environment.path("AWS_SESSION_TOKEN").asString()).isNotEmpty();
        assertThat(environment.path("AWS_LAMBDA_RUNTIME_API").asString()).isEqualTo("127.0.0.1:9001");
        assertThat(environment.path("AWS_LAMBDA_INITIALIZATION_TYPE").asString())
                .isEqualTo("on-demand");
        assertThat(environment.path("LAMBDA_TASK_ROOT").asString()).isEqualTo("/var/task");
        assertThat(environment.path("_HANDLER").asString()).isEqualTo("handler.handler");
        assertThat(environment.path("_X_AMZN_TRACE_ID").asString()).startsWith("Root=1-");
        assertThat(environment.path("PATH").asString())
                .isEqualTo("/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin");
        assertThat(environment.path("TZ").asString()).isEqualTo(":UTC");
    }

    @Test
    void the_environment_has_the_variables_that_aws_sets_and_few_others() {
        JsonNode names = Deployment.python("""
                import os
                def handler(event, context):
                    return sorted(os.environ)
                """).on(aws).invoke().json();

        // Recorded from AWS, python3.11; the endpoint is ours.
        assertThat(names.valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder(
                        "AWS_ACCESS_KEY_ID",
                        "AWS_DEFAULT_REGION",
                        "AWS_ENDPOINT_URL",
                        "AWS_EXECUTION_ENV",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "AWS_LAMBDA_FUNCTION_VERSION",
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        "AWS_LAMBDA_LOG_GROUP_NAME",
                        "AWS_LAMBDA_LOG_STREAM_NAME",
                        "AWS_LAMBDA_RUNTIME_API",
                        "AWS_REGION",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_SESSION_TOKEN",
                        "AWS_XRAY_CONTEXT_MISSING",
                        "AWS_XRAY_DAEMON_ADDRESS",
                        "LAMBDA_RUNTIME_DIR",
                        "LAMBDA_TASK_ROOT",
                        "LANG",
                        "LC_CTYPE",
                        "LD_LIBRARY_PATH",
                        "PATH",
                        "PWD",
                        "PYTHONPATH",
                        "SHLVL",
                        "TZ",
                        "_AWS_XRAY_DAEMON_ADDRESS",
                        "_AWS_XRAY_DAEMON_PORT",
                        "_HANDLER",
                        "_X_AMZN_TRACE_ID");
    }

    @Test
    void print_is_logged_as_it_is_and_logging_with_time_and_request() {
        DeployedFunction function = Deployment.python("""
                import logging
                logging.getLogger().setLevel(logging.INFO)
                def handler(event, context):
                    print('printed')
                    logging.info('logged')
                """).on(aws);

        Reply reply = function.invoke();

        assertThat(function.awaitLog("printed")).isEqualTo("printed\n");
        assertThat(function.awaitLog("logged"))
                .matches("\\[INFO]\t\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\t" + reply.requestId()
                        + "\tlogged\n");
    }

    @Test
    void the_log_of_an_invocation_is_that_of_aws_to_the_tab() {
        Reply reply = Deployment.python("""
                def handler(event, context):
                    print(event)
                """).on(aws).invoke();

        String id = reply.requestId();
        assertThat(reply.log())
                .matches("START RequestId: " + id + " Version: \\$LATEST\n\\{}\nEND RequestId: " + id
                        + "\nREPORT RequestId: " + id + "\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms"
                        + "\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: \\d+\\.\\d\\d ms\t\n");
    }

    @Test
    void an_error_of_the_handler_is_described() {
        DeployedFunction function = Deployment.python("""
                def handler(event, context):
                    raise Exception("Handler fails")
                """).on(aws);

        Reply reply = function.invoke();

        assertThat(reply.error()).hasValue("Unhandled");
        assertThat(reply.text()).isEqualTo("""
                {"errorMessage": "Handler fails", "errorType": "Exception", "requestId": "%s", "stackTrace": ["  File \\"/var/task/handler.py\\", line 2, in handler\\n    raise Exception(\\"Handler fails\\")\\n"]}""".formatted(reply.requestId()));
        assertThat(reply.log()).contains("[ERROR] Exception: Handler fails\nTraceback (most recent call last):");
    }

    @Test
    void an_error_while_loading_is_described_without_a_request() {
        DeployedFunction function =
                Deployment.python("raise Exception(\"Runtime startup fails\")").on(aws);

        Reply reply = function.invoke();

        JsonNode trace = reply.json().path("stackTrace");
        assertThat(reply.error()).hasValue("Unhandled");
        assertThat(reply.errorMessage()).isEqualTo("Runtime startup fails");
        assertThat(reply.errorType()).isEqualTo("Exception");
        assertThat(reply.json().path("requestId").asString("missing")).isEmpty();
        assertThat(trace.path(trace.size() - 1).asString())
                .contains(
                        "  File \"/var/task/handler.py\", line 1, in <module>\n",
                        "    raise Exception(\"Runtime startup fails\")\n");
        assertThat(function.awaitLog("INIT_REPORT")).contains("Phase: init\tStatus: error");
    }

    @Test
    void what_cannot_be_loaded_is_named() {
        Reply syntax = Deployment.python("def handler(:").on(aws).invoke();
        Reply module = Deployment.of("python3.11", "nowhere.handler")
                .file("handler.py", "")
                .on(aws)
                .invoke();
        Reply handler = Deployment.python("other = 1").on(aws).invoke();

        assertThat(syntax.errorType()).isEqualTo("Runtime.UserCodeSyntaxError");
        assertThat(syntax.errorMessage())
                .isEqualTo("Syntax error in module 'handler': invalid syntax (handler.py, line 1)");
        assertThat(module.errorType()).isEqualTo("Runtime.ImportModuleError");
        assertThat(module.errorMessage()).isEqualTo("Unable to import module 'nowhere': No module named 'nowhere'");
        assertThat(handler.errorType()).isEqualTo("Runtime.HandlerNotFound");
        assertThat(handler.errorMessage()).isEqualTo("Handler 'handler' missing on module 'handler'");
    }

    @Test
    void logs_are_json_where_the_function_says_so() {
        DeployedFunction function = Deployment.python("""
                import logging
                def handler(event, context):
                    logging.warning('careful')
                """)
                .with(request -> request.loggingConfig(logging -> logging.logFormat("JSON")))
                .on(aws);

        Reply reply = function.invoke();

        assertThat(function.awaitLog("careful"))
                .contains("\"level\": \"WARN", "\"message\": \"careful\"", "\"requestId\": \"" + reply.requestId());
        assertThat(function.awaitLog("platform.start")).contains("\"requestId\":\"" + reply.requestId());
    }

    @Test
    void a_wrapper_that_is_not_there_ends_the_start_with_127() {
        DeployedFunction function = Deployment.python("def handler(event, context): return 1")
                .variables(Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/idontexist"))
                .on(aws);

        Reply reply = function.invoke();

        assertThat(reply.error()).hasValue("Unhandled");
        assertThat(reply.errorType()).isEqualTo("Runtime.ExitError");
        assertThat(reply.errorMessage())
                .isEqualTo("RequestId: " + reply.requestId() + " Error: Runtime exited with error: exit status 127");
    }

    @Test
    void a_wrapper_starts_the_runtime() {
        DeployedFunction function = Deployment.python("""
                import os
                def handler(event, context): return os.environ.get('WRAPPER_VAR')
                """)
                .file("wrapper", "#!/bin/bash\nexport WRAPPER_VAR=test-value\nexec \"$@\"\n")
                .variables(Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/var/task/wrapper"))
                .on(aws);

        assertThat(function.invoke().text()).isEqualTo("\"test-value\"");
    }
}
