package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles: made, changed, tagged, removed. Their policies are {@link RolePolicyOperations}. */
final class RoleOperations {
    private static final int TRUST_POLICY_LIMIT = 2_048;

    private final Identities<Role> roles;
    private final Identities<User> users;
    private final Clock clock;

    RoleOperations(Identities<Role> roles, Identities<User> users, Clock clock) {
        this.roles = roles;
        this.users = users;
        this.clock = clock;
    }

    void offerTo(Service service) {
        service.offer(Operation.named("CreateRole", CreateRoleRequest::builder, this::createRole)
                        .check("path", CreateRoleRequest::path, Constraints.path())
                        .check("roleName", CreateRoleRequest::roleName, Constraints.name(64))
                        .check(
                                "assumeRolePolicyDocument",
                                CreateRoleRequest::assumeRolePolicyDocument,
                                Constraints.document())
                        .check("description", CreateRoleRequest::description, Check.maxLength(1_000))
                        .check(
                                "maxSessionDuration",
                                CreateRoleRequest::maxSessionDuration,
                                Constraints.seconds(3_600, 43_200))
                        .check(
                                "permissionsBoundary",
                                CreateRoleRequest::permissionsBoundary,
                                Constraints.optionalArn()))
                .offer(Operation.named("GetRole", GetRoleRequest::builder, this::getRole)
                        .check("roleName", GetRoleRequest::roleName, Constraints.name(64)))
                .offer(Operation.named("ListRoles", ListRolesRequest::builder, this::listRoles)
                        .check("pathPrefix", ListRolesRequest::pathPrefix, Constraints.path())
                        .check("maxItems", ListRolesRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named("UpdateRole", UpdateRoleRequest::builder, this::updateRole)
                        .check("roleName", UpdateRoleRequest::roleName, Constraints.name(64))
                        .check("description", UpdateRoleRequest::description, Check.maxLength(1_000))
                        .check(
                                "maxSessionDuration",
                                UpdateRoleRequest::maxSessionDuration,
                                Constraints.seconds(3_600, 43_200)))
                .offer(Operation.named(
                                "UpdateRoleDescription",
                                UpdateRoleDescriptionRequest::builder,
                                this::updateRoleDescription)
                        .check("roleName", UpdateRoleDescriptionRequest::roleName, Constraints.name(64))
                        .check("description", UpdateRoleDescriptionRequest::description, Check.present())
                        .check("description", UpdateRoleDescriptionRequest::description, Check.maxLength(1_000)))
                .offer(Operation.named(
                                "UpdateAssumeRolePolicy",
                                UpdateAssumeRolePolicyRequest::builder,
                                this::updateAssumeRolePolicy)
                        .check("roleName", UpdateAssumeRolePolicyRequest::roleName, Constraints.name(64))
                        .check("policyDocument", UpdateAssumeRolePolicyRequest::policyDocument, Constraints.document()))
                .offer(Operation.named("DeleteRole", DeleteRoleRequest::builder, this::deleteRole)
                        .check("roleName", DeleteRoleRequest::roleName, Constraints.name(64)))
                .offer(Operation.named("TagRole", TagRoleRequest::builder, this::tagRole)
                        .check("roleName", TagRoleRequest::roleName, Constraints.name(64))
                        .check("tags", TagRoleRequest::tags, Check.present()))
                .offer(Operation.named("UntagRole", UntagRoleRequest::builder, this::untagRole)
                        .check("roleName", UntagRoleRequest::roleName, Constraints.name(64))
                        .check("tagKeys", UntagRoleRequest::tagKeys, Check.present())
                        .check("tagKeys", UntagRoleRequest::tagKeys, Check.maxSize(50)))
                .offer(Operation.named("ListRoleTags", ListRoleTagsRequest::builder, this::listRoleTags)
                        .check("roleName", ListRoleTagsRequest::roleName, Constraints.name(64))
                        .check("maxItems", ListRoleTagsRequest::maxItems, Constraints.maxItems()))
                .offer(Operation.named(
                                "ListInstanceProfilesForRole",
                                ListInstanceProfilesForRoleRequest::builder,
                                this::listInstanceProfilesForRole)
                        .check("roleName", ListInstanceProfilesForRoleRequest::roleName, Constraints.name(64)));
    }

    CreateRoleResponse createRole(CreateRoleRequest request, Call call) {
        String name = Names.name("roleName", request.roleName());
        String path = Names.path(request.path());
        Tags tags = Tags.of(request.tags());
        requireTrustPolicy(call.account(), request.assumeRolePolicyDocument());
        Optional<String> boundary = Optional.ofNullable(request.permissionsBoundary());
        boundary.ifPresent(ManagedPolicies::requireWellFormed);
        Role role = new Role(
                call.account(),
                name,
                UniqueId.role(),
                path,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                request.assumeRolePolicyDocument(),
                orElse(request.description(), ""),
                orElse(request.maxSessionDuration(), Role.DEFAULT_SESSION_SECONDS),
                tags,
                Grants.NONE.within(boundary));
        roles.create(role);
        return CreateRoleResponse.builder()
                .role(named(role)
                        .tags(tags.listOrNull())
                        .permissionsBoundary(Shapes.boundary(boundary))
                        .build())
                .build();
    }

    GetRoleResponse getRole(GetRoleRequest request, Call call) {
        Role role = roles.get(call.account(), request.roleName());
        return GetRoleResponse.builder()
                .role(listed(role)
                        .tags(role.tags().listOrNull())
                        .permissionsBoundary(Shapes.boundary(role.grants().boundary()))
                        .roleLastUsed(RoleLastUsed.builder().build())
                        .build())
                .build();
    }

    ListRolesResponse listRoles(ListRolesRequest request, Call call) {
        String prefix = orElse(request.pathPrefix(), "/");
        Page<Role> page = roles.list(
                call.account(), role -> role.path().startsWith(prefix), request.marker(), request.maxItems());
        return ListRolesResponse.builder()
                .roles(page.map(role -> listed(role).build()))
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    UpdateRoleResponse updateRole(UpdateRoleRequest request, Call call) {
        roles.change(
                call.account(),
                request.roleName(),
                role -> role.describedAs(orElse(request.description(), role.description()))
                        .withSessionsOf(orElse(request.maxSessionDuration(), role.maxSessionSeconds())));
        return UpdateRoleResponse.builder().build();
    }

    UpdateRoleDescriptionResponse updateRoleDescription(UpdateRoleDescriptionRequest request, Call call) {
        Role changed =
                roles.change(call.account(), request.roleName(), role -> role.describedAs(request.description()));
        return UpdateRoleDescriptionResponse.builder()
                .role(named(changed)
                        .description(Shapes.orAbsent(changed.description()))
                        .build())
                .build();
    }

    UpdateAssumeRolePolicyResponse updateAssumeRolePolicy(UpdateAssumeRolePolicyRequest request, Call call) {
        roles.get(call.account(), request.roleName());
        requireTrustPolicy(call.account(), request.policyDocument());
        roles.change(call.account(), request.roleName(), role -> role.trusting(request.policyDocument()));
        return UpdateAssumeRolePolicyResponse.builder().build();
    }

    DeleteRoleResponse deleteRole(DeleteRoleRequest request, Call call) {
        roles.delete(call.account(), request.roleName());
        return DeleteRoleResponse.builder().build();
    }

    TagRoleResponse tagRole(TagRoleRequest request, Call call) {
        roles.changeTags(call.account(), request.roleName(), tags -> tags.adding(request.tags()));
        return TagRoleResponse.builder().build();
    }

    UntagRoleResponse untagRole(UntagRoleRequest request, Call call) {
        roles.changeTags(call.account(), request.roleName(), tags -> tags.removing(request.tagKeys()));
        return UntagRoleResponse.builder().build();
    }

    ListRoleTagsResponse listRoleTags(ListRoleTagsRequest request, Call call) {
        Tags tags = roles.get(call.account(), request.roleName()).tags();
        Page<Tag> page = tags.page(request.marker(), request.maxItems());
        return ListRoleTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    /** There are no instances, so no profiles; tools ask before they delete a role. */
    ListInstanceProfilesForRoleResponse listInstanceProfilesForRole(
            ListInstanceProfilesForRoleRequest request, Call call) {
        roles.get(call.account(), request.roleName());
        return ListInstanceProfilesForRoleResponse.builder()
                .instanceProfiles(List.of())
                .isTruncated(false)
                .build();
    }

    private void requireTrustPolicy(String account, String document) {
        if (PolicyDocument.size(document) > TRUST_POLICY_LIMIT) {
            throw Refusal.quotaExceeded("ACLSizePerRole", TRUST_POLICY_LIMIT);
        }
        for (String principal : TrustPolicy.parse(document).identities()) {
            if (isMissing(account, principal)) {
                throw Refusal.malformed(TrustPolicy.invalidPrincipal("AWS", principal));
            }
        }
    }

    /** Only of the own account is it known who is there. */
    private boolean isMissing(String account, String principal) {
        Arn arn = Arn.parse(principal).orElseThrow();
        boolean isRoleOrUser = arn.service().equals("iam") && !arn.resource().equals("root");
        return isRoleOrUser
                && arn.account().equals(account)
                && roles.byArn(principal).isEmpty()
                && users.byArn(principal).isEmpty();
    }

    /** As the answers to changes show a role: without what has a default. */
    private static software.amazon.awssdk.services.iam.model.Role.Builder named(Role role) {
        return software.amazon.awssdk.services.iam.model.Role.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.id())
                .arn(role.arn().toString())
                .createDate(role.created())
                .assumeRolePolicyDocument(PolicyDocument.encoded(role.trustPolicy()));
    }

    private static software.amazon.awssdk.services.iam.model.Role.Builder listed(Role role) {
        return named(role)
                .description(Shapes.orAbsent(role.description()))
                .maxSessionDuration(role.maxSessionSeconds());
    }

    private static <V> V orElse(@Nullable V value, V otherwise) {
        return value == null ? otherwise : value;
    }
}
