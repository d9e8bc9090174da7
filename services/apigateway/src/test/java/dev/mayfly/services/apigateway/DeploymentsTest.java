package dev.mayfly.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigateway.model.GetStageRequest;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.GetStagesRequest;
import software.amazon.awssdk.services.apigateway.model.MethodSnapshot;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.Stage;
import software.amazon.awssdk.services.apigateway.model.UpdateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;

class DeploymentsTest {
    private final Studio studio = new Studio();

    @Test
    void an_api_without_methods_is_not_deployed() {
        assertThatThrownBy(() -> studio.deploy("test"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("The REST API doesn't contain any methods");
    }

    @Test
    void a_method_without_integration_is_not_deployed() {
        studio.method(studio.root, "GET");

        assertThatThrownBy(() -> studio.deploy("test"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("No integration defined for method");
        assertThat(studio.deployments
                        .list(
                                GetDeploymentsRequest.builder()
                                        .restApiId(studio.api)
                                        .build(),
                                studio.call)
                        .items())
                .isEmpty();
    }

    @Test
    void an_api_that_is_not_there_is_named() {
        assertThatThrownBy(() -> studio.deployments.create(
                        CreateDeploymentRequest.builder()
                                .restApiId("nosuchapi0")
                                .build(),
                        studio.call))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid API identifier specified 000000000000:nosuchapi0");
    }

    @Test
    void deploying_to_a_stage_makes_it_with_the_defaults_of_aws() {
        studio.function(studio.root, "GET");
        String deployment = studio.deploy("test", Map.of("fn", "hello"));

        GetStageResponse stage = stage("test");
        assertThat(stage.deploymentId()).isEqualTo(deployment);
        assertThat(stage.variables()).containsExactly(Map.entry("fn", "hello"));
        assertThat(stage.cacheClusterEnabled()).isFalse();
        assertThat(stage.cacheClusterStatusAsString()).isEqualTo("NOT_AVAILABLE");
        assertThat(stage.tracingEnabled()).isFalse();
        assertThat(stage.hasMethodSettings()).isTrue();
        assertThat(stage.methodSettings()).isEmpty();
        assertThat(stage.hasTags()).isFalse();
    }

    @Test
    void deploying_again_moves_the_stage_and_keeps_its_variables() {
        studio.function(studio.root, "GET");
        String first = studio.deploy("test", Map.of("fn", "hello"));
        String second = studio.deploy("test");

        assertThat(second).isNotEqualTo(first);
        assertThat(stage("test").deploymentId()).isEqualTo(second);
        assertThat(stage("test").variables()).containsKey("fn");
    }

    @Test
    void a_deployment_that_a_stage_serves_cannot_be_deleted() {
        studio.function(studio.root, "GET");
        String first = studio.deploy("test");

        assertThatThrownBy(() -> deleteDeployment(first))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Active stages pointing to this deployment must be moved or deleted");
        studio.deploy("test");
        deleteDeployment(first);
        assertThatThrownBy(() -> deployment(first))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid Deployment identifier specified");
    }

    @Test
    void a_deployment_shows_its_summary_when_asked() {
        studio.function(studio.resource(studio.root, "pets"), "GET");
        String id = studio.deploy("test");
        var shown = studio.deployments.get(
                GetDeploymentRequest.builder()
                        .restApiId(studio.api)
                        .deploymentId(id)
                        .embed("apisummary")
                        .build(),
                studio.call);

        assertThat(shown.apiSummary())
                .containsExactly(Map.entry(
                        "/pets",
                        Map.of(
                                "GET",
                                MethodSnapshot.builder()
                                        .authorizationType("NONE")
                                        .apiKeyRequired(false)
                                        .build())));
        assertThat(deployment(id)).isNull();
    }

    @Test
    void a_deployment_is_described_later() {
        studio.function(studio.root, "GET");
        String id = studio.deploy("test");
        studio.deployments.update(
                UpdateDeploymentRequest.builder()
                        .restApiId(studio.api)
                        .deploymentId(id)
                        .patchOperations(Studio.patch(Op.REPLACE, "/description", "the first"))
                        .build(),
                studio.call);

        assertThat(deployment(id)).isEqualTo("the first");
    }

    @Test
    void a_stage_is_made_once_and_for_a_deployment_that_exists() {
        studio.function(studio.root, "GET");
        String id = studio.deploy("test");

        assertThatThrownBy(() -> createStage("test", id))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Stage already exists");
        assertThatThrownBy(() -> createStage("prod", "nosuch"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Deployment id does not exist");
        assertThatThrownBy(() -> createStage("no way", id))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Stage name only allows");
        createStage("prod", id);
        assertThat(studio.stages
                        .list(
                                GetStagesRequest.builder()
                                        .restApiId(studio.api)
                                        .deploymentId(id)
                                        .build(),
                                studio.call)
                        .item())
                .extracting(Stage::stageName)
                .containsExactly("prod", "test");
    }

    @Test
    void a_stage_is_patched() {
        studio.function(studio.root, "GET");
        String first = studio.deploy("test");
        studio.deploy("test");
        UpdateStageResponse stage = update(
                Studio.patch(Op.REPLACE, "/deploymentId", first),
                Studio.patch(Op.REPLACE, "/variables/fn", "hello"),
                Studio.patch(Op.REPLACE, "/tracingEnabled", "true"),
                Studio.patch(Op.REPLACE, "/*/*/throttling/burstLimit", "123"),
                Studio.patch(Op.REPLACE, "/~1pets/GET/logging/loglevel", "INFO"));

        assertThat(stage.deploymentId()).isEqualTo(first);
        assertThat(stage.variables()).containsEntry("fn", "hello");
        assertThat(stage.tracingEnabled()).isTrue();
        assertThat(stage.methodSettings()).containsOnlyKeys("*/*", "pets/GET");
        assertThat(stage.methodSettings()).hasEntrySatisfying("*/*", setting -> {
            assertThat(setting.throttlingBurstLimit()).isEqualTo(123);
            assertThat(setting.cacheTtlInSeconds()).isEqualTo(300);
        });
        assertThat(update(Studio.patch(Op.REMOVE, "/*/*", null)).methodSettings())
                .containsOnlyKeys("pets/GET");
    }

    @Test
    void a_stage_patch_that_does_not_apply_is_refused() {
        studio.function(studio.root, "GET");
        studio.deploy("test");

        assertThatThrownBy(() -> update(Studio.patch(Op.REPLACE, "/tags/tag1", "x")))
                .hasMessageContaining("Invalid method setting path: /tags/tag1. Must be one of: [/deploymentId, ");
        assertThatThrownBy(() -> update(Studio.patch(Op.REMOVE, "/*/*", null)))
                .hasMessageContaining(
                        "Cannot remove method setting */* because there is no method setting for this " + "method ");
        assertThatThrownBy(() -> update(Studio.patch(Op.REPLACE, "/variables/fn", "a\nb")))
                .hasMessageContaining("Invalid stage variable value");
        assertThatThrownBy(() -> update(Studio.patch(Op.REPLACE, "/deploymentId", "nosuch")))
                .hasMessageContaining("Deployment id does not exist");
    }

    @Test
    void a_deleted_stage_serves_no_longer() {
        studio.function(studio.root, "GET");
        studio.deploy("test");
        studio.stages.delete(
                DeleteStageRequest.builder()
                        .restApiId(studio.api)
                        .stageName("test")
                        .build(),
                studio.call);

        assertThat(studio.get("/test/").status()).isEqualTo(403);
        assertThatThrownBy(() -> stage("test"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid Stage identifier specified");
    }

    @Test
    void changes_show_only_after_the_next_deployment() {
        studio.function(studio.resource(studio.root, "pets"), "GET");
        studio.deploy("test");
        studio.function(studio.resource(studio.root, "toys"), "GET");
        assertThat(studio.get("/test/toys").status()).isEqualTo(403);

        studio.deploy("test");
        assertThat(studio.get("/test/toys").status()).isEqualTo(200);
    }

    @Test
    void a_stage_moved_back_serves_the_older_deployment() {
        studio.function(studio.resource(studio.root, "pets"), "GET");
        String before = studio.deploy("test");
        studio.function(studio.resource(studio.root, "toys"), "GET");
        studio.deploy("test");
        update(Studio.patch(Op.REPLACE, "/deploymentId", before));

        assertThat(studio.get("/test/toys").status()).isEqualTo(403);
        assertThat(studio.get("/test/pets").status()).isEqualTo(200);
    }

    private @Nullable String deployment(String id) {
        return studio.deployments
                .get(
                        GetDeploymentRequest.builder()
                                .restApiId(studio.api)
                                .deploymentId(id)
                                .build(),
                        studio.call)
                .description();
    }

    private void deleteDeployment(String id) {
        studio.deployments.delete(
                DeleteDeploymentRequest.builder()
                        .restApiId(studio.api)
                        .deploymentId(id)
                        .build(),
                studio.call);
    }

    private void createStage(String name, String deployment) {
        studio.stages.create(
                CreateStageRequest.builder()
                        .restApiId(studio.api)
                        .stageName(name)
                        .deploymentId(deployment)
                        .build(),
                studio.call);
    }

    private GetStageResponse stage(String name) {
        return studio.stages.get(
                GetStageRequest.builder().restApiId(studio.api).stageName(name).build(), studio.call);
    }

    private UpdateStageResponse update(PatchOperation... patches) {
        return studio.stages.update(
                UpdateStageRequest.builder()
                        .restApiId(studio.api)
                        .stageName("test")
                        .patchOperations(patches)
                        .build(),
                studio.call);
    }
}
