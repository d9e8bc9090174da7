package dev.mayfly.services.apigateway.definition;

import org.jspecify.annotations.Nullable;

/** @param cloudwatchRoleArn kept and shown; the gateway writes no logs of its own. Null when not set */
public record AccountSettings(@Nullable String cloudwatchRoleArn) {
    public static final AccountSettings NONE = new AccountSettings(null);
}
