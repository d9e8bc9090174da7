package dev.mayfly.services.apigateway.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a mock's status becomes an answer. What is null was not set.
 *
 * @param selectionPattern a regular expression for the mock's status; null or empty: the default answer
 * @param responseParameters {@code method.response.header.NAME} to {@code 'literal'}
 * @param responseTemplates literal bodies by content type
 */
public record IntegrationResponse(
        String statusCode,
        @Nullable String selectionPattern,
        @Nullable Map<String, String> responseParameters,
        @Nullable Map<String, String> responseTemplates,
        @Nullable String contentHandling) {}
