package dev.mayfly.wire.codec;

import dev.mayfly.wire.http.Headers;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/** The server's side of one protocol: reads requests, writes responses and errors. Stateless and thread-safe. */
public interface Codec {

    /**
     * @param labels of the path, decoded, by name
     * @param query as sent
     * @param routed names of query parameters that told which operation is meant, and are no input to it
     */
    record Request(Map<String, String> labels, String query, Set<String> routed, Headers headers, byte[] body) {}

    record Answer(int status, Headers headers, byte[] body) {}

    /**
     * Sets the members that the request has; what the model does not know is ignored.
     *
     * @param builder of the model's request class
     */
    void decode(Request request, SdkPojo builder) throws Malformed;

    /** @param status when the response has no member that says another */
    Answer encode(String operation, int status, SdkPojo response, String requestId);

    Answer encode(Failure failure, String requestId);
}
