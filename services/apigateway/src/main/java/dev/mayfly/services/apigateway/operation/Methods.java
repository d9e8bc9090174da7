package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.Method;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodResponse;
import software.amazon.awssdk.services.apigateway.model.GetMethodRequest;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponse;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodResponse;

/**
 * The methods of a resource. Authorizers, request validators, models of one's own and API keys are not offered, so none
 * can be named: a method that asks for protection which would not be enforced is refused, never served open.
 */
public final class Methods {
    private static final String ONE = "/restapis/{restapi_id}/resources/{resource_id}/methods/{http_method}";
    private static final List<String> HTTP_METHODS =
            List.of("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY");

    /** The models that every API has. */
    private static final Set<String> MODELS = Set.of("Empty", "Error");

    private static final Patchable<Method> PATCHABLE = new Patchable<>(Method.class)
            .text("authorizationType")
            .flag("apiKeyRequired")
            .text("operationName")
            .flags("requestParameters", "Invalid parameter name specified")
            .texts("requestModels", "Content-Type specified was not found");

    private final Trees trees;

    public Methods(Definitions definitions) {
        this.trees = new Trees(definitions);
    }

    public void offer(Service service) {
        service.offer(Operation.rest("PutMethod", "PUT", ONE, 201, PutMethodRequest::builder, this::put)
                .check("putMethodInput.authorizationType", PutMethodRequest::authorizationType, Check.present()));
        service.offer(Operation.rest("GetMethod", "GET", ONE, 200, GetMethodRequest::builder, this::get));
        service.offer(Operation.rest("UpdateMethod", "PATCH", ONE, 200, UpdateMethodRequest::builder, this::update));
        service.offer(Operation.rest("DeleteMethod", "DELETE", ONE, 204, DeleteMethodRequest::builder, this::delete));
    }

    public PutMethodResponse put(PutMethodRequest request, Call call) {
        Trees.resource(trees.tree(call, request.restApiId()), request.resourceId());
        if (!HTTP_METHODS.contains(request.httpMethod())) {
            throw Refusal.bad("Invalid HttpMethod specified. Valid options are " + String.join(",", HTTP_METHODS));
        }
        if (request.requestValidatorId() != null) {
            throw Refusal.bad("Invalid Request Validator identifier specified");
        }
        Method method = checked(new Method(
                request.httpMethod(),
                request.authorizationType(),
                Boolean.TRUE.equals(request.apiKeyRequired()),
                request.operationName(),
                request.hasRequestParameters() ? Map.copyOf(request.requestParameters()) : null,
                request.hasRequestModels() ? Map.copyOf(request.requestModels()) : null,
                Map.of(),
                null));
        trees.changeResource(call, request.restApiId(), request.resourceId(), resource -> {
            if (resource.method(method.httpMethod()).isPresent()) {
                throw Refusal.conflict("Method already exists for this resource");
            }
            return resource.with(method);
        });
        return Shown.as(Shown.method(method), PutMethodResponse.builder());
    }

    public GetMethodResponse get(GetMethodRequest request, Call call) {
        Method method = trees.method(call, request.restApiId(), request.resourceId(), request.httpMethod());
        return Shown.as(Shown.method(method), GetMethodResponse.builder());
    }

    public UpdateMethodResponse update(UpdateMethodRequest request, Call call) {
        Patchable.checkOperations("updateMethod", request.patchOperations());
        Method changed = trees.changeMethod(
                call,
                request.restApiId(),
                request.resourceId(),
                request.httpMethod(),
                method -> checked(PATCHABLE.apply(method, request.patchOperations())));
        return Shown.as(Shown.method(changed), UpdateMethodResponse.builder());
    }

    public DeleteMethodResponse delete(DeleteMethodRequest request, Call call) {
        trees.changeResource(call, request.restApiId(), request.resourceId(), resource -> {
            Trees.method(resource, request.httpMethod());
            return resource.withoutMethod(request.httpMethod());
        });
        return DeleteMethodResponse.builder().build();
    }

    /** @return the same method, when it may be so */
    private static Method checked(Method method) {
        checkAuthorization(method.authorizationType());
        if (method.apiKeyRequired()) {
            throw Refusal.bad("API keys are not supported here: apiKeyRequired must be false");
        }
        if (method.requestParameters() != null) {
            checkParameters(method.requestParameters().keySet());
        }
        if (method.requestModels() != null) {
            for (String model : method.requestModels().values()) {
                checkModel(model);
            }
        }
        return method;
    }

    private static void checkAuthorization(String type) {
        switch (type) {
            case "NONE" -> {}
            case "CUSTOM", "COGNITO_USER_POOLS" ->
                throw Refusal.bad("Invalid authorizer ID specified. Setting the authorization type to CUSTOM or "
                        + "COGNITO_USER_POOLS requires a valid authorizer.");
            case "AWS_IAM" ->
                throw Refusal.bad("Authorization type AWS_IAM is not supported here; the supported type is NONE");
            default ->
                throw Refusal.bad("Invalid authorization type specified. Valid options are NONE, AWS_IAM, "
                        + "CUSTOM, COGNITO_USER_POOLS");
        }
    }

    private static void checkParameters(Set<String> parameters) {
        Set<String> names = new HashSet<>();
        for (String parameter : parameters) {
            if (!parameter.matches("method\\.request\\.(header|querystring|path)\\.[^\\s]+")) {
                throw Refusal.bad("Invalid mapping expression specified: Validation Result: warnings : [], errors : "
                        + "[Invalid mapping expression specified: " + parameter + "]");
            }
            names.add(parameter.split("\\.", 4)[3]);
        }
        if (names.size() < parameters.size()) {
            throw Refusal.bad("Parameter names must be unique across querystring, header and path");
        }
    }

    static void checkModel(String model) {
        if (!MODELS.contains(model)) {
            throw Refusal.bad("Invalid model identifier specified: " + model);
        }
    }
}
