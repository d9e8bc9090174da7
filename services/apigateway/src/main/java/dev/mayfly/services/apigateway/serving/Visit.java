package dev.mayfly.services.apigateway.serving;

import dev.mayfly.base.Ids;
import java.time.Instant;

/**
 * What makes one request different from another.
 *
 * @param requestId answered as {@code x-amzn-RequestId}
 * @param extendedRequestId answered as {@code x-amz-apigw-id}
 */
record Visit(String requestId, String extendedRequestId, Instant at) {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    static Visit at(Instant at) {
        return new Visit(Ids.uuid(), Ids.drawn(15, ALPHABET) + '=', at);
    }
}
