package dev.mayfly.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an invocation was answered.
 *
 * @param error {@code X-Amz-Function-Error}
 * @param log the last 4 KB, decoded
 */
record Reply(int status, Optional<String> error, String text, String log, String requestId, String version) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern REPORT_END = Pattern.compile("\t(Status: .*)\t\n?$");

    static Reply of(InvokeResponse response) {
        return new Reply(
                response.statusCode(),
                Optional.ofNullable(response.functionError()),
                response.payload().asUtf8String(),
                Optional.ofNullable(response.logResult())
                        .map(text -> new String(Base64.getDecoder().decode(text), UTF_8))
                        .orElse(""),
                response.responseMetadata().requestId(),
                Optional.ofNullable(response.executedVersion()).orElse(""));
    }

    JsonNode json() {
        return JSON.readTree(text);
    }

    String errorType() {
        return json().path("errorType").asString("");
    }

    String errorMessage() {
        return json().path("errorMessage").asString("");
    }

    /** How REPORT ends when something went wrong, tabs included; empty after success. */
    String reportStatus() {
        return REPORT_END
                .matcher(log)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElse("")
                .strip();
    }
}
