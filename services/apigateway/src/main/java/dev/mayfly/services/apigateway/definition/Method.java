package dev.mayfly.services.apigateway.definition;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a resource does for one HTTP method. What is null was not set.
 *
 * @param httpMethod or ANY
 * @param responses by status code
 */
public record Method(
        String httpMethod,
        String authorizationType,
        boolean apiKeyRequired,
        @Nullable String operationName,
        @Nullable Map<String, Boolean> requestParameters,
        @Nullable Map<String, String> requestModels,
        Map<String, MethodResponse> responses,
        @Nullable Integration integration) {

    public Optional<MethodResponse> response(String statusCode) {
        return Optional.ofNullable(responses.get(statusCode));
    }

    public Optional<Integration> integrated() {
        return Optional.ofNullable(integration);
    }

    public Method with(MethodResponse response) {
        Map<String, MethodResponse> more = new TreeMap<>(responses);
        more.put(response.statusCode(), response);
        return withResponses(more);
    }

    public Method withoutResponse(String statusCode) {
        Map<String, MethodResponse> fewer = new TreeMap<>(responses);
        fewer.remove(statusCode);
        return withResponses(fewer);
    }

    /** @param newIntegration null removes it */
    public Method integratedBy(@Nullable Integration newIntegration) {
        return new Method(
                httpMethod,
                authorizationType,
                apiKeyRequired,
                operationName,
                requestParameters,
                requestModels,
                responses,
                newIntegration);
    }

    private Method withResponses(Map<String, MethodResponse> newResponses) {
        return new Method(
                httpMethod,
                authorizationType,
                apiKeyRequired,
                operationName,
                requestParameters,
                requestModels,
                newResponses,
                integration);
    }
}
