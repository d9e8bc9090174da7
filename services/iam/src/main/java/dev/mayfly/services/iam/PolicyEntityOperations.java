package dev.mayfly.services.iam;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;

/** Which roles and users a managed policy is attached to, or bounds. */
final class PolicyEntityOperations {
    private static final List<String> FILTERS =
            List.of("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy");
    private static final List<String> USAGES = List.of("PermissionsPolicy", "PermissionsBoundary");

    private final ManagedPolicies policies;
    private final Identities<Role> roles;
    private final Identities<User> users;

    PolicyEntityOperations(ManagedPolicies policies, Identities<Role> roles, Identities<User> users) {
        this.policies = policies;
        this.roles = roles;
        this.users = users;
    }

    void offerTo(Service service) {
        service.offer(Operation.named(
                        "ListEntitiesForPolicy", ListEntitiesForPolicyRequest::builder, this::listEntitiesForPolicy)
                .check("policyArn", ListEntitiesForPolicyRequest::policyArn, Constraints.arn())
                .check("entityFilter", ListEntitiesForPolicyRequest::entityFilterAsString, Check.oneOf(FILTERS))
                .check("pathPrefix", ListEntitiesForPolicyRequest::pathPrefix, Constraints.path())
                .check(
                        "policyUsageFilter",
                        ListEntitiesForPolicyRequest::policyUsageFilterAsString,
                        Check.oneOf(USAGES))
                .check("maxItems", ListEntitiesForPolicyRequest::maxItems, Constraints.maxItems()));
    }

    ListEntitiesForPolicyResponse listEntitiesForPolicy(ListEntitiesForPolicyRequest request, Call call) {
        if (policies.find(call.account(), request.policyArn()).isEmpty()) {
            throw Refusal.noSuchPolicy(request.policyArn());
        }
        List<Identity<?>> using = new ArrayList<>();
        if (wants(request, EntityType.ROLE)) {
            using.addAll(roles.all(call.account()));
        }
        if (wants(request, EntityType.USER)) {
            using.addAll(users.all(call.account()));
        }
        using.removeIf(identity -> !isWanted(request, identity));
        Page<Identity<?>> page =
                Page.of(using, identity -> identity.arn().toString(), request.marker(), request.maxItems());
        return ListEntitiesForPolicyResponse.builder()
                .policyGroups(List.of())
                .policyRoles(page.items().stream()
                        .filter(Role.class::isInstance)
                        .map(role -> PolicyRole.builder()
                                .roleName(role.name())
                                .roleId(role.id())
                                .build())
                        .toList())
                .policyUsers(page.items().stream()
                        .filter(User.class::isInstance)
                        .map(user -> PolicyUser.builder()
                                .userName(user.name())
                                .userId(user.id())
                                .build())
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.markerOrNull())
                .build();
    }

    private static boolean wants(ListEntitiesForPolicyRequest request, EntityType type) {
        return request.entityFilter() == null || request.entityFilter() == type;
    }

    private static boolean isWanted(ListEntitiesForPolicyRequest request, Identity<?> identity) {
        String arn = request.policyArn();
        boolean attached = identity.grants().attached().contains(arn);
        boolean bound = identity.grants().boundary().filter(arn::equals).isPresent();
        boolean used = request.policyUsageFilter() == null
                ? attached || bound
                : request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY ? bound : attached;
        return used && identity.path().startsWith(Objects.requireNonNullElse(request.pathPrefix(), "/"));
    }
}
