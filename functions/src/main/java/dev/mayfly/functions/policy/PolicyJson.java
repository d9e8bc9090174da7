package dev.mayfly.functions.policy;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes policy documents. */
final class PolicyJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PolicyJson() {}

    static String write(Map<String, Object> document) {
        return JSON.writeValueAsString(document);
    }
}
