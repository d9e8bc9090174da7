package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.layer;

import dev.mayfly.base.Ids;
import dev.mayfly.functions.Refused;
import dev.mayfly.functions.layers.LayerName;
import dev.mayfly.functions.layers.LayerVersionRow;
import dev.mayfly.functions.layers.Layers;
import dev.mayfly.functions.policy.Policy;
import dev.mayfly.functions.policy.Statement;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** AddLayerVersionPermission, RemoveLayerVersionPermission, GetLayerVersionPolicy. */
final class LayerPermissions {
    private static final String PATH = "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy";

    private final Layers layers;

    LayerPermissions(Layers layers) {
        this.layers = layers;
    }

    void offer(Service service) {
        service.offer(layer(
                        Operation.rest(
                                "AddLayerVersionPermission",
                                "POST",
                                PATH,
                                201,
                                AddLayerVersionPermissionRequest::builder,
                                this::add),
                        AddLayerVersionPermissionRequest::layerName)
                .check("statementId", AddLayerVersionPermissionRequest::statementId, Check.present())
                .check("statementId", AddLayerVersionPermissionRequest::statementId, Check.maxLength(100))
                .check("statementId", AddLayerVersionPermissionRequest::statementId, Constraints.STATEMENT_ID)
                .check("action", AddLayerVersionPermissionRequest::action, Check.present())
                .check("action", AddLayerVersionPermissionRequest::action, Check.maxLength(22))
                .check("action", AddLayerVersionPermissionRequest::action, Check.pattern("lambda:GetLayerVersion"))
                .check("principal", AddLayerVersionPermissionRequest::principal, Check.present())
                .check(
                        "principal",
                        AddLayerVersionPermissionRequest::principal,
                        Check.pattern("\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root"))
                .check(
                        "organizationId",
                        AddLayerVersionPermissionRequest::organizationId,
                        Check.pattern("o-[a-z0-9]{10,32}")));
        service.offer(layer(
                        Operation.rest(
                                "RemoveLayerVersionPermission",
                                "DELETE",
                                PATH + "/{StatementId}",
                                204,
                                RemoveLayerVersionPermissionRequest::builder,
                                this::remove),
                        RemoveLayerVersionPermissionRequest::layerName)
                .check("statementId", RemoveLayerVersionPermissionRequest::statementId, Check.maxLength(100))
                .check("statementId", RemoveLayerVersionPermissionRequest::statementId, Constraints.STATEMENT_ID));
        service.offer(layer(
                Operation.rest(
                        "GetLayerVersionPolicy", "GET", PATH, 200, GetLayerVersionPolicyRequest::builder, this::get),
                GetLayerVersionPolicyRequest::layerName));
    }

    AddLayerVersionPermissionResponse add(AddLayerVersionPermissionRequest request, Call call) {
        LayerName name = LayerVersions.own(request.layerName(), call, "AddLayerVersionPermission");
        long number = number(request.versionNumber());
        String revisionId = Ids.uuid();
        LayerVersionRow changed = layers.update(name, number, version -> {
                    Policy policy = version.policy();
                    if (policy.statement(request.statementId()).isPresent()) {
                        throw Refused.conflict("The statement id (" + request.statementId()
                                + ") provided already exists. Please provide a new statement id, or remove the"
                                + " existing statement.");
                    }
                    requireRevision(policy, request.revisionId());
                    Policy longer = policy.with(statement(request, version.arn()), revisionId);
                    requireShort(longer);
                    return version.with(longer);
                })
                .orElseThrow(() -> absent(name, number));
        return AddLayerVersionPermissionResponse.builder()
                .statement(changed.policy()
                        .statement(request.statementId())
                        .map(Statement::json)
                        .orElse(""))
                .revisionId(revisionId)
                .build();
    }

    private static Statement statement(AddLayerVersionPermissionRequest request, String resource) {
        Statement.Principal principal = Statement.Principal.of(request.principal())
                .orElseThrow(() -> Refused.invalid(
                        "The provided principal was invalid. Please check the principal and try again."));
        Map<String, Map<String, String>> conditions = request.organizationId() == null
                ? Map.of()
                : Map.of("StringEquals", Map.of("aws:PrincipalOrgID", request.organizationId()));
        return new Statement(request.statementId(), principal, request.action(), resource, conditions);
    }

    RemoveLayerVersionPermissionResponse remove(RemoveLayerVersionPermissionRequest request, Call call) {
        LayerName name = LayerVersions.own(request.layerName(), call, "RemoveLayerVersionPermission");
        long number = number(request.versionNumber());
        Optional<LayerVersionRow> changed = layers.update(name, number, version -> {
            Policy policy = requirePolicy(version);
            requireRevision(policy, request.revisionId());
            if (policy.statement(request.statementId()).isEmpty()) {
                throw Refused.notFound("Statement " + request.statementId() + " is not found in resource policy.");
            }
            return version.with(policy.without(request.statementId(), Ids.uuid()));
        });
        if (changed.isEmpty()) {
            throw absent(name, number);
        }
        return RemoveLayerVersionPermissionResponse.builder().build();
    }

    GetLayerVersionPolicyResponse get(GetLayerVersionPolicyRequest request, Call call) {
        LayerName name = LayerVersions.own(request.layerName(), call, "GetLayerVersionPolicy");
        long number = number(request.versionNumber());
        LayerVersionRow version = layers.find(name, number).orElseThrow(() -> absent(name, number));
        Policy policy = requirePolicy(version);
        return GetLayerVersionPolicyResponse.builder()
                .policy(policy.json())
                .revisionId(policy.revisionId())
                .build();
    }

    private static Policy requirePolicy(LayerVersionRow version) {
        if (version.policy().statements().isEmpty()) {
            throw Refused.notFound("No policy is associated with the given resource.");
        }
        return version.policy();
    }

    private static void requireRevision(Policy policy, @Nullable String given) {
        if (given != null && !given.isEmpty() && !given.equals(policy.revisionId())) {
            throw Refused.staleRevision("GetLayerPolicy");
        }
    }

    private static void requireShort(Policy policy) {
        int size = policy.json().getBytes(StandardCharsets.UTF_8).length;
        if (size > Policy.LONGEST) {
            throw Refused.policyTooLong(size, Policy.LONGEST);
        }
    }

    private static long number(@Nullable Long number) {
        return number == null || number < 1 ? 0 : number;
    }

    private static ResourceNotFoundException absent(LayerName name, long number) {
        return Refused.notFound("Layer version " + name.arn() + ':' + number + " does not exist.");
    }
}
