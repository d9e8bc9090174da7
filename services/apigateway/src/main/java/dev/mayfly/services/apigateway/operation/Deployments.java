package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.Deployment;
import dev.mayfly.services.apigateway.definition.Resource;
import dev.mayfly.services.apigateway.definition.ResourceTree;
import dev.mayfly.services.apigateway.definition.RestApi;
import dev.mayfly.services.apigateway.definition.Scope;
import dev.mayfly.services.apigateway.definition.Stage;
import dev.mayfly.store.Table.Row;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigateway.model.MethodSnapshot;
import software.amazon.awssdk.services.apigateway.model.UpdateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateDeploymentResponse;

/** Deployments: the resource tree frozen as it was, to be served by the stages that point at it. */
public final class Deployments {
    private static final String ALL = "/restapis/{restapi_id}/deployments";
    private static final String ONE = ALL + "/{deployment_id}";
    private static final Patchable<Deployment> PATCHABLE =
            new Patchable<>(Deployment.class).removableText("description");

    private final Definitions definitions;

    public Deployments(Definitions definitions) {
        this.definitions = definitions;
    }

    public void offer(Service service) {
        service.offer(
                Operation.rest("CreateDeployment", "POST", ALL, 201, CreateDeploymentRequest::builder, this::create));
        service.offer(Operation.rest("GetDeployments", "GET", ALL, 200, GetDeploymentsRequest::builder, this::list));
        service.offer(Operation.rest("GetDeployment", "GET", ONE, 200, GetDeploymentRequest::builder, this::get));
        service.offer(
                Operation.rest("UpdateDeployment", "PATCH", ONE, 200, UpdateDeploymentRequest::builder, this::update));
        service.offer(
                Operation.rest("DeleteDeployment", "DELETE", ONE, 202, DeleteDeploymentRequest::builder, this::delete));
    }

    public CreateDeploymentResponse create(CreateDeploymentRequest request, Call call) {
        if (request.canarySettings() != null) {
            throw Refusal.bad("Canary deployments (canarySettings) are not supported here");
        }
        Scope scope = RestApis.scope(call);
        Deployment deployment = Attempts.until(() -> {
            Row<RestApi> api = RestApis.find(definitions, call, request.restApiId());
            Row<ResourceTree> tree = definitions
                    .tree(scope, request.restApiId())
                    .orElseThrow(() -> Refusal.noApi(scope, request.restApiId()));
            checkDeployable(tree.value());
            Deployment fresh = new Deployment(
                    RestApis.freshId(6), request.description(), call.at().toEpochMilli());
            definitions.deploy(scope, api, tree, fresh, stage(request, fresh, call));
            return fresh;
        });
        return Shown.as(Shown.deployment(deployment), CreateDeploymentResponse.builder());
    }

    public GetDeploymentResponse get(GetDeploymentRequest request, Call call) {
        Deployment deployment =
                find(request.restApiId(), request.deploymentId(), call).value();
        var shown = Shown.deployment(deployment);
        if (request.embed().contains("apisummary")) {
            ResourceTree tree = definitions
                    .snapshot(RestApis.scope(call), request.restApiId(), request.deploymentId())
                    .orElseThrow(Refusal::noDeployment)
                    .tree();
            shown = shown.toBuilder().apiSummary(summary(tree)).build();
        }
        return Shown.as(shown, GetDeploymentResponse.builder());
    }

    public GetDeploymentsResponse list(GetDeploymentsRequest request, Call call) {
        RestApis.find(definitions, call, request.restApiId());
        Paging paging = Paging.of(request.position(), request.limit());
        List<Deployment> following =
                definitions.deployments(RestApis.scope(call), request.restApiId(), paging.after(), paging.reading());
        var page = paging.page(following, Deployment::id);
        return GetDeploymentsResponse.builder()
                .items(page.items().stream().map(Shown::deployment).toList())
                .position(page.position().orElse(null))
                .build();
    }

