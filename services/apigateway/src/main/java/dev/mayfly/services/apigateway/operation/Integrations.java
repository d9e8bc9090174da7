package dev.mayfly.services.apigateway.operation;

import dev.mayfly.base.Arn;
import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.FunctionUri;
import dev.mayfly.services.apigateway.definition.Integration;
import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationResponse;

/** What answers a method: a Lambda function (AWS_PROXY) or a mock. */
public final class Integrations {
    private static final String ONE =
            "/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/integration";
    private static final int LONGEST_TIMEOUT_MILLIS = 29_000;
    private static final int SHORTEST_TIMEOUT_MILLIS = 50;
    private static final String TIMEOUT = "Timeout should be between 50 ms and 29000 ms";
    private static final Set<String> PASSTHROUGH = Set.of("WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER");
    private static final Patchable<Integration> PATCHABLE = new Patchable<>(Integration.class)
            .text("uri")
            .text("httpMethod")
            .removableText("credentials")
            .text("passthroughBehavior")
            .removableText("contentHandling")
            .text("cacheNamespace")
            .elements("cacheKeyParameters")
            .integer("timeoutInMillis", TIMEOUT)
            .texts("requestParameters", "Invalid parameter name specified")
            .texts("requestTemplates", "Content-Type specified was not found");

    private final Trees trees;

    public Integrations(Definitions definitions) {
        this.trees = new Trees(definitions);
    }

    public void offer(Service service) {
        service.offer(Operation.rest("PutIntegration", "PUT", ONE, 201, PutIntegrationRequest::builder, this::put)
                .check("putIntegrationInput.type", PutIntegrationRequest::typeAsString, Check.present())
                .check(
                        "putIntegrationInput.type",
                        PutIntegrationRequest::typeAsString,
                        Check.oneOf(List.of("HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS"))));
        service.offer(Operation.rest("GetIntegration", "GET", ONE, 200, GetIntegrationRequest::builder, this::get));
        service.offer(Operation.rest(
                "UpdateIntegration", "PATCH", ONE, 200, UpdateIntegrationRequest::builder, this::update));
        service.offer(Operation.rest(
                "DeleteIntegration", "DELETE", ONE, 204, DeleteIntegrationRequest::builder, this::delete));
    }

    /** Replaces the integration that was there, its responses included. */
    public PutIntegrationResponse put(PutIntegrationRequest request, Call call) {
        trees.method(call, request.restApiId(), request.resourceId(), request.httpMethod());
        Integration integration = checked(asked(request), call);
        trees.changeMethod(
                call,
                request.restApiId(),
                request.resourceId(),
                request.httpMethod(),
                method -> method.integratedBy(integration));
        return Shown.as(Shown.integration(integration), PutIntegrationResponse.builder());
    }

    public GetIntegrationResponse get(GetIntegrationRequest request, Call call) {
        Integration integration =
                trees.integration(call, request.restApiId(), request.resourceId(), request.httpMethod());
        return Shown.as(Shown.integration(integration), GetIntegrationResponse.builder());
    }

    public UpdateIntegrationResponse update(UpdateIntegrationRequest request, Call call) {
        Patchable.checkOperations("updateIntegration", request.patchOperations());
        Integration changed = trees.changeIntegration(
                call,
                request.restApiId(),
                request.resourceId(),
                request.httpMethod(),
                integration -> checked(PATCHABLE.apply(integration, request.patchOperations()), call));
        return Shown.as(Shown.integration(changed), UpdateIntegrationResponse.builder());
    }

    public DeleteIntegrationResponse delete(DeleteIntegrationRequest request, Call call) {
        trees.changeMethod(call, request.restApiId(), request.resourceId(), request.httpMethod(), method -> {
            if (method.integrated().isEmpty()) {
                throw Refusal.noIntegration();
            }
            return method.integratedBy(null);
        });
        return DeleteIntegrationResponse.builder().build();
    }

