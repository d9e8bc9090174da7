package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.lookedUp;

import dev.mayfly.base.Ids;
import dev.mayfly.functions.Refused;
import dev.mayfly.functions.name.Qualifier;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.policy.Policy;
import dev.mayfly.functions.policy.Statement;
import dev.mayfly.functions.registry.Draft;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** AddPermission, RemovePermission, GetPolicy. */
final class Permissions {
    private static final String PATH = "/2015-03-31/functions/{FunctionName}/policy";
    private static final String FOR_URLS = "lambda:InvokeFunctionUrl";

    private final Registry registry;
    private final Lookup lookup;

    Permissions(Registry registry, Lookup lookup) {
        this.registry = registry;
        this.lookup = lookup;
    }

    void offer(Service service) {
        service.offer(addPermissionTable());
        service.offer(lookedUp(
                        Operation.rest(
                                "RemovePermission",
                                "DELETE",
                                PATH + "/{StatementId}",
                                204,
                                RemovePermissionRequest::builder,
                                this::removePermission),
                        RemovePermissionRequest::functionName,
                        RemovePermissionRequest::qualifier)
                .check("statementId", RemovePermissionRequest::statementId, Check.maxLength(100))
                .check("statementId", RemovePermissionRequest::statementId, Check.pattern("([a-zA-Z0-9-_.]+)")));
        service.offer(lookedUp(
                Operation.rest("GetPolicy", "GET", PATH, 200, GetPolicyRequest::builder, this::getPolicy),
                GetPolicyRequest::functionName,
                GetPolicyRequest::qualifier));
    }

