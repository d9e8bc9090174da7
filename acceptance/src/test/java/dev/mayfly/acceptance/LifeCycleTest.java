package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import tools.jackson.databind.JsonNode;

/** What lasts from one invocation to the next, and how functions end that do not end well. */
class LifeCycleTest {
    /** Megabytes that buy a whole core: a runtime with less may be asleep when the next invocation comes. */
    private static final int QUICK = 1_769;

    private final Aws aws = RunningServer.shared().aws();

    @Test
    void an_environment_is_used_again() {
        DeployedFunction function = Deployment.python("""
                counter = -1
                def handler(event, context):
                    global counter
                    counter += 1
                    return {'counter': counter}
                """).memory(QUICK).on(aws);

        assertThat(function.invoke().text()).isEqualTo("{\"counter\": 0}");
        assertThat(function.invoke().text()).isEqualTo("{\"counter\": 1}");
    }

    @Test
    void tmp_survives_a_timeout_and_memory_does_not() {
        DeployedFunction function =
                Deployment.python("""
                import time
                number = 0
                def handler(event, context):
                    global number
                    if 'number' in event: number = event['number']
                    if 'content' in event: open('/tmp/file', 'w').write(event['content'])
                    if 'sleep' in event: time.sleep(event['sleep'])
                    return [number, open('/tmp/file').read()]
                """).timeout(1).memory(QUICK).on(aws);

        assertThat(function.invoke("{\"number\":42,\"content\":\"some-content\"}")
                        .text())
                .isEqualTo("[42, \"some-content\"]");
        Reply timedOut = function.invoke("{\"sleep\":5}");
        Reply after = function.invoke();

        assertThat(timedOut.error()).hasValue("Unhandled");
        assertThat(timedOut.text())
                .isEqualTo("{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: " + timedOut.requestId()
                        + " Error: Task timed out after 1.00 seconds\"}");
        assertThat(timedOut.reportStatus()).isEqualTo("Status: timeout");
        assertThat(timedOut.log()).contains("\tDuration: 1000.00 ms\tBilled Duration: 1000 ms\t");
        assertThat(after.text()).isEqualTo("[0, \"some-content\"]");
    }

    @Test
    void eating_all_memory_is_out_of_memory() {
        DeployedFunction function = Deployment.python("""
                def handler(event, context):
                    if event: return bytearray(400_000_000) and 1
                    return 'fine'
                """).timeout(15).on(aws);

        Reply reply = function.invoke("[1]");

        assertThat(reply.errorType()).isEqualTo("Runtime.OutOfMemory");
        assertThat(reply.errorMessage())
                .isEqualTo("RequestId: " + reply.requestId() + " Error: Runtime exited with error: signal: killed");
        assertThat(reply.reportStatus()).isEqualTo("Status: error\tError Type: Runtime.OutOfMemory");
        assertThat(reply.log()).contains("Memory Size: 128 MB\tMax Memory Used: 128 MB");
        assertThat(function.invoke("[]").text()).isEqualTo("\"fine\"");
    }

    @Test
    void an_answer_may_be_six_megabytes_and_no_more() {
        DeployedFunction function = Deployment.python("def handler(event, context): return 'a' * event")
                .timeout(15)
                .memory(512)
                .on(aws);
        int most = 6 * 1_048_576 + 100 - 2;

        Reply largest = function.invoke(Integer.toString(most));
        Reply tooLarge = function.invoke(Integer.toString(most + 1));

        assertThat(largest.error()).isEmpty();
        assertThat(largest.text()).hasSize(most + 2);
        assertThat(tooLarge.error()).hasValue("Unhandled");
        assertThat(tooLarge.errorType()).isEqualTo("Function.ResponseSizeTooLarge");
        assertThat(tooLarge.errorMessage())
                .isEqualTo("Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556"
                        + " bytes).");
        assertThat(function.invoke("1").text()).isEqualTo("\"a\"");
    }

    @Test
    void a_crash_is_told_and_the_next_invocation_starts_anew() {
        DeployedFunction function = Deployment.python("""
                import ctypes, os
                def handler(event, context):
                    if event == 'exit': os._exit(1)
                    if event == 'segfault': ctypes.string_at(0)
                    return 'fine'
                """).on(aws);

        Reply exit = function.invoke("\"exit\"");
        Reply segfault = function.invoke("\"segfault\"");

        assertThat(exit.errorType()).isEqualTo("Runtime.ExitError");
        assertThat(exit.errorMessage()).endsWith("Error: Runtime exited with error: exit status 1");
        assertThat(segfault.errorType()).isEqualTo("Runtime.ExitError");
        assertThat(segfault.errorMessage()).endsWith("Error: Runtime exited with error: signal: segmentation fault");
        assertThat(function.invoke("\"\"").text()).isEqualTo("\"fine\"");
    }

