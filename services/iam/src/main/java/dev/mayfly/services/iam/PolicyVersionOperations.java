package dev.mayfly.services.iam;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/** The versions of managed policies: up to five, one of them in force. */
final class PolicyVersionOperations {
    private final ManagedPolicies policies;
    private final Clock clock;

    PolicyVersionOperations(ManagedPolicies policies, Clock clock) {
        this.policies = policies;
        this.clock = clock;
    }

    void offerTo(Service service) {
        service.offer(Operation.named(
                                "CreatePolicyVersion", CreatePolicyVersionRequest::builder, this::createPolicyVersion)
                        .check("policyArn", CreatePolicyVersionRequest::policyArn, Constraints.arn())
                        .check("policyDocument", CreatePolicyVersionRequest::policyDocument, Constraints.document()))
                .offer(Operation.named("GetPolicyVersion", GetPolicyVersionRequest::builder, this::getPolicyVersion)
                        .check("policyArn", GetPolicyVersionRequest::policyArn, Constraints.arn())
                        .check("versionId", GetPolicyVersionRequest::versionId, Constraints.versionId()))
                .offer(Operation.named(
                                "ListPolicyVersions", ListPolicyVersionsRequest::builder, this::listPolicyVersions)
                        .check("policyArn", ListPolicyVersionsRequest::policyArn, Constraints.arn())
                        .check("maxItems", ListPolicyVersionsRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named(
                                "SetDefaultPolicyVersion",
                                SetDefaultPolicyVersionRequest::builder,
                                this::setDefaultPolicyVersion)
                        .check("policyArn", SetDefaultPolicyVersionRequest::policyArn, Constraints.arn())
                        .check("versionId", SetDefaultPolicyVersionRequest::versionId, Constraints.versionId()))
                .offer(Operation.named(
                                "DeletePolicyVersion", DeletePolicyVersionRequest::builder, this::deletePolicyVersion)
                        .check("policyArn", DeletePolicyVersionRequest::policyArn, Constraints.arn())
                        .check("versionId", DeletePolicyVersionRequest::versionId, Constraints.versionId()));
    }

    CreatePolicyVersionResponse createPolicyVersion(CreatePolicyVersionRequest request, Call call) {
        String arn = request.policyArn();
        PolicyOperations.requireOwn(call, "iam:CreatePolicyVersion", arn);
        PolicyOperations.requireDocument(request.policyDocument());
        boolean asDefault = Boolean.TRUE.equals(request.setAsDefault());
        ManagedPolicy changed = policies.change(
                call.account(),
                arn,
                policy -> policy.adding(request.policyDocument(), asDefault, now()),
                () -> Refusal.noSuchPolicy(arn));
        return CreatePolicyVersionResponse.builder()
                .policyVersion(listed(changed, changed.versions().getFirst()).build())
                .build();
    }

    GetPolicyVersionResponse getPolicyVersion(GetPolicyVersionRequest request, Call call) {
        ManagedPolicy policy = policies.find(call.account(), request.policyArn())
                .orElseThrow(() -> Refusal.noSuchVersion(request.policyArn(), request.versionId()));
        ManagedPolicy.Version version = version(policy, request.versionId());
        return GetPolicyVersionResponse.builder()
                .policyVersion(listed(policy, version)
                        .document(PolicyDocument.encoded(version.document()))
                        .build())
                .build();
    }

    ListPolicyVersionsResponse listPolicyVersions(ListPolicyVersionsRequest request, Call call) {
        ManagedPolicy policy = policies.find(call.account(), request.policyArn())
                .orElseThrow(() -> Refusal.noSuchPolicy(request.policyArn()));
        Page<ManagedPolicy.Version> page =
                Page.of(policy.versions(), PolicyVersionOperations::newestFirst, request.marker(), request.maxItems());
        return ListPolicyVersionsResponse.builder()
                .versions(page.map(version -> listed(policy, version).build()))
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    SetDefaultPolicyVersionResponse setDefaultPolicyVersion(SetDefaultPolicyVersionRequest request, Call call) {
        PolicyOperations.requireOwn(call, "iam:SetDefaultPolicyVersion", request.policyArn());
        change(
                call,
                request.policyArn(),
                request.versionId(),
                (policy, version) -> policy.defaultingTo(version, now()));
        return SetDefaultPolicyVersionResponse.builder().build();
    }

    DeletePolicyVersionResponse deletePolicyVersion(DeletePolicyVersionRequest request, Call call) {
        PolicyOperations.requireOwn(call, "iam:DeletePolicyVersion", request.policyArn());
        change(call, request.policyArn(), request.versionId(), (policy, version) -> policy.removing(version, now()));
        return DeletePolicyVersionResponse.builder().build();
    }

    private void change(
            Call call,
            String arn,
            String versionId,
            BiFunction<ManagedPolicy, ManagedPolicy.Version, ManagedPolicy> change) {
        policies.change(
                call.account(),
                arn,
                policy -> change.apply(policy, version(policy, versionId)),
                () -> Refusal.noSuchVersion(arn, versionId));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static ManagedPolicy.Version version(ManagedPolicy policy, String versionId) {
        return policy.version(versionId).orElseThrow(() -> Refusal.noSuchVersion(policy.arn(), versionId));
    }

    /** Sorts as text the way AWS lists versions. */
    private static String newestFirst(ManagedPolicy.Version version) {
        return "%010d".formatted(Integer.MAX_VALUE - version.number());
    }

    private static PolicyVersion.Builder listed(ManagedPolicy policy, ManagedPolicy.Version version) {
        return PolicyVersion.builder()
                .versionId(version.label())
                .isDefaultVersion(policy.isDefault(version))
                .createDate(version.created());
    }
}
