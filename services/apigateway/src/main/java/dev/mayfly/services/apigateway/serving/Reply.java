package dev.mayfly.services.apigateway.serving;

import dev.mayfly.wire.http.Headers;

/** An answer before the gateway's own headers are added. The headers belong to the reply's one user. */
record Reply(int status, Headers headers, byte[] body) {}
