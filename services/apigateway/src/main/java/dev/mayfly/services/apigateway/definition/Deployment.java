package dev.mayfly.services.apigateway.definition;

import org.jspecify.annotations.Nullable;

/** A deployment as it is listed; what it froze is its {@link Snapshot}. */
public record Deployment(String id, @Nullable String description, long createdMillis) {}
