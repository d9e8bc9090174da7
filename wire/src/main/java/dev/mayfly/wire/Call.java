package dev.mayfly.wire;

import dev.mayfly.wire.http.Headers;
import java.time.Instant;

/**
 * What an operation may know about the request beside its input.
 *
 * @param requestId answered as {@code x-amzn-RequestId}
 * @param region that the request was signed for
 * @param endpoint how the client reached us, {@code http://HOST:PORT} from its Host header, without a trailing slash
 * @param headers of the request; most operations need none
 */
public record Call(String requestId, Caller caller, String region, Instant at, String endpoint, Headers headers) {

    public String account() {
        return caller.account();
    }
}
