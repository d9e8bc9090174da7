package dev.mayfly.wire.sign;

import dev.mayfly.wire.http.Headers;

/** What a signature covers beside the payload. Path and query as sent. */
public record SignedRequest(String method, String rawPath, String rawQuery, Headers headers) {}