    private Operation<AddPermissionRequest, AddPermissionResponse> addPermissionTable() {
        return lookedUp(
                        Operation.rest(
                                "AddPermission", "POST", PATH, 201, AddPermissionRequest::builder, this::addPermission),
                        AddPermissionRequest::functionName,
                        AddPermissionRequest::qualifier)
                .check("statementId", AddPermissionRequest::statementId, Check.present())
                .check("statementId", AddPermissionRequest::statementId, Check.minLength(1))
                .check("statementId", AddPermissionRequest::statementId, Check.maxLength(100))
                .check("statementId", AddPermissionRequest::statementId, Constraints.STATEMENT_ID)
                .check("action", AddPermissionRequest::action, Check.present())
                .check("action", AddPermissionRequest::action, Check.pattern("(lambda:[*]|lambda:[a-zA-Z]+|[*])"))
                .check("principal", AddPermissionRequest::principal, Check.present())
                .check("principal", AddPermissionRequest::principal, Check.pattern("[^\\s]+"))
                .check(
                        "sourceArn",
                        AddPermissionRequest::sourceArn,
                        Check.pattern("arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:"
                                + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)"))
                .check("sourceAccount", AddPermissionRequest::sourceAccount, Check.maxLength(12))
                .check("sourceAccount", AddPermissionRequest::sourceAccount, Check.pattern("\\d{12}"))
                .check("eventSourceToken", AddPermissionRequest::eventSourceToken, Check.maxLength(256))
                .check("eventSourceToken", AddPermissionRequest::eventSourceToken, Check.pattern("[a-zA-Z0-9._\\-]+"))
                .check("principalOrgID", AddPermissionRequest::principalOrgID, Check.pattern("o-[a-z0-9]{10,32}"))
                .check(
                        "functionUrlAuthType",
                        AddPermissionRequest::functionUrlAuthTypeAsString,
                        Check.oneOf(List.of("NONE", "AWS_IAM")));
    }

    AddPermissionResponse addPermission(AddPermissionRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), request.qualifier(), call, "AddPermission");
        if (reference.parsedQualifier().orElse(null) instanceof Qualifier.Latest) {
            throw Refused.invalid("We currently do not support adding policies for $LATEST.");
        }
        Statement added = lookup.change(reference, draft -> {
            String qualifier = Lookup.resource(draft, reference);
            Policy policy = draft.policy(qualifier);
            requireRevision(draft, qualifier, policy, request.revisionId());
            if (policy.statement(request.statementId()).isPresent()) {
                throw Refused.conflict("The statement id (" + request.statementId()
                        + ") provided already exists. Please provide a new statement id, or remove the existing"
                        + " statement.");
            }
            Statement statement = statement(request, reference.writtenArn());
            String revisionId = Ids.uuid();
            Policy changed = policy.with(statement, revisionId);
            requireShort(changed);
            draft.put(qualifier, changed);
            Lookup.touch(draft, qualifier, revisionId);
            return statement;
        });
        return AddPermissionResponse.builder().statement(added.json()).build();
    }

    private static Statement statement(AddPermissionRequest request, String resource) {
        Statement.Principal principal = Statement.Principal.of(request.principal())
                .orElseThrow(() -> Refused.invalid(
                        "The provided principal was invalid. Please check the principal and try again."));
        if (request.functionUrlAuthType() != null && !request.action().equals(FOR_URLS)) {
            throw Refused.invalid("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");
        }
        return new Statement(request.statementId(), principal, request.action(), resource, conditions(request));
    }

    private static Map<String, Map<String, String>> conditions(AddPermissionRequest request) {
        Map<String, String> equal = new TreeMap<>();
        putIfGiven(equal, "AWS:SourceAccount", request.sourceAccount());
        putIfGiven(equal, "aws:PrincipalOrgID", request.principalOrgID());
        putIfGiven(equal, "lambda:EventSourceToken", request.eventSourceToken());
        putIfGiven(equal, "lambda:FunctionUrlAuthType", request.functionUrlAuthTypeAsString());
        Map<String, Map<String, String>> conditions = new TreeMap<>();
        if (!equal.isEmpty()) {
            conditions.put("StringEquals", equal);
        }
        if (request.sourceArn() != null) {
            conditions.put("ArnLike", Map.of("AWS:SourceArn", request.sourceArn()));
        }
        if (request.invokedViaFunctionUrl() != null) {
            String value = request.invokedViaFunctionUrl().toString();
            conditions.put("Bool", Map.of("lambda:InvokedViaFunctionUrl", value));
        }
        return conditions;
    }

    private static void putIfGiven(Map<String, String> conditions, String key, @Nullable String value) {
        if (value != null) {
            conditions.put(key, value);
        }
    }

    private static void requireShort(Policy policy) {
        int size = policy.json().getBytes(StandardCharsets.UTF_8).length;
        if (size > Policy.LONGEST) {
            throw Refused.policyTooLong(size, Policy.LONGEST);
        }
    }

    /**
     * Callers know a policy's revision from GetPolicy, or the function's from GetFunction. AWS takes both: GetPolicy does
     * not change its own when a version is published, GetFunction does (recorded 2025-11-25).
     */
    private static void requireRevision(Draft draft, String qualifier, Policy policy, @Nullable String given) {
        if (given != null
                && !given.isEmpty()
                && !given.equals(policy.revisionId())
                && !given.equals(Lookup.revisionId(draft, qualifier))) {
            throw Refused.staleRevision("GetPolicy");
        }
    }

    RemovePermissionResponse removePermission(RemovePermissionRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), request.qualifier(), call, "RemovePermission");
        RuntimeException absent = Refused.notFound("No policy found for: " + reference.arn());
        lookup.change(reference, () -> absent, draft -> {
            String qualifier = Lookup.resource(draft, reference);
            Policy policy = draft.policy(qualifier);
            if (policy.statements().isEmpty()) {
                throw Refused.notFound("No policy is associated with the given resource.");
            }
            if (policy.statement(request.statementId()).isEmpty()) {
                throw Refused.notFound("Statement " + request.statementId() + " is not found in resource policy.");
            }
            requireRevision(draft, qualifier, policy, request.revisionId());
            String revisionId = Ids.uuid();
            draft.put(qualifier, policy.without(request.statementId(), revisionId));
            Lookup.touch(draft, qualifier, revisionId);
            return reference;
        });
        return RemovePermissionResponse.builder().build();
    }

    GetPolicyResponse getPolicy(GetPolicyRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), request.qualifier(), call, "GetPolicy");
        String qualifier = reference.parsedQualifier().map(Qualifier::text).orElse("$LATEST");
        Optional<FunctionRow> function = lookup.find(reference);
        Policy policy = function.filter(found -> qualifier.length() <= 128)
                .map(found -> registry.policy(found, qualifier))
                .orElse(Policy.EMPTY);
        if (policy.statements().isEmpty()) {
            throw Refused.notFound("The resource you requested does not exist.");
        }
        return GetPolicyResponse.builder()
                .policy(policy.json())
                .revisionId(policy.revisionId())
                .build();
    }
}
