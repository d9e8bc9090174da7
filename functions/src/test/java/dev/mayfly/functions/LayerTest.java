package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.base.Sha256;
import dev.mayfly.functions.code.Zips;
import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

class LayerTest {
    private static final String LAYER = "arn:aws:lambda:eu-central-1:000000000000:layer:";
    private static final String ABSENT = "The resource you requested does not exist.";

    private Lab lab;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = new Lab(home);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static PublishLayerVersionRequest.Builder layer(String name) {
        return PublishLayerVersionRequest.builder()
                .layerName(name)
                .content(content -> content.zipFile(SdkBytes.fromByteArray(Zips.of("python/x.py", name))));
    }

    private PublishLayerVersionResponse publish(String name) {
        return lab.call(layer(name).build());
    }

    private GetLayerVersionResponse get(String name, long version) {
        return lab.call(GetLayerVersionRequest.builder()
                .layerName(name)
                .versionNumber(version)
                .build());
    }

    private void delete(String name, long version) {
        lab.call(DeleteLayerVersionRequest.builder()
                .layerName(name)
                .versionNumber(version)
                .build());
    }

    @Test
    void a_layer_is_kept_as_it_was_published() {
        PublishLayerVersionResponse published = lab.call(layer("tools")
                .description("d")
                .licenseInfo("MIT")
                .compatibleRuntimesWithStrings("python3.12")
                .compatibleArchitecturesWithStrings("x86_64")
                .build());

        assertThat(published.version()).isEqualTo(1);
        assertThat(published.layerArn()).isEqualTo(LAYER + "tools");
        assertThat(published.layerVersionArn()).isEqualTo(LAYER + "tools:1");
        assertThat(published.createdDate()).isEqualTo("2026-01-02T03:04:05.678+0000");
        GetLayerVersionResponse stored = get("tools", 1);
        assertThat(stored.licenseInfo()).isEqualTo("MIT");
        assertThat(stored.compatibleRuntimesAsStrings()).containsExactly("python3.12");
        GetLayerVersionByArnResponse byArn = lab.call(
                GetLayerVersionByArnRequest.builder().arn(LAYER + "tools:1").build());
        assertThat(byArn.content().codeSha256()).isEqualTo(published.content().codeSha256());
        assertThat(Downloaded.from(lab.functions.downloads(), stored.content().location())
                        .body())
                .isEqualTo(Zips.of("python/x.py", "tools"));
    }

    @Test
    void versions_count_up_and_deleted_numbers_are_not_given_again() {
        publish("tools");
        publish("tools");
        delete("tools", 2);

        assertThat(publish("tools").version()).isEqualTo(3);
        ListLayerVersionsResponse listed =
                lab.call(ListLayerVersionsRequest.builder().layerName("tools").build());
        assertThat(listed.layerVersions())
                .extracting(LayerVersionsListItem::version)
                .containsExactly(3L, 1L);
        assertThatThrownBy(() -> get("tools", 2)).hasMessage(ABSENT);
        delete("tools", 2);
    }

    @Test
    void versions_are_listed_newest_first_page_by_page() {
        IntStream.range(0, 3).forEach(i -> publish("tools"));

        ListLayerVersionsResponse first = lab.call(ListLayerVersionsRequest.builder()
                .layerName("tools")
                .maxItems(2)
                .build());
        ListLayerVersionsResponse second = lab.call(ListLayerVersionsRequest.builder()
                .layerName("tools")
                .marker(first.nextMarker())
                .build());

        assertThat(first.layerVersions())
                .extracting(LayerVersionsListItem::version)
                .containsExactly(3L, 2L);
        assertThat(second.layerVersions())
                .extracting(LayerVersionsListItem::version)
                .containsExactly(1L);
    }

