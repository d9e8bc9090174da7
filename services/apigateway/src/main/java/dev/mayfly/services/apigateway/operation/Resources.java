package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.PathPart;
import dev.mayfly.services.apigateway.definition.Resource;
import dev.mayfly.services.apigateway.definition.ResourceTree;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.CreateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.CreateResourceResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourceRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourceResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourcesRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourcesResponse;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.UpdateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateResourceResponse;

/** The resource tree: what may be whose child, and that no two siblings can mean the same path. */
public final class Resources {
    private static final String ONE = "/restapis/{restapi_id}/resources/{resource_id}";

    /** AWS's default quota of resources per API. */
    private static final int MOST_RESOURCES = 300;

    private final Definitions definitions;
    private final Trees trees;

    public Resources(Definitions definitions) {
        this.definitions = definitions;
        this.trees = new Trees(definitions);
    }

    public void offer(Service service) {
        service.offer(Operation.rest(
                        "CreateResource",
                        "POST",
                        "/restapis/{restapi_id}/resources/{parent_id}",
                        201,
                        CreateResourceRequest::builder,
                        this::create)
                .check("createResourceInput.pathPart", CreateResourceRequest::pathPart, Check.present()));
        service.offer(Operation.rest(
                "GetResources",
                "GET",
                "/restapis/{restapi_id}/resources",
                200,
                GetResourcesRequest::builder,
                this::list));
        service.offer(Operation.rest("GetResource", "GET", ONE, 200, GetResourceRequest::builder, this::get));
        service.offer(
                Operation.rest("UpdateResource", "PATCH", ONE, 200, UpdateResourceRequest::builder, this::update));
        service.offer(
                Operation.rest("DeleteResource", "DELETE", ONE, 202, DeleteResourceRequest::builder, this::delete));
    }

    public CreateResourceResponse create(CreateResourceRequest request, Call call) {
        String id = RestApis.freshId(6);
        ResourceTree tree = trees.change(call, request.restApiId(), before -> {
            Trees.resource(before, request.parentId());
            if (before.resources().size() >= MOST_RESOURCES) {
                throw Refusal.tooMany("Maximum number of Resources for this API has been reached. "
                        + "Please contact AWS if you need additional Resources.");
            }
            Resource child = Resource.child(id, request.parentId(), request.pathPart());
            checkPlace(before, child);
            return before.with(child);
        });
        return Shown.as(Shown.resource(tree, Trees.resource(tree, id), false), CreateResourceResponse.builder());
    }

    public GetResourceResponse get(GetResourceRequest request, Call call) {
        ResourceTree tree = trees.tree(call, request.restApiId());
        Resource resource = Trees.resource(tree, request.resourceId());
        return Shown.as(
                Shown.resource(tree, resource, request.embed().contains("methods")), GetResourceResponse.builder());
    }

    public GetResourcesResponse list(GetResourcesRequest request, Call call) {
        RestApis.find(definitions, call, request.restApiId());
        ResourceTree tree = trees.tree(call, request.restApiId());
        boolean embed = request.embed().contains("methods");
        Paging paging = Paging.of(request.position(), request.limit());
        List<Resource> following = tree.byPath().stream()
                .filter(resource -> tree.path(resource).compareTo(paging.after()) > 0)
                .limit(paging.reading())
                .toList();
        var page = paging.page(following, tree::path);
        return GetResourcesResponse.builder()
                .items(page.items().stream()
                        .map(resource -> Shown.resource(tree, resource, embed))
                        .toList())
                .position(page.position().orElse(null))
                .build();
    }

    public UpdateResourceResponse update(UpdateResourceRequest request, Call call) {
        Patchable.checkOperations("updateResource", request.patchOperations());
        ResourceTree tree = trees.change(call, request.restApiId(), before -> {
            ResourceTree patched = before;
            Trees.resource(before, request.resourceId());
            for (PatchOperation patch : request.patchOperations()) {
                patched = patched(patched, request.resourceId(), patch);
            }
            return patched;
        });
        return Shown.as(
                Shown.resource(tree, Trees.resource(tree, request.resourceId()), false),
                UpdateResourceResponse.builder());
    }

    public DeleteResourceResponse delete(DeleteResourceRequest request, Call call) {
        trees.change(call, request.restApiId(), tree -> {
            Resource resource = Trees.resource(tree, request.resourceId());
            if (resource.parentId() == null) {
                throw Refusal.bad("Root resource cannot be deleted.");
            }
            return tree.without(resource.id());
        });
        return DeleteResourceResponse.builder().build();
    }

    private static ResourceTree patched(ResourceTree tree, String resourceId, PatchOperation patch) {
        if (patch.op() != Op.REPLACE) {
            throw Refusal.bad("Invalid patch path  '" + patch.path() + "' specified for op '" + patch.opAsString()
                    + "'. Please choose supported operations");
        }
        if (!Set.of("/parentId", "/pathPart").contains(patch.path())) {
            throw Refusal.bad("Invalid patch path  '" + patch.path()
                    + "' specified for op 'replace'. Must be one of: [/parentId, /pathPart]");
        }
        Resource resource = Trees.resource(tree, resourceId);
        String member = patch.path().substring(1);
        String value = patch.value() == null ? "" : patch.value();
        if (resource.parentId() == null || resource.pathPart() == null) {
            throw Refusal.bad("Root resource cannot update its " + member + '.');
        }
        Resource moved = member.equals("parentId")
                ? resource.movedTo(newParent(tree, resource, value), resource.pathPart())
                : resource.movedTo(resource.parentId(), value);
        checkPlace(tree, moved);
        return tree.with(moved);
    }

    private static String newParent(ResourceTree tree, Resource resource, String parentId) {
        Trees.resource(tree, parentId);
        if (tree.within(resource.id(), parentId)) {
            throw Refusal.bad("Resources cannot be cyclical.");
        }
        return parentId;
    }

    private static void checkPlace(ResourceTree tree, Resource child) {
        String text = child.pathPart() == null ? "" : child.pathPart();
        if (!PathPart.valid(text)) {
            throw Refusal.bad("Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly "
                    + "braces at the beginning and the end.");
        }
        checkNotBelowGreedy(tree, child.parentId(), new PathPart(text), tree.children(child.id()));
        for (Resource sibling : tree.children(String.valueOf(child.parentId()))) {
            if (!sibling.id().equals(child.id())) {
                checkApart(sibling, new PathPart(text));
            }
        }
    }

    private static void checkNotBelowGreedy(
            ResourceTree tree, @Nullable String parentId, PathPart part, List<Resource> children) {
        String parentPart = Trees.resource(tree, String.valueOf(parentId)).pathPart();
        String greedy = part.greedy() && !children.isEmpty() ? part.text() : parentPart;
        if (greedy != null && new PathPart(greedy).greedy()) {
            throw Refusal.bad("Cannot create a child of a resource with a greedy path variable: " + greedy);
        }
    }

    private static void checkApart(Resource sibling, PathPart part) {
        PathPart other = sibling.part().orElseThrow();
        if (other.text().equals(part.text())) {
            throw Refusal.conflict("Another resource with the same parent already has this name: " + part.text());
        }
        if (other.variable() && part.variable()) {
            throw Refusal.bad("A sibling (" + other.text()
                    + ") of this resource already has a variable path part -- only one is allowed");
        }
    }
}
