package dev.mayfly.services.iam;

import java.time.Instant;

/** What a role session signs with. All three parts are needed; none works after {@code expires}. */
public record SessionCredentials(String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {}