    @Test
    void layers_are_listed_with_their_latest_suitable_version() {
        lab.call(layer("a").compatibleRuntimesWithStrings("python3.12").build());
        lab.call(layer("a").compatibleRuntimesWithStrings("nodejs20.x").build());
        publish("b");
        publish("gone");
        delete("gone", 1);

        ListLayersResponse all = lab.call(ListLayersRequest.builder().build());
        ListLayersResponse python = lab.call(
                ListLayersRequest.builder().compatibleRuntime("python3.12").build());

        assertThat(all.layers()).extracting(LayersListItem::layerName).containsExactly("a", "b");
        assertThat(python.layers())
                .singleElement()
                .satisfies(listed ->
                        assertThat(listed.latestMatchingVersion().version()).isEqualTo(1));
    }

    @Test
    void a_layer_may_name_runtimes_that_functions_can_no_longer_use() {
        PublishLayerVersionResponse published = lab.call(layer("old")
                .compatibleRuntimesWithStrings("nodejs12.x", "python3.7", "provided")
                .build());

        assertThat(published.compatibleRuntimesAsStrings()).containsExactly("nodejs12.x", "python3.7", "provided");
    }

    @Test
    void what_is_wrong_about_a_layer() {
        assertThatThrownBy(() -> get("tools", 0))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Layer Version Cannot be less than 1");
        assertThatThrownBy(() -> delete("tools", -1)).hasMessage("Layer Version Cannot be less than 1");
        assertThatThrownBy(() -> get("tools", 1))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage(ABSENT);
        assertThatThrownBy(() -> lab.call(layer("l")
                        .compatibleRuntimesWithStrings("invalidruntime", "nodejs20.x")
                        .compatibleArchitecturesWithStrings("invalidarch")
                        .build()))
                .hasMessageStartingWith("2 validation errors detected: Value '[invalidruntime, nodejs20.x]' at"
                        + " 'compatibleRuntimes' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [nodejs20.x, python3.14, provided.al2023,")
                .hasMessageEndingWith("; Value '[invalidarch]' at 'compatibleArchitectures' failed to satisfy"
                        + " constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64,"
                        + " arm64], Member must not be null]");
        assertThatThrownBy(() -> lab.call(GetLayerVersionByArnRequest.builder()
                        .arn(LAYER + "tools")
                        .build()))
                .isInstanceOf(AwsException.class)
                .hasMessageStartingWith("1 validation error detected: Value '" + LAYER + "tools' at 'arn' failed");
    }

    @Test
    void a_function_has_its_layers_merged_in_order_and_keeps_them_when_they_are_deleted() {
        publish("a");
        publish("b");
        CreateFunctionResponse created = lab.create("hello", request -> request.layers(LAYER + "a:1", LAYER + "b:1"));
        lab.settled("hello");
        delete("a", 1);
        lab.clock.advance(Duration.ofHours(2));
        lab.functions.sweep(List.of());

        assertThat(created.layers()).extracting(layer -> layer.arn()).containsExactly(LAYER + "a:1", LAYER + "b:1");
        List<Sha256> layers = lab.resolve("hello").revision().layers();
        assertThat(lab.functions.directories().layers(layers).resolve("python/x.py"))
                .hasContent("b");
        assertThat(lab.blobs.contains(layers.getFirst())).isTrue();
    }

    @Test
    void layers_that_a_function_cannot_have() {
        publish("a");
        lab.call(layer("a").build());
        List<String> six = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> LAYER + "x" + i + ":1")
                .toList();