    @Test
    void a_crash_while_loading_is_tried_once_more_and_told() {
        DeployedFunction function = Deployment.python("""
                import os
                print('loading')
                os._exit(4)
                """).on(aws);

        Reply reply = function.invoke();

        assertThat(reply.errorType()).isEqualTo("Runtime.ExitError");
        assertThat(reply.errorMessage()).endsWith("Error: Runtime exited with error: exit status 4");
        var _ = function.awaitLog("REPORT RequestId");
        assertThat(function.awaitLog("INIT_REPORT"))
                .contains("Phase: init\tStatus: error\tError Type: Runtime.ExitError");
        assertThat(function.log()).filteredOn("loading\n"::equals).hasSize(2);
    }

    @Test
    void a_line_of_megabytes_is_logged_to_its_last_letter() {
        DeployedFunction function =
                Deployment.python("""
                def handler(event, context):
                    print('a' * 200_000)
                    print('b' * 3_000_000)
                """).timeout(20).memory(512).on(aws);

        Reply reply = function.invoke();

        assertThat(reply.error()).isEmpty();
        var _ = function.awaitLog("REPORT RequestId");
        List<String> log = function.log();
        assertThat(log).contains("a".repeat(200_000) + "\n");
        assertThat(log.stream()
                        .filter(line -> line.startsWith("b"))
                        .mapToInt(line -> line.strip().length())
                        .sum())
                .isEqualTo(3_000_000);
    }

    @Test
    void layers_lie_in_opt_in_their_order() {
        List<String> layers = List.of(
                layer("one", "python/shared.py", "value = 'first'"),
                layer("two", "python/shared.py", "value = 'second'"));
        DeployedFunction function =
                Deployment.python("""
                import os, shared
                def handler(event, context): return [shared.value, shared.__file__, os.access('/opt', os.W_OK)]
                """).with(request -> request.layers(layers)).on(aws);

        assertThat(function.invoke().text()).isEqualTo("[\"second\", \"/opt/python/shared.py\", false]");
    }

    private String layer(String name, String file, String text) {
        SdkBytes zip = Deployment.of("none", "none").file(file, text).zip();
        return aws.lambda()
                .publishLayerVersion(layer -> layer.layerName(name).content(content -> content.zipFile(zip)))
                .layerVersionArn();
    }

    @Test
    void a_function_calls_aws_with_the_credentials_of_its_role() {
        DeployedFunction function = Deployment.python("""
                import os, urllib.request
                def handler(event, context):
                    scope = os.environ['AWS_ACCESS_KEY_ID'] + '/20250101/' + os.environ['AWS_REGION']
                    request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL'] + '/',
                        data=b'Action=GetCallerIdentity&Version=2011-06-15',
                        headers={'Authorization': 'AWS4-HMAC-SHA256 Credential=' + scope + '/sts/aws4_request,'
                                     ' SignedHeaders=host, Signature=00',
                                 'X-Amz-Security-Token': os.environ['AWS_SESSION_TOKEN'],
                                 'Content-Type': 'application/x-www-form-urlencoded'})
                    return urllib.request.urlopen(request).read().decode()
                """).timeout(10).on(aws);

        assertThat(function.invoke().text())
                .contains("<Arn>arn:aws:sts::000000000000:assumed-role/function-role/" + function.name() + "</Arn>");
    }

    @Test
    void a_function_lists_the_functions_beside_it() {
        DeployedFunction function = Deployment.python("""
                import json, os, urllib.request
                def handler(event, context):
                    request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL'] + '/2015-03-31/functions/',
                        headers={'Authorization': 'AWS4-HMAC-SHA256 Credential=x/20250101/' + os.environ['AWS_REGION']
                                     + '/lambda/aws4_request, SignedHeaders=host, Signature=00'})
                    answer = json.load(urllib.request.urlopen(request))
                    return [function['FunctionName'] for function in answer['Functions']]
                """).timeout(10).on(aws);

        JsonNode names = function.invoke().json();

        assertThat(names.isArray()).isTrue();
        assertThat(names.size()).isPositive();
    }
}
