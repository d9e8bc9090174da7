package dev.mayfly.wire;

/** How a service speaks; AWS's own names. */
public enum Protocol {
    REST_JSON,
    AWS_JSON_1_0,
    AWS_JSON_1_1,
    AWS_QUERY
}