    public UpdateDeploymentResponse update(UpdateDeploymentRequest request, Call call) {
        Patchable.checkOperations("updateDeployment", request.patchOperations());
        Deployment changed = Attempts.until(() -> {
            Row<RestApi> api = RestApis.find(definitions, call, request.restApiId());
            Row<Deployment> row = find(request.restApiId(), request.deploymentId(), call);
            Deployment patched = PATCHABLE.apply(row.value(), request.patchOperations());
            definitions.replace(api, row, patched);
            return patched;
        });
        return Shown.as(Shown.deployment(changed), UpdateDeploymentResponse.builder());
    }

    public DeleteDeploymentResponse delete(DeleteDeploymentRequest request, Call call) {
        return Attempts.until(() -> {
            Row<RestApi> api = RestApis.find(definitions, call, request.restApiId());
            Row<Deployment> row = find(request.restApiId(), request.deploymentId(), call);
            boolean active = definitions.stages(RestApis.scope(call), request.restApiId()).stream()
                    .anyMatch(stage -> stage.deploymentId().equals(request.deploymentId()));
            if (active) {
                throw Refusal.bad("Active stages pointing to this deployment must be moved or deleted");
            }
            definitions.delete(api, row);
            return DeleteDeploymentResponse.builder().build();
        });
    }

    private Row<Deployment> find(String apiId, String deploymentId, Call call) {
        return definitions.deployment(RestApis.scope(call), apiId, deploymentId).orElseThrow(Refusal::noDeployment);
    }

    /** The stage that the deployment is for: made, or moved to it; what is not asked for stays as it was. */
    private Optional<Stage> stage(CreateDeploymentRequest request, Deployment deployment, Call call) {
        if (request.stageName() == null || request.stageName().isEmpty()) {
            return Optional.empty();
        }
        Stages.checkName(request.stageName());
        Stage before = definitions
                .stage(RestApis.scope(call), request.restApiId(), request.stageName())
                .map(Row::value)
                .orElseGet(() -> Stages.fresh(request.stageName(), deployment.id(), call));
        String description = request.stageDescription();
        Boolean tracing = request.tracingEnabled();
        Boolean cache = request.cacheClusterEnabled();
        return Optional.of(Stages.checked(new Stage(
                before.stageName(),
                deployment.id(),
                description == null ? before.description() : description,
                request.hasVariables() ? Map.copyOf(request.variables()) : before.variables(),
                before.methodSettings(),
                tracing == null ? before.tracingEnabled() : tracing,
                cache == null ? before.cacheClusterEnabled() : cache,
                request.cacheClusterSize() == null ? before.cacheClusterSize() : request.cacheClusterSize(),
                before.documentationVersion(),
                before.tags(),
                before.createdMillis(),
                call.at().toEpochMilli())));
    }

    private static void checkDeployable(ResourceTree tree) {
        boolean any = false;
        for (Resource resource : tree.resources().values()) {
            for (var method : resource.methods().values()) {
                any = true;
                if (method.integrated().isEmpty()) {
                    throw Refusal.bad("No integration defined for method");
                }
            }
        }
        if (!any) {
            throw Refusal.bad("The REST API doesn't contain any methods");
        }
    }

    private static Map<String, Map<String, MethodSnapshot>> summary(ResourceTree tree) {
        Map<String, Map<String, MethodSnapshot>> paths = new TreeMap<>();
        for (Resource resource : tree.resources().values()) {
            Map<String, MethodSnapshot> methods = new TreeMap<>();
            resource.methods()
                    .forEach((name, method) -> methods.put(
                            name,
                            MethodSnapshot.builder()
                                    .authorizationType(method.authorizationType())
                                    .apiKeyRequired(method.apiKeyRequired())
                                    .build()));
            if (!methods.isEmpty()) {
                paths.put(tree.path(resource), methods);
            }
        }
        return paths;
    }
}
