package dev.mayfly.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.services.apigateway.FakeExchange.Answered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import tools.jackson.databind.JsonNode;

class RoutingTest {
    private final Studio studio = new Studio();

    @Test
    void the_most_specific_resource_answers() {
        String pets = studio.resource(studio.root, "pets");
        studio.function(pets, "GET");
        studio.function(studio.resource(pets, "{petId}"), "GET");
        studio.function(studio.resource(pets, "mine"), "GET");
        studio.function(studio.resource(studio.root, "{proxy+}"), "ANY");
        studio.deploy("test");

        assertThat(resourceOf("/test/pets")).isEqualTo("/pets");
        assertThat(resourceOf("/test/pets/mine")).isEqualTo("/pets/mine");
        assertThat(resourceOf("/test/pets/7")).isEqualTo("/pets/{petId}");
        assertThat(resourceOf("/test/pets/7/toys")).isEqualTo("/{proxy+}");
        assertThat(resourceOf("/test/anything/at/all")).isEqualTo("/{proxy+}");
    }

    @Test
    void a_branch_without_the_method_is_left_for_one_that_has_it() {
        studio.function(studio.resource(studio.root, "pets"), "GET");
        studio.function(studio.resource(studio.root, "{proxy+}"), "ANY");
        studio.deploy("test");
        studio.serve(studio.exchange("POST", "/test/pets"));

        assertThat(studio.lambda.last().event().path("resource").asString()).isEqualTo("/{proxy+}");
    }

    @Test
    void a_method_goes_before_any() {
        studio.function(studio.root, "ANY", Studio.FUNCTION + ":any");
        studio.function(studio.root, "GET", Studio.FUNCTION + ":get");
        studio.deploy("test");
        studio.get("/test");
        assertThat(studio.lambda.last().function().resource()).isEqualTo("function:hello:get");

        studio.serve(studio.exchange("PUT", "/test"));
        assertThat(studio.lambda.last().function().resource()).isEqualTo("function:hello:any");
    }

