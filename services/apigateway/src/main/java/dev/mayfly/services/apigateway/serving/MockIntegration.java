package dev.mayfly.services.apigateway.serving;

import dev.mayfly.services.apigateway.definition.Integration;
import dev.mayfly.services.apigateway.definition.IntegrationResponse;
import dev.mayfly.services.apigateway.definition.LiteralText;
import dev.mayfly.services.apigateway.definition.Method;
import dev.mayfly.wire.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An integration that only says a status, {@code {"statusCode": 200}}, and leaves the answer to the integration
 * response that the status selects. Preflight requests are answered so.
 */
record MockIntegration(Method method, Integration integration) {
    /** Tools write {@code {statusCode: 204}} too, and AWS takes it. */
    private static final JsonMapper LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    private static final String JSON_TYPE = "application/json";

    Reply answer(RequestHeaders headers, byte[] body) {
        String contentType = headers.first("Content-Type")
                .map(type -> type.split(";", 2)[0].strip())
                .orElse(JSON_TYPE);
        Map<String, String> templates =
                integration.requestTemplates() == null ? Map.of() : integration.requestTemplates();
        String template = templates.get(contentType);
        if (template == null && !passes(templates)) {
            return GatewayResponse.UNSUPPORTED_MEDIA_TYPE.reply();
        }
        OptionalInt status = status(template == null ? new String(body, StandardCharsets.UTF_8) : template);
        if (status.isEmpty()) {
            return GatewayResponse.API_CONFIGURATION_ERROR.reply();
        }
        return selected(Integer.toString(status.getAsInt()))
                .filter(response -> method.response(response.statusCode()).isPresent())
                .map(response -> reply(response, headers.first("Accept")))
                .orElseGet(GatewayResponse.API_CONFIGURATION_ERROR::reply);
    }

    /** Whether the body goes through when no template is for its type. */
    private boolean passes(Map<String, String> templates) {
        return switch (integration.passthroughBehavior()) {
            case "NEVER" -> false;
            case "WHEN_NO_TEMPLATES" -> templates.isEmpty();
            default -> true;
        };
    }

    private static OptionalInt status(String text) {
        try {
            JsonNode status = LENIENT.readTree(text).path("statusCode");
            return status.isInt() ? OptionalInt.of(status.asInt()) : OptionalInt.empty();
        } catch (JacksonException e) {
            return OptionalInt.empty();
        }
    }

    private Optional<IntegrationResponse> selected(String status) {
        Optional<IntegrationResponse> byPattern = integration.responses().values().stream()
                .filter(response -> response.selectionPattern() != null
                        && !response.selectionPattern().isEmpty()
                        && Pattern.matches(response.selectionPattern(), status))
                .findFirst();
        return byPattern.or(() -> integration.responses().values().stream()
                .filter(response -> response.selectionPattern() == null
                        || response.selectionPattern().isEmpty())
                .findFirst());
    }

    private static Reply reply(IntegrationResponse response, Optional<String> accept) {
        Map<String, String> templates = response.responseTemplates() == null ? Map.of() : response.responseTemplates();
        String type = accept.filter(templates::containsKey).orElseGet(() -> usualType(templates));
        Headers headers = new Headers();
        if (response.responseParameters() != null) {
            response.responseParameters()
                    .forEach((target, source) -> LiteralText.quoted(source)
                            .ifPresent(value -> ResponseHeaders.addRemapped(
                                    headers, target.substring("method.response.header.".length()), value)));
        }
        if (!headers.contains("Content-Type")) {
            headers.add("Content-Type", type);
        }
        byte[] body = templates.getOrDefault(type, "").getBytes(StandardCharsets.UTF_8);
        return new Reply(Integer.parseInt(response.statusCode()), headers, body);
    }

    private static String usualType(Map<String, String> templates) {
        return templates.isEmpty() || templates.containsKey(JSON_TYPE)
                ? JSON_TYPE
                : templates.keySet().iterator().next();
    }
}
