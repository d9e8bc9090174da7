package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.Integration;
import dev.mayfly.services.apigateway.definition.Method;
import dev.mayfly.services.apigateway.definition.Resource;
import dev.mayfly.services.apigateway.definition.ResourceTree;
import dev.mayfly.wire.Call;
import java.util.function.UnaryOperator;

/** Finds and changes what lies in an API's resource tree, refusing what is not there. A change may run several times. */
final class Trees {
    private final Definitions definitions;

    Trees(Definitions definitions) {
        this.definitions = definitions;
    }

    ResourceTree tree(Call call, String apiId) {
        return definitions
                .tree(RestApis.scope(call), apiId)
                .orElseThrow(Refusal::noResource)
                .value();
    }

    Method method(Call call, String apiId, String resourceId, String httpMethod) {
        return method(resource(tree(call, apiId), resourceId), httpMethod);
    }

    Integration integration(Call call, String apiId, String resourceId, String httpMethod) {
        return method(call, apiId, resourceId, httpMethod).integrated().orElseThrow(Refusal::noIntegration);
    }

    ResourceTree change(Call call, String apiId, UnaryOperator<ResourceTree> change) {
        return definitions.changeTree(RestApis.scope(call), apiId, change).orElseThrow(Refusal::noResource);
    }

    Resource changeResource(Call call, String apiId, String resourceId, UnaryOperator<Resource> change) {
        ResourceTree changed = change(call, apiId, tree -> tree.with(change.apply(resource(tree, resourceId))));
        return resource(changed, resourceId);
    }

    Method changeMethod(Call call, String apiId, String resourceId, String httpMethod, UnaryOperator<Method> change) {
        Resource changed = changeResource(
                call, apiId, resourceId, resource -> resource.with(change.apply(method(resource, httpMethod))));
        return method(changed, httpMethod);
    }

    Integration changeIntegration(
            Call call, String apiId, String resourceId, String httpMethod, UnaryOperator<Integration> change) {
        return changeMethod(call, apiId, resourceId, httpMethod, method -> {
                    Integration present = method.integrated().orElseThrow(Refusal::noIntegration);
                    return method.integratedBy(change.apply(present));
                })
                .integrated()
                .orElseThrow(Refusal::noIntegration);
    }

    static Resource resource(ResourceTree tree, String resourceId) {
        return tree.find(resourceId).orElseThrow(Refusal::noResource);
    }

    static Method method(Resource resource, String httpMethod) {
        return resource.method(httpMethod).orElseThrow(Refusal::noMethod);
    }
}
