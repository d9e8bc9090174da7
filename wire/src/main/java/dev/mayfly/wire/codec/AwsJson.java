package dev.mayfly.wire.codec;

import dev.mayfly.wire.http.Headers;
import software.amazon.awssdk.core.SdkPojo;

/** awsJson 1.0 and 1.1: everything in a JSON body, the operation in {@code X-Amz-Target}. */
public final class AwsJson implements Codec {
    private final String contentType;

    /** @param version {@code 1.0} or {@code 1.1} */
    public AwsJson(String version) {
        this.contentType = "application/x-amz-json-" + version;
    }

    @Override
    public void decode(Request request, SdkPojo builder) throws Malformed {
        JsonReader.read(request.body(), builder);
    }

    @Override
    public Answer encode(String operation, int status, SdkPojo response, String requestId) {
        return answer(status, JsonWriter.write(response), requestId);
    }

    @Override
    public Answer encode(Failure failure, String requestId) {
        byte[] body = JsonWriter.write(
                out -> {
                    out.writeStringProperty("__type", failure.code());
                    out.writeStringProperty(failure.messageMember(), failure.message());
                },
                failure.modelled().orElse(null));
        return answer(failure.status(), body, requestId);
    }

    private Answer answer(int status, byte[] body, String requestId) {
        return new Answer(status, Headers.of("x-amzn-RequestId", requestId, "Content-Type", contentType), body);
    }
}
