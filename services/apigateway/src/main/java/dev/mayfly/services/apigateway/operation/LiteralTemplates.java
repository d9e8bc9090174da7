package dev.mayfly.services.apigateway.operation;

import java.util.Map;
import java.util.TreeMap;

/** Templates by content type as they are kept: AWS takes a null template for an empty one. */
final class LiteralTemplates {

    private LiteralTemplates() {}

    static Map<String, String> of(Map<String, String> templates) {
        Map<String, String> kept = new TreeMap<>();
        templates.forEach((contentType, template) -> kept.put(contentType, template == null ? "" : template));
        return kept;
    }
}
