package dev.mayfly.services.apigateway.definition;

import java.util.List;

/** What a deployment froze; never changes. */
public record Snapshot(ResourceTree tree, List<String> binaryMediaTypes) {}
