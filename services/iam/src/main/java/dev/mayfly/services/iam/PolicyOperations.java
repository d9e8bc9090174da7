package dev.mayfly.services.iam;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;

/** Managed policies as a whole. Their versions are {@link PolicyVersionOperations}. */
final class PolicyOperations {
    static final int SIZE_LIMIT = 6_144;
    private static final List<String> SCOPES = List.of("All", "AWS", "Local");
    private static final List<String> USAGES = List.of("PermissionsPolicy", "PermissionsBoundary");

    private final ManagedPolicies policies;
    private final PolicyUses uses;
    private final Clock clock;

    PolicyOperations(ManagedPolicies policies, PolicyUses uses, Clock clock) {
        this.policies = policies;
        this.uses = uses;
        this.clock = clock;
    }

    void offerTo(Service service) {
        service.offer(Operation.named("CreatePolicy", CreatePolicyRequest::builder, this::createPolicy)
                        .check("policyName", CreatePolicyRequest::policyName, Constraints.name(128))
                        .check("path", CreatePolicyRequest::path, Constraints.path())
                        .check("policyDocument", CreatePolicyRequest::policyDocument, Constraints.document())
                        .check("description", CreatePolicyRequest::description, Check.maxLength(1_000)))
                .offer(Operation.named("GetPolicy", GetPolicyRequest::builder, this::getPolicy)
                        .check("policyArn", GetPolicyRequest::policyArn, Constraints.arn()))
                .offer(Operation.named("ListPolicies", ListPoliciesRequest::builder, this::listPolicies)
                        .check("scope", ListPoliciesRequest::scopeAsString, Check.oneOf(SCOPES))
                        .check("pathPrefix", ListPoliciesRequest::pathPrefix, Constraints.path())
                        .check("policyUsageFilter", ListPoliciesRequest::policyUsageFilterAsString, Check.oneOf(USAGES))
                        .check("maxItems", ListPoliciesRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named("DeletePolicy", DeletePolicyRequest::builder, this::deletePolicy)
                        .check("policyArn", DeletePolicyRequest::policyArn, Constraints.arn()))
                .offer(Operation.named("TagPolicy", TagPolicyRequest::builder, this::tagPolicy)
                        .check("policyArn", TagPolicyRequest::policyArn, Constraints.arn())
                        .check("tags", TagPolicyRequest::tags, Check.present()))
                .offer(Operation.named("UntagPolicy", UntagPolicyRequest::builder, this::untagPolicy)
                        .check("policyArn", UntagPolicyRequest::policyArn, Constraints.arn())
                        .check("tagKeys", UntagPolicyRequest::tagKeys, Check.present())
                        .check("tagKeys", UntagPolicyRequest::tagKeys, Check.maxSize(50)))
                .offer(Operation.named("ListPolicyTags", ListPolicyTagsRequest::builder, this::listPolicyTags)
                        .check("policyArn", ListPolicyTagsRequest::policyArn, Constraints.arn())
                        .check("maxItems", ListPolicyTagsRequest::maxItems, Constraints.maxItems()));
    }

    CreatePolicyResponse createPolicy(CreatePolicyRequest request, Call call) {
        String name = Names.name("policyName", request.policyName());
        String path = Names.path(request.path());
        Tags tags = Tags.of(request.tags());
        requireDocument(request.policyDocument());
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ManagedPolicy policy = new ManagedPolicy(
                call.account(),
                name,
                UniqueId.policy(),
                path,
                Objects.requireNonNullElse(request.description(), ""),
                now,
                now,
                tags,
                1,
                1,
                List.of(new ManagedPolicy.Version(1, request.policyDocument(), now)));
        policies.create(policy);
        return CreatePolicyResponse.builder()
                .policy(listed(policy, PolicyUses.Uses.NONE)
                        .tags(tags.listOrNull())
                        .build())
                .build();
    }

    GetPolicyResponse getPolicy(GetPolicyRequest request, Call call) {
        ManagedPolicy policy = find(call, request.policyArn());
        return GetPolicyResponse.builder()
                .policy(listed(policy, uses.of(call.account(), policy.arn()))
                        .description(Shapes.orAbsent(policy.description()))
                        .tags(policy.tags().list())
                        .build())
                .build();
    }

    ListPoliciesResponse listPolicies(ListPoliciesRequest request, Call call) {
        PolicyScopeType scope = request.scope();
        Map<String, PolicyUses.Uses> used = uses.all(call.account());
        Function<ManagedPolicy, PolicyUses.Uses> usesOf =
                policy -> used.getOrDefault(policy.arn(), PolicyUses.Uses.NONE);
        String prefix = Objects.requireNonNullElse(request.pathPrefix(), "/");
        List<ManagedPolicy> wanted =
                policies.all(call.account(), scope != PolicyScopeType.AWS, scope != PolicyScopeType.LOCAL).stream()
                        .filter(policy -> policy.path().startsWith(prefix))
                        .filter(policy -> isWanted(request, usesOf.apply(policy)))
                        .toList();
        Page<ManagedPolicy> page = Page.of(wanted, ManagedPolicy::arn, request.marker(), request.maxItems());
        return ListPoliciesResponse.builder()
                .policies(
                        page.map(policy -> listed(policy, usesOf.apply(policy)).build()))
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    DeletePolicyResponse deletePolicy(DeletePolicyRequest request, Call call) {
        requireOwn(call, "iam:DeletePolicy", request.policyArn());
        policies.delete(call.account(), request.policyArn());
        return DeletePolicyResponse.builder().build();
    }

    TagPolicyResponse tagPolicy(TagPolicyRequest request, Call call) {
        requireOwn(call, "iam:TagPolicy", request.policyArn());
        change(call, request.policyArn(), policy -> policy.with(policy.tags().adding(request.tags())));
        return TagPolicyResponse.builder().build();
    }

    UntagPolicyResponse untagPolicy(UntagPolicyRequest request, Call call) {
        requireOwn(call, "iam:UntagPolicy", request.policyArn());
        change(call, request.policyArn(), policy -> policy.with(policy.tags().removing(request.tagKeys())));
        return UntagPolicyResponse.builder().build();
    }

    ListPolicyTagsResponse listPolicyTags(ListPolicyTagsRequest request, Call call) {
        Page<Tag> page = find(call, request.policyArn()).tags().page(request.marker(), request.maxItems());
        return ListPolicyTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    static void requireDocument(String document) {
        PolicyDocument.requireIdentityPolicy(document);
        if (PolicyDocument.size(document) > SIZE_LIMIT) {
            throw Refusal.quotaExceeded("PolicySize", SIZE_LIMIT);
        }
    }

    /** Nobody changes AWS's own policies. */
    static void requireOwn(Call call, String action, String policyArn) {
        ManagedPolicies.requireWellFormed(policyArn);
        if (AwsManagedPolicies.find(policyArn).isPresent()) {
            throw Refusal.accessDenied(call, action, "policy " + policyArn);
        }
    }

    private ManagedPolicy find(Call call, String arn) {
        return policies.find(call.account(), arn).orElseThrow(() -> Refusal.noSuchPolicy(arn));
    }

    private void change(Call call, String arn, UnaryOperator<ManagedPolicy> change) {
        policies.change(call.account(), arn, change, () -> Refusal.noSuchPolicy(arn));
    }

    private static boolean isWanted(ListPoliciesRequest request, PolicyUses.Uses uses) {
        if (!Boolean.TRUE.equals(request.onlyAttached())) {
            return true;
        }
        return request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY
                ? uses.boundaries() > 0
                : uses.attachments() > 0;
    }

    private static Policy.Builder listed(ManagedPolicy policy, PolicyUses.Uses uses) {
        return Policy.builder()
                .policyName(policy.name())
                .policyId(policy.id())
                .arn(policy.arn())
                .path(policy.path())
                .defaultVersionId("v" + policy.defaultVersion())
                .attachmentCount(uses.attachments())
                .permissionsBoundaryUsageCount(uses.boundaries())
                .isAttachable(true)
                .createDate(policy.created())
                .updateDate(policy.updated());
    }
}
