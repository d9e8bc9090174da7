package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.RestApi;
import dev.mayfly.services.apigateway.definition.Scope;
import dev.mayfly.services.apigateway.definition.Stage;
import dev.mayfly.store.Table.Row;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteStageResponse;
import software.amazon.awssdk.services.apigateway.model.GetStageRequest;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.GetStagesRequest;
import software.amazon.awssdk.services.apigateway.model.GetStagesResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;

/** Stages: the names under which deployments are served. */
public final class Stages {
    private static final String ALL = "/restapis/{restapi_id}/stages";
    private static final String ONE = ALL + "/{stage_name}";
    private static final Pattern VARIABLE_NAME = Pattern.compile("[a-zA-Z0-9_]{1,64}");
    private static final Pattern VARIABLE_VALUE = Pattern.compile("[a-zA-Z0-9._~:/?#&=, -]{0,512}");

    private final Definitions definitions;

    public Stages(Definitions definitions) {
        this.definitions = definitions;
    }

    public void offer(Service service) {
        service.offer(Operation.rest("CreateStage", "POST", ALL, 201, CreateStageRequest::builder, this::create)
                .check("createStageInput.stageName", CreateStageRequest::stageName, Check.present())
                .check("createStageInput.deploymentId", CreateStageRequest::deploymentId, Check.present()));
        service.offer(Operation.rest("GetStages", "GET", ALL, 200, GetStagesRequest::builder, this::list));
        service.offer(Operation.rest("GetStage", "GET", ONE, 200, GetStageRequest::builder, this::get));
        service.offer(Operation.rest("UpdateStage", "PATCH", ONE, 200, UpdateStageRequest::builder, this::update));
        service.offer(Operation.rest("DeleteStage", "DELETE", ONE, 202, DeleteStageRequest::builder, this::delete));
    }

    public CreateStageResponse create(CreateStageRequest request, Call call) {
        if (request.canarySettings() != null) {
            throw Refusal.bad("Canary deployments (canarySettings) are not supported here");
        }
        checkName(request.stageName());
        Scope scope = RestApis.scope(call);
        Stage stage = checked(asked(request, call));
        Attempts.until(() -> {
            Row<RestApi> api = RestApis.find(definitions, call, request.restApiId());
            checkDeployment(scope, request.restApiId(), stage);
            if (definitions.stage(scope, request.restApiId(), stage.stageName()).isPresent()) {
                throw Refusal.conflict("Stage already exists");
            }
            definitions.put(scope, api, stage);
            return stage;
        });
        return Shown.as(Shown.stage(stage), CreateStageResponse.builder());
    }

    public GetStageResponse get(GetStageRequest request, Call call) {
        Stage stage = find(request.restApiId(), request.stageName(), call).value();
        return Shown.as(Shown.stage(stage), GetStageResponse.builder());
    }

    public GetStagesResponse list(GetStagesRequest request, Call call) {
        RestApis.find(definitions, call, request.restApiId());
        String deploymentId = request.deploymentId();
        return GetStagesResponse.builder()
                .item(definitions.stages(RestApis.scope(call), request.restApiId()).stream()
                        .filter(stage ->
                                deploymentId == null || stage.deploymentId().equals(deploymentId))
                        .map(Shown::stage)
                        .toList())
                .build();
    }

    public UpdateStageResponse update(UpdateStageRequest request, Call call) {
        Patchable.checkOperations("updateStage", request.patchOperations());
        Scope scope = RestApis.scope(call);
        Stage changed = Attempts.until(() -> {
            Row<RestApi> api = RestApis.find(definitions, call, request.restApiId());
            Stage before = find(request.restApiId(), request.stageName(), call).value();
            Stage patched = checked(StagePatch.apply(before, request.patchOperations(), call.at()));
            checkDeployment(scope, request.restApiId(), patched);
            definitions.put(scope, api, patched);
            return patched;
        });
        return Shown.as(Shown.stage(changed), UpdateStageResponse.builder());
    }

    public DeleteStageResponse delete(DeleteStageRequest request, Call call) {
        return Attempts.until(() -> {
            Row<RestApi> api = RestApis.find(definitions, call, request.restApiId());
            definitions.deleteStage(api, find(request.restApiId(), request.stageName(), call));
            return DeleteStageResponse.builder().build();
        });
    }

    static Stage fresh(String stageName, String deploymentId, Call call) {
        long now = call.at().toEpochMilli();
        return new Stage(
                stageName, deploymentId, null, Map.of(), Map.of(), false, false, null, null, Map.of(), now, now);
    }

    static void checkName(String stageName) {
        if (!Definitions.validStageName(stageName)) {
            throw Refusal.bad("Stage name only allows a-zA-Z0-9_-");
        }
    }

    /** @return the same stage, when it may be so */
    static Stage checked(Stage stage) {
        stage.variables().forEach((name, value) -> {
            if (!VARIABLE_NAME.matcher(name).matches()) {
                throw Refusal.bad("Invalid stage variable name: " + name + ". Names allow a-zA-Z0-9_");
            }
            if (value == null || !VARIABLE_VALUE.matcher(value).matches()) {
                throw Refusal.bad("Invalid stage variable value: " + value
                        + ". Please use values with alphanumeric characters and the symbols "
                        + "' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.");
            }
        });
        return stage;
    }

    private Row<Stage> find(String apiId, String stageName, Call call) {
        return definitions.stage(RestApis.scope(call), apiId, stageName).orElseThrow(Refusal::noStage);
    }

    private void checkDeployment(Scope scope, String apiId, Stage stage) {
        if (definitions.deployment(scope, apiId, stage.deploymentId()).isEmpty()) {
            throw Refusal.bad("Deployment id does not exist");
        }
    }

    private static Stage asked(CreateStageRequest request, Call call) {
        long now = call.at().toEpochMilli();
        return new Stage(
                request.stageName(),
                request.deploymentId(),
                request.description(),
                Map.copyOf(request.variables()),
                Map.of(),
                Boolean.TRUE.equals(request.tracingEnabled()),
                Boolean.TRUE.equals(request.cacheClusterEnabled()),
                request.cacheClusterSize(),
                request.documentationVersion(),
                Map.copyOf(request.tags()),
                now,
                now);
    }
}
