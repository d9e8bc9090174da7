package dev.mayfly.services.iam;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;

/** What IAM says of an account as a whole. */
final class AccountOperations {
    /** AWS's default quotas, and zero for what there is none of here. */
    private static final Map<String, Integer> FIXED = Map.ofEntries(
            Map.entry("AccessKeysPerUserQuota", User.MOST_KEYS),
            Map.entry("AccountAccessKeysPresent", 0),
            Map.entry("AccountMFAEnabled", 0),
            Map.entry("AccountPasswordPresent", 0),
            Map.entry("AccountSigningCertificatesPresent", 0),
            Map.entry("AssumeRolePolicySizeQuota", 2_048),
            Map.entry("AttachedPoliciesPerGroupQuota", 10),
            Map.entry("AttachedPoliciesPerRoleQuota", 10),
            Map.entry("AttachedPoliciesPerUserQuota", 10),
            Map.entry("GlobalEndpointTokenVersion", 1),
            Map.entry("GroupPolicySizeQuota", 5_120),
            Map.entry("Groups", 0),
            Map.entry("GroupsPerUserQuota", 10),
            Map.entry("GroupsQuota", 300),
            Map.entry("InstanceProfiles", 0),
            Map.entry("InstanceProfilesQuota", 1_000),
            Map.entry("MFADevices", 0),
            Map.entry("MFADevicesInUse", 0),
            Map.entry("PoliciesQuota", 1_500),
            Map.entry("PolicySizeQuota", PolicyOperations.SIZE_LIMIT),
            Map.entry("PolicyVersionsInUseQuota", 10_000),
            Map.entry("Providers", 0),
            Map.entry("RolePolicySizeQuota", Identities.Kind.ROLE.inlineLimit()),
            Map.entry("RolesQuota", 1_000),
            Map.entry("ServerCertificates", 0),
            Map.entry("ServerCertificatesQuota", 20),
            Map.entry("SigningCertificatesPerUserQuota", 2),
            Map.entry("UserPolicySizeQuota", Identities.Kind.USER.inlineLimit()),
            Map.entry("UsersQuota", 5_000),
            Map.entry("VersionsPerPolicyQuota", ManagedPolicy.MOST_VERSIONS));

    private final Identities<Role> roles;
    private final Identities<User> users;
    private final ManagedPolicies policies;

    AccountOperations(Identities<Role> roles, Identities<User> users, ManagedPolicies policies) {
        this.roles = roles;
        this.users = users;
        this.policies = policies;
    }

    void offerTo(Service service) {
        service.offer(Operation.named("GetAccountSummary", GetAccountSummaryRequest::builder, this::getAccountSummary))
                .offer(Operation.named(
                        "ListAccountAliases", ListAccountAliasesRequest::builder, this::listAccountAliases));
    }

    GetAccountSummaryResponse getAccountSummary(GetAccountSummaryRequest request, Call call) {
        List<ManagedPolicy> own = policies.all(call.account(), true, false);
        Map<String, Integer> summary = new LinkedHashMap<>(FIXED);
        summary.put("Roles", roles.all(call.account()).size());
        summary.put("Users", users.all(call.account()).size());
        summary.put("Policies", own.size());
        summary.put(
                "PolicyVersionsInUse",
                own.stream().mapToInt(policy -> policy.versions().size()).sum());
        return GetAccountSummaryResponse.builder()
                .summaryMapWithStrings(summary)
                .build();
    }

    ListAccountAliasesResponse listAccountAliases(ListAccountAliasesRequest request, Call call) {
        return ListAccountAliasesResponse.builder()
                .accountAliases(List.of())
                .isTruncated(false)
                .build();
    }
}
