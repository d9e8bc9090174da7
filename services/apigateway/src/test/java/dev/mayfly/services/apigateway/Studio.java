package dev.mayfly.services.apigateway;

import dev.mayfly.base.Arn;
import dev.mayfly.services.apigateway.FakeExchange.Answered;
import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.operation.Accounts;
import dev.mayfly.services.apigateway.operation.Deployments;
import dev.mayfly.services.apigateway.operation.IntegrationResponses;
import dev.mayfly.services.apigateway.operation.Integrations;
import dev.mayfly.services.apigateway.operation.MethodResponses;
import dev.mayfly.services.apigateway.operation.Methods;
import dev.mayfly.services.apigateway.operation.Resources;
import dev.mayfly.services.apigateway.operation.RestApis;
import dev.mayfly.services.apigateway.operation.Stages;
import dev.mayfly.services.apigateway.operation.Tags;
import dev.mayfly.store.MemoryStore;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Caller;
import dev.mayfly.wire.Door;
import dev.mayfly.wire.http.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;

/** The room with its operations, one API with its root, and short ways to say what most tests need. */
final class Studio {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    static final String ACCOUNT = "000000000000";
    static final String REGION = "eu-central-1";
    static final String FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:hello";

    final MemoryStore store = new MemoryStore();
    final FakeLambda lambda = new FakeLambda();
    final Door door = new ApiGateway(store, Clock.fixed(NOON, ZoneOffset.UTC), lambda).door();
    final Call call = call(ACCOUNT, REGION);

    private final Definitions definitions = new Definitions(store);
    final RestApis apis = new RestApis(definitions);
    final Resources resources = new Resources(definitions);
    final Methods methods = new Methods(definitions);
    final MethodResponses methodResponses = new MethodResponses(definitions);
    final Integrations integrations = new Integrations(definitions);
    final IntegrationResponses integrationResponses = new IntegrationResponses(definitions);
    final Deployments deployments = new Deployments(definitions);
    final Stages stages = new Stages(definitions);
    final Tags tags = new Tags(definitions);
    final Accounts accounts = new Accounts(definitions);

    final String api;
    final String root;

    Studio() {
        var created = apis.create(CreateRestApiRequest.builder().name("pets").build(), call);
        api = created.id();
        root = created.rootResourceId();
    }

    static Call call(String account, String region) {
        Arn identity = Arn.of("iam", "", account, "root");
        Caller caller = new Caller(Optional.of("test"), account, identity, account, Optional.empty());
        return new Call("request", caller, region, NOON, "http://localhost:4566", new Headers());
    }

    static PatchOperation patch(Op op, String path, @Nullable String value) {
        return PatchOperation.builder().op(op).path(path).value(value).build();
    }

    static String uri(String function) {
        return "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/" + function + "/invocations";
    }

    /** @return the resource's id */
    String resource(String parent, String part) {
        return resources
                .create(
                        CreateResourceRequest.builder()
                                .restApiId(api)
                                .parentId(parent)
                                .pathPart(part)
                                .build(),
                        call)
                .id();
    }

    void method(String resource, String httpMethod) {
        methods.put(
                PutMethodRequest.builder()
                        .restApiId(api)
                        .resourceId(resource)
                        .httpMethod(httpMethod)
                        .authorizationType("NONE")
                        .build(),
                call);
    }

    /** A method that the function answers. */
    void function(String resource, String httpMethod) {
        function(resource, httpMethod, FUNCTION);
    }

    void function(String resource, String httpMethod, String function) {
        method(resource, httpMethod);
        integrations.put(
                PutIntegrationRequest.builder()
                        .restApiId(api)
                        .resourceId(resource)
                        .httpMethod(httpMethod)
                        .type("AWS_PROXY")
                        .integrationHttpMethod("POST")
                        .uri(uri(function))
                        .build(),
                call);
    }

    /** @return the deployment's id */
    String deploy(String stage) {
        return deployments
                .create(
                        CreateDeploymentRequest.builder()
                                .restApiId(api)
                                .stageName(stage)
                                .build(),
                        call)
                .id();
    }

    String deploy(String stage, Map<String, String> variables) {
        return deployments
                .create(
                        CreateDeploymentRequest.builder()
                                .restApiId(api)
                                .stageName(stage)
                                .variables(variables)
                                .build(),
                        call)
                .id();
    }

    String host() {
        return api + ".execute-api.eu-central-1.localhost:4566";
    }

    FakeExchange exchange(String httpMethod, String target) {
        return new FakeExchange(httpMethod, host(), target);
    }

    Answered get(String target) {
        return serve(exchange("GET", target));
    }

    Answered serve(FakeExchange exchange) {
        try {
            door.serve(exchange);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return exchange.answered();
    }
}
