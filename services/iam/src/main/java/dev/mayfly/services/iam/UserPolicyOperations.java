package dev.mayfly.services.iam;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** The policies of users: inline, attached, boundary. */
final class UserPolicyOperations {
    private final Identities<User> users;

    UserPolicyOperations(Identities<User> users) {
        this.users = users;
    }

    void offerTo(Service service) {
        service.offer(Operation.named("PutUserPolicy", PutUserPolicyRequest::builder, this::putUserPolicy)
                        .check("userName", PutUserPolicyRequest::userName, Constraints.name(128))
                        .check("policyName", PutUserPolicyRequest::policyName, Constraints.name(128))
                        .check("policyDocument", PutUserPolicyRequest::policyDocument, Constraints.document()))
                .offer(Operation.named("GetUserPolicy", GetUserPolicyRequest::builder, this::getUserPolicy)
                        .check("userName", GetUserPolicyRequest::userName, Constraints.name(128))
                        .check("policyName", GetUserPolicyRequest::policyName, Constraints.name(128)))
                .offer(Operation.named("ListUserPolicies", ListUserPoliciesRequest::builder, this::listUserPolicies)
                        .check("userName", ListUserPoliciesRequest::userName, Constraints.name(128))
                        .check("maxItems", ListUserPoliciesRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named("DeleteUserPolicy", DeleteUserPolicyRequest::builder, this::deleteUserPolicy)
                        .check("userName", DeleteUserPolicyRequest::userName, Constraints.name(128))
                        .check("policyName", DeleteUserPolicyRequest::policyName, Constraints.name(128)))
                .offer(Operation.named("AttachUserPolicy", AttachUserPolicyRequest::builder, this::attachUserPolicy)
                        .check("userName", AttachUserPolicyRequest::userName, Constraints.name(64))
                        .check("policyArn", AttachUserPolicyRequest::policyArn, Constraints.arn()))
                .offer(Operation.named("DetachUserPolicy", DetachUserPolicyRequest::builder, this::detachUserPolicy)
                        .check("userName", DetachUserPolicyRequest::userName, Constraints.name(64))
                        .check("policyArn", DetachUserPolicyRequest::policyArn, Constraints.arn()))
                .offer(Operation.named(
                                "ListAttachedUserPolicies",
                                ListAttachedUserPoliciesRequest::builder,
                                this::listAttachedUserPolicies)
                        .check("userName", ListAttachedUserPoliciesRequest::userName, Constraints.name(64))
                        .check("pathPrefix", ListAttachedUserPoliciesRequest::pathPrefix, Constraints.path())
                        .check("maxItems", ListAttachedUserPoliciesRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named(
                                "PutUserPermissionsBoundary",
                                PutUserPermissionsBoundaryRequest::builder,
                                this::putUserPermissionsBoundary)
                        .check("userName", PutUserPermissionsBoundaryRequest::userName, Constraints.name(64))
                        .check(
                                "permissionsBoundary",
                                PutUserPermissionsBoundaryRequest::permissionsBoundary,
                                Constraints.arn()))
                .offer(Operation.named(
                                "DeleteUserPermissionsBoundary",
                                DeleteUserPermissionsBoundaryRequest::builder,
                                this::deleteUserPermissionsBoundary)
                        .check("userName", DeleteUserPermissionsBoundaryRequest::userName, Constraints.name(64)));
    }

    PutUserPolicyResponse putUserPolicy(PutUserPolicyRequest request, Call call) {
        users.putInline(call.account(), request.userName(), request.policyName(), request.policyDocument());
        return PutUserPolicyResponse.builder().build();
    }

    GetUserPolicyResponse getUserPolicy(GetUserPolicyRequest request, Call call) {
        String document = users.inlineDocument(call.account(), request.userName(), request.policyName());
        return GetUserPolicyResponse.builder()
                .userName(request.userName())
                .policyName(request.policyName())
                .policyDocument(PolicyDocument.encoded(document))
                .build();
    }

    ListUserPoliciesResponse listUserPolicies(ListUserPoliciesRequest request, Call call) {
        Grants grants = users.get(call.account(), request.userName()).grants();
        Page<String> page = grants.inlineNames(request.marker(), request.maxItems());
        return ListUserPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    DeleteUserPolicyResponse deleteUserPolicy(DeleteUserPolicyRequest request, Call call) {
        users.deleteInline(call.account(), request.userName(), request.policyName());
        return DeleteUserPolicyResponse.builder().build();
    }

    AttachUserPolicyResponse attachUserPolicy(AttachUserPolicyRequest request, Call call) {
        users.attach(call.account(), request.userName(), request.policyArn());
        return AttachUserPolicyResponse.builder().build();
    }

    DetachUserPolicyResponse detachUserPolicy(DetachUserPolicyRequest request, Call call) {
        users.detach(call.account(), request.userName(), request.policyArn());
        return DetachUserPolicyResponse.builder().build();
    }

    ListAttachedUserPoliciesResponse listAttachedUserPolicies(ListAttachedUserPoliciesRequest request, Call call) {
        Grants grants = users.get(call.account(), request.userName()).grants();
        Page<String> page = grants.attachedUnder(request.pathPrefix(), request.marker(), request.maxItems());
        return ListAttachedUserPoliciesResponse.builder()
                .attachedPolicies(page.map(Shapes::attached))
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    PutUserPermissionsBoundaryResponse putUserPermissionsBoundary(
            PutUserPermissionsBoundaryRequest request, Call call) {
        users.setBoundary(call.account(), request.userName(), request.permissionsBoundary());
        return PutUserPermissionsBoundaryResponse.builder().build();
    }

    DeleteUserPermissionsBoundaryResponse deleteUserPermissionsBoundary(
            DeleteUserPermissionsBoundaryRequest request, Call call) {
        users.removeBoundary(call.account(), request.userName());
        return DeleteUserPermissionsBoundaryResponse.builder().build();
    }
}