    private static Integration asked(PutIntegrationRequest request) {
        Integer timeout = request.timeoutInMillis();
        String passthrough = request.passthroughBehavior();
        String namespace = request.cacheNamespace();
        return new Integration(
                request.typeAsString(),
                request.integrationHttpMethod(),
                request.uri(),
                request.credentials(),
                request.hasRequestParameters() ? Map.copyOf(request.requestParameters()) : null,
                request.hasRequestTemplates() ? LiteralTemplates.of(request.requestTemplates()) : null,
                passthrough == null ? "WHEN_NO_MATCH" : passthrough.toUpperCase(Locale.ROOT),
                request.contentHandlingAsString(),
                timeout == null ? LONGEST_TIMEOUT_MILLIS : timeout,
                namespace == null ? request.resourceId() : namespace,
                List.copyOf(request.cacheKeyParameters()),
                Map.of());
    }

    /** @return the same integration, when it may be so */
    private static Integration checked(Integration integration, Call call) {
        switch (integration.type()) {
            case Integration.LAMBDA -> checkFunction(integration, call);
            case Integration.MOCK -> checkMock(integration);
            default ->
                throw Refusal.bad("Integrations of type '" + integration.type() + "' are not supported here; "
                        + "the supported types are AWS_PROXY (Lambda functions) and MOCK");
        }
        if (!PASSTHROUGH.contains(integration.passthroughBehavior())) {
            throw Refusal.bad("Invalid Passthrough Behavior specified. Valid options are "
                    + "WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER");
        }
        if (integration.timeoutInMillis() < SHORTEST_TIMEOUT_MILLIS
                || integration.timeoutInMillis() > LONGEST_TIMEOUT_MILLIS) {
            throw Refusal.bad(TIMEOUT);
        }
        return integration;
    }

    private static void checkMock(Integration integration) {
        if (integration.requestTemplates() != null) {
            Mappings.checkTemplates(integration.requestTemplates());
        }
    }

    private static void checkFunction(Integration integration, Call call) {
        if (integration.httpMethod() == null || integration.httpMethod().isEmpty()) {
            throw Refusal.bad("Enumeration value for HttpMethod must be non-empty");
        }
        if (!integration.httpMethod().equals("POST")) {
            // AWS takes any method and fails each request with 500; told at once it is a mistake sooner found.
            throw Refusal.bad("Lambda functions are invoked by POST: the integration's HTTP method must be POST");
        }
        checkUri(integration.uri());
        if (integration.credentials() != null) {
            checkCredentials(integration.credentials(), call);
        }
    }

    private static void checkUri(@Nullable String uri) {
        Arn arn = Arn.parse(uri == null ? "" : uri)
                .orElseThrow(() -> Refusal.bad("Invalid ARN specified in the request"));
        if (!arn.resource().startsWith("path/") && !arn.resource().startsWith("action/")) {
            throw Refusal.bad("AWS ARN for integration must contain path or action");
        }
        String function = FunctionUri.function(arn.toString())
                .orElseThrow(() -> Refusal.bad("Integrations of type 'AWS_PROXY' currently only supports "
                        + "Lambda function and Firehose stream invocations."));
        boolean known = FunctionUri.hasVariables(function)
                || FunctionUri.function(arn.toString(), Map.of()).isPresent();
        if (!known) {
            throw Refusal.bad("Invalid lambda function");
        }
    }

    private static void checkCredentials(String credentials, Call call) {
        // The caller's own identity: arn:aws:iam::*:user/*
        Arn arn = Arn.parse(credentials).orElseThrow(() -> Refusal.bad("Invalid ARN specified in the request"));
        boolean own = arn.account().equals(call.account()) || arn.account().equals("*");
        if (!own && !FunctionUri.hasVariables(credentials)) {
            throw AwsException.of(403, "AccessDeniedException", "Cross-account pass role is not allowed.");
        }
    }
}
