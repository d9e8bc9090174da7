package dev.mayfly.services.apigateway.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A REST API without its resources. Members are named as AWS names them: patches address them by these names. What is
 * null was not set.
 *
 * @param minimumCompressionSize kept and shown; answers are not compressed
 * @param policy kept and shown; not evaluated
 */
public record RestApi(
        String id,
        String name,
        @Nullable String description,
        long createdMillis,
        @Nullable String version,
        List<String> binaryMediaTypes,
        @Nullable Integer minimumCompressionSize,
        String apiKeySource,
        EndpointConfiguration endpointConfiguration,
        @Nullable String policy,
        Map<String, String> tags,
        boolean disableExecuteApiEndpoint,
        String rootResourceId) {

    /** @param types exactly one of EDGE, REGIONAL, PRIVATE; all are served alike */
    public record EndpointConfiguration(List<String> types, String ipAddressType, List<String> vpcEndpointIds) {}

    public RestApi tagged(Map<String, String> newTags) {
        return new RestApi(
                id,
                name,
                description,
                createdMillis,
                version,
                binaryMediaTypes,
                minimumCompressionSize,
                apiKeySource,
                endpointConfiguration,
                policy,
                newTags,
                disableExecuteApiEndpoint,
                rootResourceId);
    }
}
