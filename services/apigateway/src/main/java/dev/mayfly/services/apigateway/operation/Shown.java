package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Deployment;
import dev.mayfly.services.apigateway.definition.Integration;
import dev.mayfly.services.apigateway.definition.IntegrationResponse;
import dev.mayfly.services.apigateway.definition.Method;
import dev.mayfly.services.apigateway.definition.MethodResponse;
import dev.mayfly.services.apigateway.definition.Resource;
import dev.mayfly.services.apigateway.definition.ResourceTree;
import dev.mayfly.services.apigateway.definition.RestApi;
import dev.mayfly.services.apigateway.definition.Stage;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigateway.model.CacheClusterStatus;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Our records as AWS shows them: what was never set is left out, not shown empty. */
final class Shown {

    private Shown() {}

    /**
     * The same members in another type: the model repeats a shape's members in the response of each operation that
     * answers with it.
     */
    static <O, B extends SdkBuilder<B, O> & SdkPojo> O as(SdkPojo shape, B response) {
        for (SdkField<?> to : response.sdkFields()) {
            SdkField<?> from = shape.sdkFieldNameToField().get(to.memberName());
            if (from != null) {
                to.set(response, from.getValueOrDefault(shape));
            }
        }
        return response.build();
    }

    static software.amazon.awssdk.services.apigateway.model.RestApi api(RestApi api) {
        var shown = software.amazon.awssdk.services.apigateway.model.RestApi.builder()
                .id(api.id())
                .name(api.name())
                .description(api.description())
                .createdDate(Instant.ofEpochMilli(api.createdMillis()))
                .version(api.version())
                .minimumCompressionSize(api.minimumCompressionSize())
                .apiKeySource(api.apiKeySource())
                .policy(api.policy())
                .disableExecuteApiEndpoint(api.disableExecuteApiEndpoint())
                .rootResourceId(api.rootResourceId());
        shown.endpointConfiguration(endpoint -> {
            endpoint.typesWithStrings(api.endpointConfiguration().types());
            endpoint.ipAddressType(api.endpointConfiguration().ipAddressType());
            if (!api.endpointConfiguration().vpcEndpointIds().isEmpty()) {
                endpoint.vpcEndpointIds(api.endpointConfiguration().vpcEndpointIds());
            }
        });
        if (!api.binaryMediaTypes().isEmpty()) {
            shown.binaryMediaTypes(api.binaryMediaTypes());
        }
        if (!api.tags().isEmpty()) {
            shown.tags(api.tags());
        }
        return shown.build();
    }

    /** @param embedMethods whether the methods are shown whole or by their names only */
    static software.amazon.awssdk.services.apigateway.model.Resource resource(
            ResourceTree tree, Resource resource, boolean embedMethods) {
        var shown = software.amazon.awssdk.services.apigateway.model.Resource.builder()
                .id(resource.id())
                .parentId(resource.parentId())
                .pathPart(resource.pathPart())
                .path(tree.path(resource));
        if (!resource.methods().isEmpty()) {
            var nameOnly = software.amazon.awssdk.services.apigateway.model.Method.builder()
                    .build();
            shown.resourceMethods(mapped(resource.methods(), method -> embedMethods ? method(method) : nameOnly));
        }
        return shown.build();
    }

    static software.amazon.awssdk.services.apigateway.model.Method method(Method method) {
        var shown = software.amazon.awssdk.services.apigateway.model.Method.builder()
                .httpMethod(method.httpMethod())
                .authorizationType(method.authorizationType())
                .apiKeyRequired(method.apiKeyRequired())
                .operationName(method.operationName())
                .requestParameters(unlessEmpty(method.requestParameters()))
                .requestModels(unlessEmpty(method.requestModels()));
        if (!method.responses().isEmpty()) {
            shown.methodResponses(mapped(method.responses(), Shown::methodResponse));
        }
        method.integrated().ifPresent(integration -> shown.methodIntegration(integration(integration)));
        return shown.build();
    }

    static software.amazon.awssdk.services.apigateway.model.MethodResponse methodResponse(MethodResponse response) {
        return software.amazon.awssdk.services.apigateway.model.MethodResponse.builder()
                .statusCode(response.statusCode())
                .responseParameters(response.responseParameters())
                .responseModels(response.responseModels())
                .build();
    }

