package dev.mayfly.services.apigateway.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that a method declares.
 *
 * @param responseParameters which headers it may carry: {@code method.response.header.NAME}; null when not set
 */
public record MethodResponse(
        String statusCode,
        @Nullable Map<String, Boolean> responseParameters,
        @Nullable Map<String, String> responseModels) {

    public boolean declares(String parameter) {
        return responseParameters != null && responseParameters.containsKey(parameter);
    }
}
