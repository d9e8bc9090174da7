package dev.mayfly.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodRequest;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.GetMethodRequest;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponse;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodRequest;

class MethodsTest {
    private final Studio studio = new Studio();

    @Test
    void a_new_method_is_open_and_empty() {
        studio.method(studio.root, "ANY");

        assertThat(method("ANY"))
                .isEqualTo(GetMethodResponse.builder()
                        .httpMethod("ANY")
                        .authorizationType("NONE")
                        .apiKeyRequired(false)
                        .build());
    }

    @Test
    void a_method_is_made_once() {
        studio.method(studio.root, "GET");

        assertThatThrownBy(() -> studio.method(studio.root, "GET"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Method already exists for this resource");
    }

    @Test
    void protection_that_would_not_be_enforced_is_refused() {
        assertThatThrownBy(() -> put(request -> request.authorizationType("AWS_IAM")))
                .hasMessageContaining("Authorization type AWS_IAM is not supported here");
        assertThatThrownBy(() -> put(request -> request.authorizationType("CUSTOM")))
                .hasMessageContaining("Invalid authorizer ID specified. Setting the authorization type to CUSTOM or "
                        + "COGNITO_USER_POOLS requires a valid authorizer.");
        assertThatThrownBy(() -> put(request -> request.apiKeyRequired(true)))
                .hasMessageContaining("apiKeyRequired must be false");
        assertThatThrownBy(() -> put(request -> request.requestValidatorId("abc")))
                .hasMessageContaining("Invalid Request Validator identifier specified");
        studio.method(studio.root, "GET");
        assertThatThrownBy(() -> studio.methods.update(
                        UpdateMethodRequest.builder()
                                .restApiId(studio.api)
                                .resourceId(studio.root)
                                .httpMethod("GET")
                                .patchOperations(Studio.patch(Op.REPLACE, "/authorizationType", "AWS_IAM"))
                                .build(),
                        studio.call))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void what_a_method_names_must_make_sense() {
        assertThatThrownBy(() -> put(request -> request.httpMethod("BREW")))
                .hasMessageContaining(
                        "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY");
        assertThatThrownBy(() -> put(request -> request.requestModels(Map.of("application/json", "petModel"))))
                .hasMessageContaining("Invalid model identifier specified: petModel");
        assertThatThrownBy(() -> put(request -> request.requestParameters(
                        Map.of("method.request.querystring.q", true, "method.request.header.q", true))))
                .hasMessageContaining("Parameter names must be unique across querystring, header and path");
    }

    @Test
    void a_method_is_patched() {
        studio.method(studio.root, "ANY");
        var changed = studio.methods.update(
                UpdateMethodRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod("ANY")
                        .patchOperations(
                                Studio.patch(Op.REPLACE, "/operationName", "anything"),
                                Studio.patch(Op.ADD, "/requestParameters/method.request.querystring.q", "true"),
                                Studio.patch(Op.ADD, "/requestModels/application~1json", "Empty"))
                        .build(),
                studio.call);

        assertThat(changed.operationName()).isEqualTo("anything");
        assertThat(changed.requestParameters()).containsEntry("method.request.querystring.q", true);
        assertThat(changed.requestModels()).containsEntry("application/json", "Empty");
    }

    @Test
    void what_is_not_there_is_named() {
        assertThatThrownBy(() -> method("GET"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid Method identifier specified");
        assertThatThrownBy(() -> integration("GET")).hasMessageContaining("Invalid Method identifier specified");
        studio.method(studio.root, "GET");
        assertThatThrownBy(() -> integration("GET"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid Integration identifier specified");
        assertThatThrownBy(() -> studio.methods.get(
                        GetMethodRequest.builder()
                                .restApiId("nosuchapi0")
                                .resourceId(studio.root)
                                .httpMethod("GET")
                                .build(),
                        studio.call))
                .hasMessageContaining("Invalid Resource identifier specified");
    }

    @Test
    void a_deleted_method_is_gone_with_its_integration() {
        studio.function(studio.root, "GET");
        studio.methods.delete(
                DeleteMethodRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod("GET")
                        .build(),
                studio.call);
        studio.method(studio.root, "GET");

        assertThat(method("GET").methodIntegration()).isNull();
    }

    @Test
    void a_lambda_integration_has_the_defaults_of_aws() {
        studio.method(studio.root, "GET");
        var integration = integrate(request -> {});

        assertThat(integration.typeAsString()).isEqualTo("AWS_PROXY");
        assertThat(integration.httpMethod()).isEqualTo("POST");
        assertThat(integration.passthroughBehavior()).isEqualTo("WHEN_NO_MATCH");
        assertThat(integration.timeoutInMillis()).isEqualTo(29_000);
        assertThat(integration.cacheNamespace()).isEqualTo(studio.root);
        assertThat(integration.hasCacheKeyParameters()).isTrue();
        assertThat(integration.hasIntegrationResponses()).isFalse();
        assertThat(method("GET").methodIntegration().uri()).isEqualTo(Studio.uri(Studio.FUNCTION));
    }

    @Test
    void a_lambda_integration_is_checked_in_the_words_of_aws() {
        studio.method(studio.root, "GET");
        assertThatThrownBy(() -> integrate(request -> request.integrationHttpMethod(null)))
                .hasMessageContaining("Enumeration value for HttpMethod must be non-empty");
        assertThatThrownBy(() -> integrate(request -> request.uri("hello")))
                .hasMessageContaining("Invalid ARN specified in the request");
        assertThatThrownBy(() -> integrate(request -> request.uri("arn:aws:apigateway:eu-central-1:lambda:test")))
                .hasMessageContaining("AWS ARN for integration must contain path or action");
        assertThatThrownBy(() -> integrate(request -> request.uri("arn:aws:apigateway:eu-central-1:s3:path/b/k")))
                .hasMessageContaining("Integrations of type 'AWS_PROXY' currently only supports Lambda function and "
                        + "Firehose stream invocations.");
        assertThatThrownBy(() -> integrate(request -> request.uri(Studio.uri("arn:aws:sqs:x:0:queue"))))
                .hasMessageContaining("Invalid lambda function");
        assertThatThrownBy(() -> integrate(request -> request.timeoutInMillis(30_000)))
                .hasMessageContaining("Timeout should be between 50 ms and 29000 ms");
        assertThatThrownBy(() -> integrate(request -> request.credentials("arn:aws:iam::111111111111:role/r")))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("Cross-account pass role is not allowed.");
    }

    @Test
    void a_function_may_be_named_by_qualifier_or_stage_variable() {
        studio.method(studio.root, "GET");
        for (String function : List.of(Studio.FUNCTION + ":live", "${stageVariables.fn}")) {
            assertThat(integrate(request -> request.uri(Studio.uri(function))).uri())
                    .contains(function);
        }
    }

    @Test
    void integrations_of_other_types_are_refused_with_what_is_supported() {
        studio.method(studio.root, "GET");
        for (String type : List.of("HTTP", "HTTP_PROXY", "AWS")) {
            assertThatThrownBy(() -> integrate(request ->
                            request.type(type).uri("http://example.com").integrationHttpMethod("GET")))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("Integrations of type '" + type + "' are not supported here; "
                            + "the supported types are AWS_PROXY (Lambda functions) and MOCK");
        }
    }

    @Test
    void an_integration_is_patched_and_checked_again() {
        studio.function(studio.root, "GET");
        var changed = studio.integrations.update(
                UpdateIntegrationRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod("GET")
                        .patchOperations(
                                Studio.patch(Op.REPLACE, "/uri", Studio.uri(Studio.FUNCTION + ":live")),
                                Studio.patch(Op.REPLACE, "/timeoutInMillis", "1000"))
                        .build(),
                studio.call);

        assertThat(changed.uri()).contains(":hello:live");
        assertThat(changed.timeoutInMillis()).isEqualTo(1_000);
        assertThatThrownBy(() -> studio.integrations.update(
                        UpdateIntegrationRequest.builder()
                                .restApiId(studio.api)
                                .resourceId(studio.root)
                                .httpMethod("GET")
                                .patchOperations(Studio.patch(Op.REPLACE, "/uri", "nonsense"))
                                .build(),
                        studio.call))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void a_deleted_integration_is_gone() {
        studio.function(studio.root, "GET");
        studio.integrations.delete(
                DeleteIntegrationRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod("GET")
                        .build(),
                studio.call);

        assertThatThrownBy(() -> integration("GET")).hasMessageContaining("Invalid Integration identifier specified");
    }

    @Test
    void a_mapped_header_must_be_declared_by_the_method_response() {
        mock();
        assertThatThrownBy(() -> respond(Map.of("method.response.header.X-Pet", "'dog'"), Map.of()))
                .hasMessageContaining("Invalid mapping expression parameter specified: method.response.header.X-Pet");
        declare("method.response.header.X-Pet");
        respond(Map.of("method.response.header.X-Pet", "'dog'"), Map.of());

        assertThat(integration("GET").integrationResponses())
                .hasEntrySatisfying(
                        "200",
                        response -> assertThat(response.responseParameters())
                                .containsEntry("method.response.header.X-Pet", "'dog'"));
    }

    @Test
    void what_would_have_to_be_computed_is_refused_when_it_is_put() {
        mock();
        declare("method.response.header.X-Pet");
        assertThatThrownBy(() -> respond(Map.of("method.response.header.X-Pet", "context.requestId"), Map.of()))
                .hasMessageContaining("is not supported here; the supported form is a literal");
        assertThatThrownBy(() -> respond(Map.of("method.response.header.X-Pet", "'a\r\nSet-Cookie: b'"), Map.of()))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> respond(Map.of(), Map.of("application/json", "#set($x = 1) $x")))
                .hasMessageContaining("a template must be literal text");
        respond(Map.of(), Map.of("text/html", "<a href='#top'>5$ is # 1</a>"));
    }

    @Test
    void a_status_code_is_checked() {
        studio.method(studio.root, "GET");

        assertThatThrownBy(() -> studio.methodResponses.put(
                        PutMethodResponseRequest.builder()
                                .restApiId(studio.api)
                                .resourceId(studio.root)
                                .httpMethod("GET")
                                .statusCode("999")
                                .build(),
                        studio.call))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("Member must satisfy regular expression pattern: [1-5]\\d\\d");
    }

    private void put(Consumer<PutMethodRequest.Builder> change) {
        var request = PutMethodRequest.builder()
                .restApiId(studio.api)
                .resourceId(studio.root)
                .httpMethod("GET")
                .authorizationType("NONE");
        change.accept(request);
        studio.methods.put(request.build(), studio.call);
    }

    private PutIntegrationResponse integrate(Consumer<PutIntegrationRequest.Builder> change) {
        var request = PutIntegrationRequest.builder()
                .restApiId(studio.api)
                .resourceId(studio.root)
                .httpMethod("GET")
                .type("AWS_PROXY")
                .integrationHttpMethod("POST")
                .uri(Studio.uri(Studio.FUNCTION));
        change.accept(request);
        return studio.integrations.put(request.build(), studio.call);
    }

    private void mock() {
        studio.method(studio.root, "GET");
        integrate(request -> request.type("MOCK").uri(null));
    }

    private void declare(String header) {
        studio.methodResponses.put(
                PutMethodResponseRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod("GET")
                        .statusCode("200")
                        .responseParameters(Map.of(header, true))
                        .build(),
                studio.call);
    }

    private void respond(Map<String, String> parameters, Map<String, String> templates) {
        studio.integrationResponses.put(
                PutIntegrationResponseRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod("GET")
                        .statusCode("200")
                        .responseParameters(parameters)
                        .responseTemplates(templates)
                        .build(),
                studio.call);
    }

    private GetMethodResponse method(String httpMethod) {
        return studio.methods.get(
                GetMethodRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod(httpMethod)
                        .build(),
                studio.call);
    }

    private GetIntegrationResponse integration(String httpMethod) {
        return studio.integrations.get(
                GetIntegrationRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .httpMethod(httpMethod)
                        .build(),
                studio.call);
    }
}