    static software.amazon.awssdk.services.apigateway.model.Integration integration(Integration integration) {
        var shown = software.amazon.awssdk.services.apigateway.model.Integration.builder()
                .type(integration.type())
                .httpMethod(integration.httpMethod())
                .uri(integration.uri())
                .credentials(integration.credentials())
                .requestParameters(integration.requestParameters())
                .requestTemplates(integration.requestTemplates())
                .passthroughBehavior(integration.passthroughBehavior())
                .contentHandling(integration.contentHandling())
                .timeoutInMillis(integration.timeoutInMillis())
                .cacheNamespace(integration.cacheNamespace())
                .cacheKeyParameters(integration.cacheKeyParameters());
        if (!integration.responses().isEmpty()) {
            shown.integrationResponses(mapped(integration.responses(), Shown::integrationResponse));
        }
        return shown.build();
    }

    static software.amazon.awssdk.services.apigateway.model.IntegrationResponse integrationResponse(
            IntegrationResponse response) {
        return software.amazon.awssdk.services.apigateway.model.IntegrationResponse.builder()
                .statusCode(response.statusCode())
                .selectionPattern(response.selectionPattern())
                .responseParameters(response.responseParameters())
                .responseTemplates(response.responseTemplates())
                .contentHandling(response.contentHandling())
                .build();
    }

    static software.amazon.awssdk.services.apigateway.model.Deployment deployment(Deployment deployment) {
        return software.amazon.awssdk.services.apigateway.model.Deployment.builder()
                .id(deployment.id())
                .description(deployment.description())
                .createdDate(Instant.ofEpochMilli(deployment.createdMillis()))
                .build();
    }

    static software.amazon.awssdk.services.apigateway.model.Stage stage(Stage stage) {
        var shown = software.amazon.awssdk.services.apigateway.model.Stage.builder()
                .stageName(stage.stageName())
                .deploymentId(stage.deploymentId())
                .description(stage.description())
                .tracingEnabled(stage.tracingEnabled())
                .cacheClusterEnabled(stage.cacheClusterEnabled())
                .cacheClusterSize(stage.cacheClusterSize())
                .cacheClusterStatus(CacheClusterStatus.NOT_AVAILABLE)
                .documentationVersion(stage.documentationVersion())
                .methodSettings(mapped(stage.methodSettings(), Shown::methodSetting))
                .createdDate(Instant.ofEpochMilli(stage.createdMillis()))
                .lastUpdatedDate(Instant.ofEpochMilli(stage.lastUpdatedMillis()));
        if (!stage.variables().isEmpty()) {
            shown.variables(stage.variables());
        }
        if (!stage.tags().isEmpty()) {
            shown.tags(stage.tags());
        }
        return shown.build();
    }

    private static software.amazon.awssdk.services.apigateway.model.MethodSetting methodSetting(
            Stage.MethodSetting setting) {
        return software.amazon.awssdk.services.apigateway.model.MethodSetting.builder()
                .metricsEnabled(setting.metricsEnabled())
                .loggingLevel(setting.loggingLevel())
                .dataTraceEnabled(setting.dataTraceEnabled())
                .throttlingBurstLimit(setting.throttlingBurstLimit())
                .throttlingRateLimit(setting.throttlingRateLimit())
                .cachingEnabled(setting.cachingEnabled())
                .cacheTtlInSeconds(setting.cacheTtlInSeconds())
                .cacheDataEncrypted(setting.cacheDataEncrypted())
                .requireAuthorizationForCacheControl(setting.requireAuthorizationForCacheControl())
                .unauthorizedCacheControlHeaderStrategy(setting.unauthorizedCacheControlHeaderStrategy())
                .build();
    }

    private static <V> @Nullable Map<String, V> unlessEmpty(@Nullable Map<String, V> values) {
        return values == null || values.isEmpty() ? null : values;
    }

    private static <A, B> Map<String, B> mapped(Map<String, A> values, Function<A, B> change) {
        Map<String, B> changed = new TreeMap<>();
        values.forEach((name, value) -> changed.put(name, change.apply(value)));
        return changed;
    }
}