        assertThatThrownBy(() -> lab.create("f", request -> request.layers(six)))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Cannot reference more than 5 layers.");
        assertThatThrownBy(() -> lab.create("f", request -> request.layers(LAYER + "none:1")))
                .hasMessage("Layer version " + LAYER + "none:1 does not exist.");
        assertThatThrownBy(() -> lab.create("f", request -> request.layers(LAYER + "a:1", LAYER + "a:2")))
                .hasMessage("Two different versions of the same layer are not allowed to be referenced in the same"
                        + " function. " + LAYER + "a:1 and " + LAYER + "a:2 are versions of the same layer.");
        assertThatThrownBy(() ->
                        lab.create("f", request -> request.layers("arn:aws:lambda:us-east-1:000000000000:layer:a:1")))
                .hasMessage("Layers are not in the same region as the function. Layers are expected to be in region"
                        + " eu-central-1.");
        assertThatThrownBy(() -> lab.create("f", request -> request.layers("no-arn")))
                .isInstanceOf(AwsException.class)
                .hasMessageStartingWith("1 validation error detected: Value '[no-arn]' at 'layers' failed to satisfy");
    }

    @Test
    void code_and_layers_share_the_limit(@TempDir Path other) {
        try (Lab small = new Lab(other, Limits.aws().withUnzippedBytes(1_000))) {
            byte[] large = Zips.of("zeros", "0".repeat(990));
            small.call(PublishLayerVersionRequest.builder()
                    .layerName("large")
                    .content(content -> content.zipFile(SdkBytes.fromByteArray(large)))
                    .build());

            assertThatThrownBy(() -> small.create("f", request -> request.layers(LAYER + "large:1")))
                    .isInstanceOf(InvalidParameterValueException.class)
                    .hasMessage("Function code combined with layers exceeds the maximum allowed size of 1000 bytes. The"
                            + " actual size is 1021 bytes.");
        }
    }

    // ---- policies

    private static AddLayerVersionPermissionRequest.Builder permission(String sid) {
        return AddLayerVersionPermissionRequest.builder()
                .layerName("tools")
                .versionNumber(1L)
                .statementId(sid)
                .action("lambda:GetLayerVersion")
                .principal("*");
    }

    private void removePermission(String sid, @Nullable String revisionId) {
        lab.call(RemoveLayerVersionPermissionRequest.builder()
                .layerName("tools")
                .versionNumber(1L)
                .statementId(sid)
                .revisionId(revisionId)
                .build());
    }

    private GetLayerVersionPolicyResponse policy() {
        return lab.call(GetLayerVersionPolicyRequest.builder()
                .layerName("tools")
                .versionNumber(1L)
                .build());
    }

    @Test
    void a_layer_version_has_a_policy() {
        publish("tools");

        AddLayerVersionPermissionResponse added = lab.call(permission("s1").build());

        String statement =
                "{\"Sid\":\"s1\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"lambda:GetLayerVersion\","
                        + "\"Resource\":\"" + LAYER + "tools:1\"}";
        assertThat(added.statement()).isEqualTo(statement);
        assertThat(policy().revisionId()).isEqualTo(added.revisionId());
        assertThat(policy().policy())
                .isEqualTo("{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[" + statement + "]}");
        removePermission("s1", added.revisionId());
        assertThatThrownBy(this::policy)
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("No policy is associated with the given resource.");
    }

    @Test
    void what_is_wrong_about_a_layers_policy() {
        assertThatThrownBy(() -> lab.call(permission("s1").build()))
                .hasMessage("Layer version " + LAYER + "tools:1 does not exist.");
        publish("tools");
        lab.call(permission("s1").build());

        assertThatThrownBy(() -> lab.call(permission("s1").build()))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage(
                        "The statement id (s1) provided already exists. Please provide a new statement id, or remove"
                                + " the existing statement.");
        assertThatThrownBy(() -> lab.call(permission("s2").revisionId("wrong").build()))
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessage(
                        "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API"
                                + " to retrieve the latest Revision Id");
        assertThatThrownBy(() -> removePermission("s1", "wrong")).isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> removePermission("none", null))
                .hasMessage("Statement none is not found in resource policy.");
        assertThatThrownBy(() -> lab.call(permission("s2").action("*").build()))
                .hasMessage("1 validation error detected: Value '*' at 'action' failed to satisfy constraint: Member"
                        + " must satisfy regular expression pattern: lambda:GetLayerVersion");
    }

    @Test
    void another_account_may_use_a_layer_when_its_policy_lets_it() {
        Call stranger = lab.callOf("111111111111", Lab.REGION);
        publish("tools");
        var request = Lab.request("f")
                .role("arn:aws:iam::111111111111:role/r")
                .layers(LAYER + "tools:1")
                .build();

        assertThatThrownBy(() -> lab.call(request, stranger))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.status()).isEqualTo(403));
        lab.call(permission("all").build());
        CreateFunctionResponse created = lab.call(request, stranger);

        assertThat(created.layers()).hasSize(1);
    }
}
