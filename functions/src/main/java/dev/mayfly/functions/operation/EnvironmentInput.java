package dev.mayfly.functions.operation;

import dev.mayfly.functions.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Environment variables as a caller gives them, checked. */
final class EnvironmentInput {
    private static final int LONGEST = 4_096;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_LAMBDA_RUNTIME_API",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SECRET_KEY",
            "AWS_SECURITY_TOKEN",
            "AWS_SESSION_TOKEN",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT");

    private EnvironmentInput() {}

    /** In the order given. */
    static Map<String, String> checked(Map<String, String> variables) {
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            // Names and values may be secrets: AWS does not repeat them.
            if (!variable.getKey().matches("[a-zA-Z]([a-zA-Z0-9_])+")) {
                throw Refused.constraint("Value at 'environment.variables' failed to satisfy constraint: Map keys must"
                        + " satisfy constraint: [Member must satisfy regular expression pattern:"
                        + " [a-zA-Z]([a-zA-Z0-9_])+, Member must not be null]");
            }
            if (variable.getValue() == null) {
                throw Refused.constraint("Value at 'environment.variables' failed to satisfy constraint: Map value must"
                        + " satisfy constraint: [Member must not be null]");
            }
        }
        List<String> reserved =
                variables.keySet().stream().filter(RESERVED::contains).toList();
        if (!reserved.isEmpty()) {
            throw Refused.invalid("Lambda was unable to configure your environment variables because the environment"
                    + " variables you have provided contains reserved keys that are currently not supported for"
                    + " modification. Reserved keys used in this request: " + String.join(", ", reserved));
        }
        String measured = JSON.writeValueAsString(variables);
        if (measured.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw Refused.invalid("Lambda was unable to configure your environment variables because the environment"
                    + " variables you have provided exceeded the 4KB limit. String measured: " + measured);
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }
}
