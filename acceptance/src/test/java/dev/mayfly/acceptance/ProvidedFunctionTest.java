package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Any executable that speaks the Runtime API, here a shell script with curl as in AWS's own tutorial. */
class ProvidedFunctionTest {
    static final String ECHO = """
            #!/bin/sh
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
            while true; do
              event=$(curl -s -D /tmp/headers $api/next)
              id=$(sed -n 's/^lambda-runtime-aws-request-id: *\\([^\\r]*\\).*/\\1/ip' /tmp/headers | tr -d '\\r')
              echo "event $event"
              curl -s -X POST $api/$id/response -d "{\\"echo\\":$event,\\"id\\":\\"$id\\"}" > /dev/null
            done
            """;

    private final Aws aws = RunningServer.shared().aws();

    @Test
    void a_shell_script_is_a_runtime() {
        DeployedFunction function = Deployment.provided(ECHO).on(aws);

        Reply first = function.invoke("{\"a\":1}");
        Reply second = function.invoke("2");

        assertThat(first.text()).isEqualTo("{\"echo\":{\"a\":1},\"id\":\"" + first.requestId() + "\"}");
        assertThat(second.text()).isEqualTo("{\"echo\":2,\"id\":\"" + second.requestId() + "\"}");
        assertThat(second.log()).contains("event 2\n");
    }

    @Test
    void an_error_is_passed_on_as_the_runtime_words_it() {
        Reply reply = Deployment.provided(ECHO.replace("$id/response", "$id/error")
                        .replace("-d \"", "-H 'Lambda-Runtime-Function-Error-Type: Function.Sad' -d \""))
                .on(aws)
                .invoke("1");

        assertThat(reply.error()).hasValue("Unhandled");
        assertThat(reply.json().path("echo").asInt()).isEqualTo(1);
        assertThat(reply.reportStatus()).isEqualTo("Status: error\tError Type: Function.Sad");
    }

    @Test
    void without_a_bootstrap_there_is_nothing_to_start() {
        Reply reply =
                Deployment.of("provided.al2023", "x").file("other", "").on(aws).invoke();

        assertThat(reply.errorType()).isEqualTo("Runtime.InvalidEntrypoint");
        assertThat(reply.errorMessage())
                .isEqualTo("RequestId: " + reply.requestId()
                        + " Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
    }

    @Test
    void a_bootstrap_that_ends_is_an_exit_error() {
        Reply silent = Deployment.provided("#!/bin/sh\nexit 0\n").on(aws).invoke();
        Reply loud = Deployment.provided("#!/bin/sh\nexit 3\n").on(aws).invoke();

        assertThat(silent.errorType()).isEqualTo("Runtime.ExitError");
        assertThat(silent.errorMessage()).endsWith(" Error: Runtime exited without providing a reason");
        assertThat(loud.errorMessage()).endsWith(" Error: Runtime exited with error: exit status 3");
    }
}