    @Test
    void an_unknown_path_or_method_misses_its_authentication_token() {
        studio.function(studio.resource(studio.root, "pets"), "GET");
        studio.deploy("test");

        for (Answered answered : List.of(
                studio.get("/test/nothing"),
                studio.get("/test"),
                studio.serve(studio.exchange("POST", "/test/pets")),
                studio.serve(studio.exchange("TRACE", "/test/pets")))) {
            assertThat(answered.status()).isEqualTo(403);
            assertThat(answered.text()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
            assertThat(answered.header("x-amzn-ErrorType")).isEqualTo("MissingAuthenticationTokenException");
            assertThat(answered.header("x-amzn-RequestId")).hasSize(36);
            assertThat(answered.header("x-amz-apigw-id")).hasSize(16);
        }
    }

    @Test
    void an_unknown_api_or_stage_is_forbidden() {
        studio.function(studio.root, "GET");
        studio.deploy("test");

        for (FakeExchange exchange : List.of(
                studio.exchange("GET", "/prod"),
                studio.exchange("GET", "/"),
                studio.exchange("GET", "/" + "x".repeat(3_000)),
                new FakeExchange("GET", "nosuchapi0.execute-api.eu-central-1.localhost", "/test"),
                new FakeExchange("GET", studio.api + ".execute-api.us-east-1.localhost", "/test"))) {
            Answered answered = studio.serve(exchange);
            assertThat(answered.status()).isEqualTo(403);
            assertThat(answered.text()).isEqualTo("{\"message\":\"Forbidden\"}");
            assertThat(answered.header("x-amzn-ErrorType")).isEqualTo("ForbiddenException");
        }
    }

    @Test
    void an_api_may_close_this_way_in() {
        studio.function(studio.root, "GET");
        studio.deploy("test");
        studio.apis.update(
                UpdateRestApiRequest.builder()
                        .restApiId(studio.api)
                        .patchOperations(Studio.patch(Op.REPLACE, "/disableExecuteApiEndpoint", "true"))
                        .build(),
                studio.call);

        assertThat(studio.get("/test").text()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    @Test
    void an_api_is_reached_by_any_of_its_hosts_and_paths() {
        studio.function(studio.resource(studio.root, "pets"), "GET");
        studio.deploy("test");

        for (FakeExchange exchange : List.of(
                new FakeExchange("GET", studio.api + ".execute-api.localhost", "/test/pets"),
                new FakeExchange("GET", studio.api + ".EXECUTE-API.eu-central-1.amazonaws.com:443", "/test/pets"),
                new FakeExchange("GET", studio.api + ".execute-api.localhost.localstack.cloud:4566", "/test/pets"),
                new FakeExchange("GET", "localhost:4566", "/_aws/execute-api/" + studio.api + "/test/pets"),
                new FakeExchange("GET", "localhost:4566", "/restapis/" + studio.api + "/test/_user_request_/pets"))) {
            assertThat(studio.door.admits(exchange)).isTrue();
            assertThat(studio.serve(exchange).status()).isEqualTo(200);
            JsonNode event = studio.lambda.last().event();
            assertThat(event.path("path").asString()).isEqualTo("/pets");
            assertThat(event.path("requestContext").path("path").asString()).isEqualTo("/test/pets");
            assertThat(event.path("requestContext").path("domainPrefix").asString())
                    .isEqualTo(studio.api);
        }
    }

    @Test
    void requests_to_the_control_plane_are_not_admitted() {
        for (String path : List.of("/restapis", "/restapis/abc/resources/x/methods/GET", "/", "/_aws/execute-api")) {
            assertThat(studio.door.admits(new FakeExchange("GET", "localhost:4566", path)))
                    .as(path)
                    .isFalse();
        }
    }

    @Test
    void a_trailing_slash_means_nothing_to_routing_and_stays_in_the_path() {
        studio.function(studio.resource(studio.root, "{proxy+}"), "ANY");
        studio.deploy("test");
        studio.get("/test/test-path/");

        JsonNode event = studio.lambda.last().event();
        assertThat(event.path("path").asString()).isEqualTo("/test-path/");
        assertThat(event.path("pathParameters").path("proxy").asString()).isEqualTo("test-path");
        assertThat(event.path("requestContext").path("path").asString()).isEqualTo("/test/test-path/");
    }

    @Test
    void paths_keep_their_percent_encoding() {
        studio.function(studio.resource(studio.root, "{proxy+}"), "ANY");
        studio.deploy("test");
        studio.get("/test/user/test%2Balias@gmail.com/plus/test+alias@gmail.com");

        JsonNode event = studio.lambda.last().event();
        assertThat(event.path("path").asString()).isEqualTo("/user/test%2Balias@gmail.com/plus/test+alias@gmail.com");
        assertThat(event.path("pathParameters").path("proxy").asString())
                .isEqualTo("user/test%2Balias@gmail.com/plus/test+alias@gmail.com");
    }

    @Test
    void a_literal_matches_however_it_is_encoded() {
        studio.function(studio.resource(studio.root, "pets"), "GET");
        studio.deploy("test");

        assertThat(studio.get("/test/p%65ts").status()).isEqualTo(200);
        assertThat(studio.get("/test/p%zzts").status()).isEqualTo(403);
        assertThat(studio.get("/test/pets%").status()).isEqualTo(403);
    }

    @Test
    void nested_variables_are_all_told() {
        String pet = studio.resource(studio.resource(studio.root, "pets"), "{petId}");
        studio.function(studio.resource(pet, "{rest+}"), "GET");
        studio.deploy("test");
        studio.get("/test/pets/7/toys/ball");

        JsonNode parameters = studio.lambda.last().event().path("pathParameters");
        assertThat(parameters.path("petId").asString()).isEqualTo("7");
        assertThat(parameters.path("rest").asString()).isEqualTo("toys/ball");
    }

    @Test
    void the_function_is_named_by_stage_variable() {
        studio.function(
                studio.root, "GET", "arn:aws:lambda:eu-central-1:000000000000:function:${stageVariables.fn}:live");
        studio.deploy("test", Map.of("fn", "hello"));
        studio.get("/test");
        assertThat(studio.lambda.last().function().toString())
                .isEqualTo("arn:aws:lambda:eu-central-1:000000000000:function:hello:live");
    }

    @Test
    void a_stage_variable_that_names_no_function_is_a_configuration_error() {
        studio.function(studio.root, "GET", "${stageVariables.fn}");
        studio.deploy("test", Map.of("fn", "hello"));

        assertThat(studio.get("/test").status()).isEqualTo(500);
        assertThat(studio.lambda.invocations()).isZero();
    }

    private String resourceOf(String target) {
        assertThat(studio.get(target).status()).isEqualTo(200);
        return studio.lambda.last().event().path("resource").asString();
    }
}
