package dev.mayfly.services.apigateway.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What answers a method: a Lambda function or a mock. What is null was not set.
 *
 * @param type {@link #LAMBDA} or {@link #MOCK}
 * @param requestParameters kept and shown; neither type maps them
 * @param timeoutInMillis of the function's answer
 * @param responses by status code
 */
public record Integration(
        String type,
        @Nullable String httpMethod,
        @Nullable String uri,
        @Nullable String credentials,
        @Nullable Map<String, String> requestParameters,
        @Nullable Map<String, String> requestTemplates,
        String passthroughBehavior,
        @Nullable String contentHandling,
        int timeoutInMillis,
        String cacheNamespace,
        List<String> cacheKeyParameters,
        Map<String, IntegrationResponse> responses) {

    public static final String LAMBDA = "AWS_PROXY";
    public static final String MOCK = "MOCK";

    public Optional<IntegrationResponse> response(String statusCode) {
        return Optional.ofNullable(responses.get(statusCode));
    }

    public Integration with(IntegrationResponse response) {
        Map<String, IntegrationResponse> more = new TreeMap<>(responses);
        more.put(response.statusCode(), response);
        return withResponses(more);
    }

    public Integration withoutResponse(String statusCode) {
        Map<String, IntegrationResponse> fewer = new TreeMap<>(responses);
        fewer.remove(statusCode);
        return withResponses(fewer);
    }

    private Integration withResponses(Map<String, IntegrationResponse> newResponses) {
        return new Integration(
                type,
                httpMethod,
                uri,
                credentials,
                requestParameters,
                requestTemplates,
                passthroughBehavior,
                contentHandling,
                timeoutInMillis,
                cacheNamespace,
                cacheKeyParameters,
                newResponses);
    }
}
