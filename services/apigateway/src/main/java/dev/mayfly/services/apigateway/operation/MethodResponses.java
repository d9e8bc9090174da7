package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.Method;
import dev.mayfly.services.apigateway.definition.MethodResponse;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.Map;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodResponseRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodResponseResponse;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponseRequest;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponseResponse;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodResponseRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodResponseResponse;

/** The answers that a method declares: which statuses, with which headers. */
public final class MethodResponses {
    private static final String ONE =
            "/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}/responses/{status_code}";
    private static final Patchable<MethodResponse> PATCHABLE = new Patchable<>(MethodResponse.class)
            .flags("responseParameters", "Invalid parameter name specified")
            .texts("responseModels", "Content-Type specified was not found");

    private final Trees trees;

    public MethodResponses(Definitions definitions) {
        this.trees = new Trees(definitions);
    }

    public void offer(Service service) {
        service.offer(
                Operation.rest("PutMethodResponse", "PUT", ONE, 201, PutMethodResponseRequest::builder, this::put));
        service.offer(
                Operation.rest("GetMethodResponse", "GET", ONE, 200, GetMethodResponseRequest::builder, this::get));
        service.offer(Operation.rest(
                "UpdateMethodResponse", "PATCH", ONE, 201, UpdateMethodResponseRequest::builder, this::update));
        service.offer(Operation.rest(
                "DeleteMethodResponse", "DELETE", ONE, 204, DeleteMethodResponseRequest::builder, this::delete));
    }

    public PutMethodResponseResponse put(PutMethodResponseRequest request, Call call) {
        MethodResponse response = checked(new MethodResponse(
                StatusCodes.checked(request.statusCode()),
                request.hasResponseParameters() ? Map.copyOf(request.responseParameters()) : null,
                request.hasResponseModels() ? Map.copyOf(request.responseModels()) : null));
        trees.changeMethod(call, request.restApiId(), request.resourceId(), request.httpMethod(), method -> {
            if (method.response(response.statusCode()).isPresent()) {
                throw Refusal.conflict("Response already exists for this resource");
            }
            return method.with(response);
        });
        return Shown.as(Shown.methodResponse(response), PutMethodResponseResponse.builder());
    }

    public GetMethodResponseResponse get(GetMethodResponseRequest request, Call call) {
        Method method = trees.method(call, request.restApiId(), request.resourceId(), request.httpMethod());
        return Shown.as(Shown.methodResponse(find(method, request.statusCode())), GetMethodResponseResponse.builder());
    }

    public UpdateMethodResponseResponse update(UpdateMethodResponseRequest request, Call call) {
        Patchable.checkOperations("updateMethodResponse", request.patchOperations());
        Method changed =
                trees.changeMethod(call, request.restApiId(), request.resourceId(), request.httpMethod(), method -> {
                    MethodResponse present = find(method, request.statusCode());
                    return method.with(checked(PATCHABLE.apply(present, request.patchOperations())));
                });
        return Shown.as(
                Shown.methodResponse(find(changed, request.statusCode())), UpdateMethodResponseResponse.builder());
    }

    public DeleteMethodResponseResponse delete(DeleteMethodResponseRequest request, Call call) {
        trees.changeMethod(call, request.restApiId(), request.resourceId(), request.httpMethod(), method -> {
            find(method, request.statusCode());
            return method.withoutResponse(request.statusCode());
        });
        return DeleteMethodResponseResponse.builder().build();
    }

    private static MethodResponse find(Method method, String statusCode) {
        return method.response(statusCode).orElseThrow(Refusal::noResponse);
    }

    /** @return the same response, when it may be so */
    private static MethodResponse checked(MethodResponse response) {
        if (response.responseParameters() != null) {
            for (String parameter : response.responseParameters().keySet()) {
                Mappings.checkTarget(parameter);
            }
        }
        if (response.responseModels() != null) {
            for (String model : response.responseModels().values()) {
                Methods.checkModel(model);
            }
        }
        return response;
    }
}
