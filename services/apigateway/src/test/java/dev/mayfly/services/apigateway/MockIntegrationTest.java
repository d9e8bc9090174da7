package dev.mayfly.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.services.apigateway.FakeExchange.Answered;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseRequest;

class MockIntegrationTest {
    private static final String HEADER = "method.response.header.";
    private final Studio studio = new Studio();

    @Test
    void a_preflight_request_is_answered_by_a_mock() {
        studio.function(studio.root, "GET");
        mock("OPTIONS", Map.of("application/json", "{ statusCode: 204 }"), "WHEN_NO_MATCH");
        response(
                "OPTIONS",
                "204",
                null,
                Map.of(
                        HEADER + "Access-Control-Allow-Origin", "'*'",
                        HEADER + "Access-Control-Allow-Methods", "'GET,OPTIONS'",
                        HEADER + "Access-Control-Allow-Headers", "'Content-Type,Authorization'"),
                Map.of());
        studio.deploy("test");
        Answered answered = studio.serve(studio.exchange("OPTIONS", "/test")
                .header("Origin", "https://example.com")
                .header("Access-Control-Request-Method", "GET"));

        assertThat(answered.status()).isEqualTo(204);
        assertThat(answered.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answered.header("Access-Control-Allow-Methods")).isEqualTo("GET,OPTIONS");
        assertThat(answered.header("Access-Control-Allow-Headers")).isEqualTo("Content-Type,Authorization");
        assertThat(answered.header("x-amzn-RequestId")).hasSize(36);
        assertThat(studio.lambda.invocations()).isZero();
    }

    @Test
    void the_status_selects_the_answer() {
        mock("POST", Map.of(), "WHEN_NO_MATCH");
        response("POST", "200", null, Map.of(), Map.of("application/json", "{\"ok\":true}"));
        response("POST", "404", "4\\d\\d", Map.of(), Map.of("text/plain", "no pet"));
        studio.deploy("test");

        Answered fine = studio.serve(studio.exchange("POST", "/test").body("{\"statusCode\":201}"));
        assertThat(fine.status()).isEqualTo(200);
        assertThat(fine.text()).isEqualTo("{\"ok\":true}");
        assertThat(fine.header("Content-Type")).isEqualTo("application/json");
        Answered missing = studio.serve(studio.exchange("POST", "/test").body("{\"statusCode\":418}"));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).isEqualTo("no pet");
        assertThat(missing.header("Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void the_client_chooses_among_templates() {
        mock("GET", Map.of("application/json", "{\"statusCode\":200}"), "WHEN_NO_MATCH");
        response("GET", "200", null, Map.of(), Map.of("application/json", "{}", "text/html", "<p>hi</p>"));
        studio.deploy("test");

        Answered html = studio.serve(studio.exchange("GET", "/test").header("Accept", "text/html"));
        assertThat(html.text()).isEqualTo("<p>hi</p>");
        assertThat(html.header("Content-Type")).isEqualTo("text/html");
        assertThat(studio.get("/test").text()).isEqualTo("{}");
    }

    @Test
    void without_a_status_there_is_no_answer() {
        mock("POST", Map.of(), "WHEN_NO_MATCH");
        response("POST", "200", null, Map.of(), Map.of());
        studio.deploy("test");

        for (String body : new String[] {"", "{}", "{\"statusCode\":\"200\"}", "{\"statusCode\":1e30}", "[[[["}) {
            assertThat(studio.serve(studio.exchange("POST", "/test").body(body)).status())
                    .as(body)
                    .isEqualTo(500);
        }
    }

    @Test
    void a_status_that_selects_nothing_is_a_configuration_error() {
        mock("POST", Map.of(), "WHEN_NO_MATCH");
        response("POST", "200", "200", Map.of(), Map.of());
        studio.deploy("test");

        assertThat(studio.serve(studio.exchange("POST", "/test").body("{\"statusCode\":500}"))
                        .status())
                .isEqualTo(500);
    }

    @Test
    void a_body_without_a_template_is_refused_when_the_integration_says_so() {
        mock("POST", Map.of("application/json", "{\"statusCode\":200}"), "NEVER");
        response("POST", "200", null, Map.of(), Map.of());
        studio.deploy("test");
        Answered answered = studio.serve(studio.exchange("POST", "/test")
                .header("Content-Type", "text/plain")
                .body("hi"));

        assertThat(answered.status()).isEqualTo(415);
        assertThat(answered.text()).isEqualTo("{\"message\":\"Unsupported Media Type\"}");
        assertThat(studio.serve(studio.exchange("POST", "/test")).status()).isEqualTo(200);
    }

    private void mock(String httpMethod, Map<String, String> templates, String passthrough) {
        studio.method(studio.root, httpMethod);
        studio.integrations.put(
                PutIntegrationRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod(httpMethod)
                        .type("MOCK")
                        .requestTemplates(templates)
                        .passthroughBehavior(passthrough)
                        .build(),
                studio.call);
    }

    private void response(
            String httpMethod,
            String status,
            @Nullable String pattern,
            Map<String, String> headers,
            Map<String, String> templates) {
        studio.methodResponses.put(
                PutMethodResponseRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod(httpMethod)
                        .statusCode(status)
                        .responseParameters(
                                headers.keySet().stream().collect(Collectors.toMap(name -> name, name -> true)))
                        .build(),
                studio.call);
        studio.integrationResponses.put(
                PutIntegrationResponseRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod(httpMethod)
                        .statusCode(status)
                        .selectionPattern(pattern)
                        .responseParameters(headers)
                        .responseTemplates(templates)
                        .build(),
                studio.call);
    }
}
