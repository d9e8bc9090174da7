package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.Integration;
import dev.mayfly.services.apigateway.definition.IntegrationResponse;
import dev.mayfly.services.apigateway.definition.Method;
import dev.mayfly.services.apigateway.definition.Resource;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationResponseResponse;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationResponseResponse;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationResponseResponse;

/** How a mock's status becomes an answer. A Lambda integration may have them too; they are without effect there. */
public final class IntegrationResponses {
    private static final String ONE = "/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}"
            + "/integration/responses/{status_code}";

    /** Matched against three digits; longer ones are only a way to waste time. */
    private static final int LONGEST_PATTERN = 256;

    private static final Patchable<IntegrationResponse> PATCHABLE = new Patchable<>(IntegrationResponse.class)
            .removableText("selectionPattern")
            .removableText("contentHandling")
            .texts("responseParameters", "Invalid parameter name specified")
            .texts("responseTemplates", "Content-Type specified was not found");

    private final Trees trees;

    public IntegrationResponses(Definitions definitions) {
        this.trees = new Trees(definitions);
    }

    public void offer(Service service) {
        service.offer(Operation.rest(
                "PutIntegrationResponse", "PUT", ONE, 201, PutIntegrationResponseRequest::builder, this::put));
        service.offer(Operation.rest(
                "GetIntegrationResponse", "GET", ONE, 200, GetIntegrationResponseRequest::builder, this::get));
        service.offer(Operation.rest(
                "UpdateIntegrationResponse",
                "PATCH",
                ONE,
                200,
                UpdateIntegrationResponseRequest::builder,
                this::update));
        service.offer(Operation.rest(
                "DeleteIntegrationResponse",
                "DELETE",
                ONE,
                204,
                DeleteIntegrationResponseRequest::builder,
                this::delete));
    }

    /** Replaces the response that was there. */
    public PutIntegrationResponseResponse put(PutIntegrationResponseRequest request, Call call) {
        IntegrationResponse response = new IntegrationResponse(
                StatusCodes.checked(request.statusCode()),
                request.selectionPattern(),
                request.hasResponseParameters() ? Map.copyOf(request.responseParameters()) : null,
                request.hasResponseTemplates() ? LiteralTemplates.of(request.responseTemplates()) : null,
                request.contentHandlingAsString());
        trees.changeMethod(call, request.restApiId(), request.resourceId(), request.httpMethod(), method -> {
            Integration integration = method.integrated().orElseThrow(Refusal::noIntegration);
            return method.integratedBy(integration.with(checked(method, response)));
        });
        return Shown.as(Shown.integrationResponse(response), PutIntegrationResponseResponse.builder());
    }

    public GetIntegrationResponseResponse get(GetIntegrationResponseRequest request, Call call) {
        Integration integration =
                trees.integration(call, request.restApiId(), request.resourceId(), request.httpMethod());
        return Shown.as(
                Shown.integrationResponse(find(integration, request.statusCode())),
                GetIntegrationResponseResponse.builder());
    }

    public UpdateIntegrationResponseResponse update(UpdateIntegrationResponseRequest request, Call call) {
        Patchable.checkOperations("updateIntegrationResponse", request.patchOperations());
        Method changed =
                trees.changeMethod(call, request.restApiId(), request.resourceId(), request.httpMethod(), method -> {
                    Integration integration = method.integrated().orElseThrow(Refusal::noIntegration);
                    IntegrationResponse present = find(integration, request.statusCode());
                    IntegrationResponse patched = PATCHABLE.apply(present, request.patchOperations());
                    return method.integratedBy(integration.with(checked(method, patched)));
                });
        Integration integration = changed.integrated().orElseThrow(Refusal::noIntegration);
        return Shown.as(
                Shown.integrationResponse(find(integration, request.statusCode())),
                UpdateIntegrationResponseResponse.builder());
    }

    public DeleteIntegrationResponseResponse delete(DeleteIntegrationResponseRequest request, Call call) {
        Resource resource = Trees.resource(trees.tree(call, request.restApiId()), request.resourceId());
        if (resource.method(request.httpMethod()).isEmpty()) {
            // AWS speaks of the integration even when it is the method that is missing.
            throw Refusal.noIntegration();
        }
        trees.changeIntegration(call, request.restApiId(), request.resourceId(), request.httpMethod(), integration -> {
            find(integration, request.statusCode());
            return integration.withoutResponse(request.statusCode());
        });
        return DeleteIntegrationResponseResponse.builder().build();
    }

    private static IntegrationResponse find(Integration integration, String statusCode) {
        return integration.response(statusCode).orElseThrow(Refusal::noResponse);
    }

    /** @return the same response, when it may be so */
    private static IntegrationResponse checked(Method method, IntegrationResponse response) {
        if (response.selectionPattern() != null) {
            checkPattern(response.selectionPattern());
        }
        if (response.responseParameters() != null) {
            Mappings.checkParameters(response.responseParameters(), method.response(response.statusCode()));
        }
        if (response.responseTemplates() != null) {
            Mappings.checkTemplates(response.responseTemplates());
        }
        return response;
    }

    private static void checkPattern(String selectionPattern) {
        try {
            if (selectionPattern.length() <= LONGEST_PATTERN) {
                Pattern.compile(selectionPattern);
                return;
            }
        } catch (PatternSyntaxException e) {
            // Refused like one that is too long.
        }
        throw Refusal.bad("Invalid selection pattern specified: " + selectionPattern);
    }
}
