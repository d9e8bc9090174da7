package dev.mayfly.services.iam;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;

/** The policies of roles: inline, attached, boundary. */
final class RolePolicyOperations {
    private final Identities<Role> roles;

    RolePolicyOperations(Identities<Role> roles) {
        this.roles = roles;
    }

    void offerTo(Service service) {
        service.offer(Operation.named("PutRolePolicy", PutRolePolicyRequest::builder, this::putRolePolicy)
                        .check("roleName", PutRolePolicyRequest::roleName, Constraints.name(64))
                        .check("policyName", PutRolePolicyRequest::policyName, Constraints.name(128))
                        .check("policyDocument", PutRolePolicyRequest::policyDocument, Constraints.document()))
                .offer(Operation.named("GetRolePolicy", GetRolePolicyRequest::builder, this::getRolePolicy)
                        .check("roleName", GetRolePolicyRequest::roleName, Constraints.name(64))
                        .check("policyName", GetRolePolicyRequest::policyName, Constraints.name(128)))
                .offer(Operation.named("ListRolePolicies", ListRolePoliciesRequest::builder, this::listRolePolicies)
                        .check("roleName", ListRolePoliciesRequest::roleName, Constraints.name(64))
                        .check("maxItems", ListRolePoliciesRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named("DeleteRolePolicy", DeleteRolePolicyRequest::builder, this::deleteRolePolicy)
                        .check("roleName", DeleteRolePolicyRequest::roleName, Constraints.name(64))
                        .check("policyName", DeleteRolePolicyRequest::policyName, Constraints.name(128)))
                .offer(Operation.named("AttachRolePolicy", AttachRolePolicyRequest::builder, this::attachRolePolicy)
                        .check("roleName", AttachRolePolicyRequest::roleName, Constraints.name(64))
                        .check("policyArn", AttachRolePolicyRequest::policyArn, Constraints.arn()))
                .offer(Operation.named("DetachRolePolicy", DetachRolePolicyRequest::builder, this::detachRolePolicy)
                        .check("roleName", DetachRolePolicyRequest::roleName, Constraints.name(64))
                        .check("policyArn", DetachRolePolicyRequest::policyArn, Constraints.arn()))
                .offer(Operation.named(
                                "ListAttachedRolePolicies",
                                ListAttachedRolePoliciesRequest::builder,
                                this::listAttachedRolePolicies)
                        .check("roleName", ListAttachedRolePoliciesRequest::roleName, Constraints.name(64))
                        .check("pathPrefix", ListAttachedRolePoliciesRequest::pathPrefix, Constraints.path())
                        .check("maxItems", ListAttachedRolePoliciesRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named(
                                "PutRolePermissionsBoundary",
                                PutRolePermissionsBoundaryRequest::builder,
                                this::putRolePermissionsBoundary)
                        .check("roleName", PutRolePermissionsBoundaryRequest::roleName, Constraints.name(64))
                        .check(
                                "permissionsBoundary",
                                PutRolePermissionsBoundaryRequest::permissionsBoundary,
                                Constraints.arn()))
                .offer(Operation.named(
                                "DeleteRolePermissionsBoundary",
                                DeleteRolePermissionsBoundaryRequest::builder,
                                this::deleteRolePermissionsBoundary)
                        .check("roleName", DeleteRolePermissionsBoundaryRequest::roleName, Constraints.name(64)));
    }

    PutRolePolicyResponse putRolePolicy(PutRolePolicyRequest request, Call call) {
        roles.putInline(call.account(), request.roleName(), request.policyName(), request.policyDocument());
        return PutRolePolicyResponse.builder().build();
    }

    GetRolePolicyResponse getRolePolicy(GetRolePolicyRequest request, Call call) {
        String document = roles.inlineDocument(call.account(), request.roleName(), request.policyName());
        return GetRolePolicyResponse.builder()
                .roleName(request.roleName())
                .policyName(request.policyName())
                .policyDocument(PolicyDocument.encoded(document))
                .build();
    }

    ListRolePoliciesResponse listRolePolicies(ListRolePoliciesRequest request, Call call) {
        Grants grants = roles.get(call.account(), request.roleName()).grants();
        Page<String> page = grants.inlineNames(request.marker(), request.maxItems());
        return ListRolePoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    DeleteRolePolicyResponse deleteRolePolicy(DeleteRolePolicyRequest request, Call call) {
        roles.deleteInline(call.account(), request.roleName(), request.policyName());
        return DeleteRolePolicyResponse.builder().build();
    }

    AttachRolePolicyResponse attachRolePolicy(AttachRolePolicyRequest request, Call call) {
        roles.attach(call.account(), request.roleName(), request.policyArn());
        return AttachRolePolicyResponse.builder().build();
    }

    DetachRolePolicyResponse detachRolePolicy(DetachRolePolicyRequest request, Call call) {
        roles.detach(call.account(), request.roleName(), request.policyArn());
        return DetachRolePolicyResponse.builder().build();
    }

    ListAttachedRolePoliciesResponse listAttachedRolePolicies(ListAttachedRolePoliciesRequest request, Call call) {
        Grants grants = roles.get(call.account(), request.roleName()).grants();
        Page<String> page = grants.attachedUnder(request.pathPrefix(), request.marker(), request.maxItems());
        return ListAttachedRolePoliciesResponse.builder()
                .attachedPolicies(page.map(Shapes::attached))
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    PutRolePermissionsBoundaryResponse putRolePermissionsBoundary(
            PutRolePermissionsBoundaryRequest request, Call call) {
        roles.setBoundary(call.account(), request.roleName(), request.permissionsBoundary());
        return PutRolePermissionsBoundaryResponse.builder().build();
    }

    DeleteRolePermissionsBoundaryResponse deleteRolePermissionsBoundary(
            DeleteRolePermissionsBoundaryRequest request, Call call) {
        roles.removeBoundary(call.account(), request.roleName());
        return DeleteRolePermissionsBoundaryResponse.builder().build();
    }
}
