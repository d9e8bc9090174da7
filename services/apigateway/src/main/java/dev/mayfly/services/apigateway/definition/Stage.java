package dev.mayfly.services.apigateway.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A name under which a deployment is served, with variables of its own. What is null was not set.
 *
 * @param methodSettings by {@code resourcePath/METHOD} or {@code *}{@code /*}; kept and shown, without effect
 * @param cacheClusterSize kept and shown; nothing is cached
 */
public record Stage(
        String stageName,
        String deploymentId,
        @Nullable String description,
        Map<String, String> variables,
        Map<String, MethodSetting> methodSettings,
        boolean tracingEnabled,
        boolean cacheClusterEnabled,
        @Nullable String cacheClusterSize,
        @Nullable String documentationVersion,
        Map<String, String> tags,
        long createdMillis,
        long lastUpdatedMillis) {

    /** Defaults as AWS shows them once any setting of a method is made. */
    public record MethodSetting(
            boolean metricsEnabled,
            @Nullable String loggingLevel,
            boolean dataTraceEnabled,
            int throttlingBurstLimit,
            double throttlingRateLimit,
            boolean cachingEnabled,
            int cacheTtlInSeconds,
            boolean cacheDataEncrypted,
            boolean requireAuthorizationForCacheControl,
            String unauthorizedCacheControlHeaderStrategy) {

        public static final MethodSetting DEFAULT = new MethodSetting(
                false, null, false, 5_000, 10_000, false, 300, false, true, "SUCCEED_WITH_RESPONSE_HEADER");
    }

    public Stage tagged(Map<String, String> newTags) {
        return new Stage(
                stageName,
                deploymentId,
                description,
                variables,
                methodSettings,
                tracingEnabled,
                cacheClusterEnabled,
                cacheClusterSize,
                documentationVersion,
                newTags,
                createdMillis,
                lastUpdatedMillis);
    }
}
