package dev.mayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server in this process; no function runs here, so plain processes do. */
class PlatformTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path home;

    private Platform platform;

    private Platform start(String... namesAndValues) throws Exception {
        Map<String, String> values = new HashMap<>(
                Map.of("port", "0", "data", home.toString(), "driver", "process", "runtimes", "../runtimes"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Platform.start(Config.from(new Settings(values)));
    }

    @BeforeEach
    void startPlatform() throws Exception {
        platform = start();
    }

    @AfterEach
    void stopPlatform() {
        platform.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + platform.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> reset() throws Exception {
        return send(request("/_mayfly/reset").POST(HttpRequest.BodyPublishers.noBody()));
    }

    private void createLogGroup(String name) throws Exception {
        HttpResponse<String> created = send(logs("CreateLogGroup", "{\"logGroupName\":\"" + name + "\"}"));
        assertThat(created.statusCode()).isEqualTo(200);
    }

    private HttpRequest.Builder logs(String operation, String body) {
        return request("/")
                .header("X-Amz-Target", "Logs_20140328." + operation)
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private String logGroups() throws Exception {
        return send(logs("DescribeLogGroups", "{}")).body();
    }

    @Test
    void health_says_version_services_and_readiness() throws Exception {
        JsonNode health = JsonMapper.shared()
                .readTree(send(request("/_mayfly/health").GET()).body());

        assertThat(health.path("status").stringValue()).isEqualTo("ready");
        assertThat(health.path("version").isString()).isTrue();
        assertThat(health.path("services").toString()).contains("lambda", "iam", "sts", "logs", "apigateway");
    }

    @Test
    void an_operation_that_is_not_there_is_named_and_counted() throws Exception {
        HttpResponse<String> answer = send(logs("StartQuery", "{}"));

        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("not implemented: logs:StartQuery");
        assertThat(send(request("/_mayfly/health").GET()).body()).contains("\"logs:StartQuery\":1");
    }

    @Test
    void reset_forgets_everything() throws Exception {
        createLogGroup("one");

        assertThat(reset().statusCode()).isEqualTo(200);
        assertThat(logGroups()).doesNotContain("one");
    }

    @Test
    void a_web_page_cannot_reset() throws Exception {
        createLogGroup("one");

        HttpResponse<String> refused = send(request("/_mayfly/reset")
                .header("Origin", "http://example.com")
                .POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(logGroups()).contains("one");
    }

    @Test
    void reset_is_not_for_servers_that_verify_signatures() throws Exception {
        platform.close();
        platform = start("auth", "signed");

        assertThat(reset().statusCode()).isEqualTo(403);
    }

    @Test
    void what_was_there_is_there_after_a_restart() throws Exception {
        createLogGroup("kept");
        platform.close();

        platform = start();

        assertThat(logGroups()).contains("kept");
    }

    @Test
    void a_port_that_is_taken_is_told() {
        assertThatThrownBy(() -> start(
                        "port",
                        Integer.toString(platform.port()),
                        "data",
                        home.resolve("b").toString()))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("is taken");
    }
}
