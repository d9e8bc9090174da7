package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;

class TagsAndSettingsTest {
    private Lab lab;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = new Lab(home);
        lab.create("hello", request -> request.tags(Map.of("a", "1")));
        lab.settled("hello");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private void tag(String resource, Map<String, String> tags) {
        lab.call(TagResourceRequest.builder().resource(resource).tags(tags).build());
    }

    private Map<String, String> tags() {
        ListTagsResponse response =
                lab.call(ListTagsRequest.builder().resource(Lab.ARN + "hello").build());
        return response.tags();
    }

    @Test
    void tags_are_added_changed_and_removed_and_each_time_the_revision_is_new() {
        String before = lab.get("hello").configuration().revisionId();
        tag(Lab.ARN + "hello", Map.of("b", "2", "a", "x"));

        assertThat(tags()).isEqualTo(Map.of("a", "x", "b", "2"));
        assertThat(lab.get("hello").tags()).isEqualTo(Map.of("a", "x", "b", "2"));
        assertThat(lab.get("hello").configuration().revisionId()).isNotEqualTo(before);

        lab.call(UntagResourceRequest.builder()
                .resource(Lab.ARN + "hello")
                .tagKeys("a", "b", "nothing")
                .build());
        assertThat(tags()).isEmpty();
        assertThat(lab.get("hello").hasTags()).isFalse();
    }

    @Test
    void what_cannot_be_tagged() {
        assertThatThrownBy(() -> tag(Lab.ARN + "hello", Map.of()))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("An error occurred and the request cannot be processed.");
        for (String qualifier : List.of("1", "alias", "$LATEST")) {
            assertThatThrownBy(() -> tag(Lab.ARN + "hello:" + qualifier, Map.of("a", "b")))
                    .hasMessage("Tags on function aliases and versions are not supported. Please specify a function"
                            + " ARN.");
        }
        assertThatThrownBy(() -> tag(Lab.ARN + "doesnotexist", Map.of("a", "b")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Function not found: " + Lab.ARN + "doesnotexist");
        String mapping =
                "arn:aws:lambda:eu-central-1:000000000000:event-source-mapping:01234567-0123-0123-0123-0123456789ab";
        assertThatThrownBy(() -> tag(mapping, Map.of("a", "b")))
                .hasMessage("Event source mapping not found: " + mapping);
        assertThatThrownBy(() -> tag("arn:aws:something", Map.of("a", "b")))
                .isInstanceOf(AwsException.class)
                .hasMessageStartingWith("1 validation error detected: Value 'arn:aws:something' at 'resource' failed to"
                        + " satisfy constraint: Member must satisfy regular expression pattern:"
                        + " arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}");
        assertThatThrownBy(() -> lab.call(UntagResourceRequest.builder()
                        .resource(Lab.ARN + "hello")
                        .build()))
                .hasMessage("1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member"
                        + " must not be null");
    }

    @Test
    void recursion_is_kept() {
        assertThat(recursion()).isEqualTo("Terminate");

        lab.call(PutFunctionRecursionConfigRequest.builder()
                .functionName("hello")
                .recursiveLoop("Allow")
                .build());

        assertThat(recursion()).isEqualTo("Allow");
        assertThatThrownBy(() -> lab.call(PutFunctionRecursionConfigRequest.builder()
                        .functionName("hello")
                        .recursiveLoop("InvalidValue")
                        .build()))
                .hasMessage("1 validation error detected: Value 'InvalidValue' at 'recursiveLoop' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [Terminate, Allow]");
    }

    private String recursion() {
        GetFunctionRecursionConfigResponse response = lab.call(GetFunctionRecursionConfigRequest.builder()
                .functionName("hello")
                .build());
        return response.recursiveLoopAsString();
    }

    @Test
    void runtime_management_is_kept_for_the_latest_and_for_versions() {
        lab.publish("hello");
        lab.call(PutRuntimeManagementConfigRequest.builder()
                .functionName("hello")
                .qualifier("1")
                .updateRuntimeOn("FunctionUpdate")
                .build());

        assertThat(runtimeManagement(null).updateRuntimeOnAsString()).isEqualTo("Auto");
        assertThat(runtimeManagement("1").updateRuntimeOnAsString()).isEqualTo("FunctionUpdate");
        assertThat(runtimeManagement("1").functionArn()).isEqualTo(Lab.ARN + "hello:1");
    }

    private GetRuntimeManagementConfigResponse runtimeManagement(@Nullable String qualifier) {
        return lab.call(GetRuntimeManagementConfigRequest.builder()
                .functionName("hello")
                .qualifier(qualifier)
                .build());
    }

    @Test
    void no_function_is_signed() {
        GetFunctionCodeSigningConfigResponse response = lab.call(GetFunctionCodeSigningConfigRequest.builder()
                .functionName("hello")
                .build());

        assertThat(response.codeSigningConfigArn()).isNull();
    }

    @Test
    void everything_survives_a_restart() {
        lab.publish("hello");
        var before = lab.get("hello");

        try (Lab next = lab.restarted()) {
            assertThat(next.get("hello").configuration()).isEqualTo(before.configuration());
            assertThat(next.get("hello").tags()).isEqualTo(before.tags());
            assertThat(next.get("hello", "1").configuration().version()).isEqualTo("1");
        }
    }
}
