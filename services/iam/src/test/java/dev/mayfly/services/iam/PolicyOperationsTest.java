package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Tag;

class PolicyOperationsTest {
    private final TestAccount account = new TestAccount();

    @Test
    void a_new_policy_is_in_force_in_its_first_version() {
        Policy policy = account.iam
                .createPolicy(it -> it.policyName("logs")
                        .path("/team/")
                        .description("writes logs")
                        .policyDocument(TestAccount.ALLOWS_LOGS))
                .policy();

        assertThat(policy.arn()).isEqualTo("arn:aws:iam::000000000000:policy/team/logs");
        assertThat(policy.policyId()).matches("ANPA[A-Z2-7]{17}");
        assertThat(policy.defaultVersionId()).isEqualTo("v1");
        assertThat(policy.attachmentCount()).isZero();
        assertThat(policy.isAttachable()).isTrue();
        assertThat(account.iam
                        .getPolicy(it -> it.policyArn(policy.arn()))
                        .policy()
                        .description())
                .isEqualTo("writes logs");
    }

    @Test
    void a_name_is_taken_under_every_path() {
        account.createPolicy("logs");

        assertThatThrownBy(() -> account.iam.createPolicy(
                        it -> it.policyName("Logs").path("/other/").policyDocument(TestAccount.ALLOWS_LOGS)))
                .isInstanceOf(EntityAlreadyExistsException.class)
                .hasMessage("A policy called Logs already exists. Duplicate names are not allowed.");
    }

    @Test
    void a_policy_that_is_not_there_is_said_so() {
        String arn = "arn:aws:iam::000000000000:policy/none";

        assertThatThrownBy(() -> account.iam.getPolicy(it -> it.policyArn(arn)))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessage("Policy " + arn + " was not found.");
        assertThatThrownBy(() ->
                        account.iam.getPolicyVersion(it -> it.policyArn(arn).versionId("v1")))
                .hasMessage("Policy " + arn + " version v1 does not exist or is not attachable.");
    }

    @Test
    void the_path_in_an_arn_must_be_the_policys() {
        account.createPolicy("logs");

        assertThatThrownBy(
                        () -> account.iam.getPolicy(it -> it.policyArn("arn:aws:iam::000000000000:policy/other/logs")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void versions_are_listed_newest_first_and_numbers_are_not_used_again() {
        String arn = account.createPolicy("logs");
        for (int i = 2; i <= 5; i++) {
            account.iam.createPolicyVersion(it -> it.policyArn(arn).policyDocument(TestAccount.ALLOWS_LOGS));
        }

        assertThatThrownBy(() -> account.iam.createPolicyVersion(
                        it -> it.policyArn(arn).policyDocument(TestAccount.ALLOWS_LOGS)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("A managed policy can have up to 5 versions. Before you create a new version, you must"
                        + " delete an existing version.");
        account.iam.deletePolicyVersion(it -> it.policyArn(arn).versionId("v5"));
        PolicyVersion sixth = account.iam
                .createPolicyVersion(it -> it.policyArn(arn).policyDocument(TestAccount.ALLOWS_LOGS))
                .policyVersion();

        assertThat(sixth.versionId()).isEqualTo("v6");
        assertThat(sixth.isDefaultVersion()).isFalse();
        assertThat(account.iam.listPolicyVersions(it -> it.policyArn(arn)).versions())
                .extracting(PolicyVersion::versionId)
                .containsExactly("v6", "v4", "v3", "v2", "v1");
    }

    @Test
    void the_version_in_force_can_be_changed_but_not_deleted() {
        String arn = account.createPolicy("logs");
        account.iam.createPolicyVersion(
                it -> it.policyArn(arn).policyDocument(TestAccount.ALLOWS_LOGS).setAsDefault(true));

        assertThatThrownBy(() ->
                        account.iam.deletePolicyVersion(it -> it.policyArn(arn).versionId("v2")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessage("Cannot delete the default version of a policy.");
        account.iam.setDefaultPolicyVersion(it -> it.policyArn(arn).versionId("v1"));
        account.iam.deletePolicyVersion(it -> it.policyArn(arn).versionId("v2"));

        assertThat(account.iam.getPolicy(it -> it.policyArn(arn)).policy().defaultVersionId())
                .isEqualTo("v1");
        assertThatThrownBy(() -> account.iam.setDefaultPolicyVersion(
                        it -> it.policyArn(arn).versionId("v2")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void a_policy_is_deleted_only_when_nothing_hangs_on_it() {
        String arn = account.createPolicy("logs");
        account.createRole("worker");
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(arn));
        account.iam.createPolicyVersion(it -> it.policyArn(arn).policyDocument(TestAccount.ALLOWS_LOGS));

        assertThatThrownBy(() -> account.iam.deletePolicy(it -> it.policyArn(arn)))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessage("Cannot delete a policy attached to entities.");
        account.iam.detachRolePolicy(it -> it.roleName("worker").policyArn(arn));
        assertThatThrownBy(() -> account.iam.deletePolicy(it -> it.policyArn(arn)))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageStartingWith("This policy has more than one version.");
        account.iam.deletePolicyVersion(it -> it.policyArn(arn).versionId("v2"));
        account.iam.deletePolicy(it -> it.policyArn(arn));

        assertThatThrownBy(() -> account.iam.getPolicy(it -> it.policyArn(arn)))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void a_document_has_a_size_limit_that_leaves_out_white_space() {
        String atLimit = TestAccount.ALLOWS_LOGS.replace(
                "logs:*", "logs:" + "x".repeat(6_144 - TestAccount.ALLOWS_LOGS.length() + 1));

        account.iam.createPolicy(it -> it.policyName("fits").policyDocument(atLimit + " \n\t"));

        assertThatThrownBy(() -> account.iam.createPolicy(
                        it -> it.policyName("large").policyDocument(atLimit.replace("xx", "xxx"))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("Cannot exceed quota for PolicySize: 6144");
    }

    @Test
    void policies_are_listed_by_scope_and_use() {
        String own = account.createPolicy("logs");
        account.createPolicy("unused");
        account.createRole("worker");
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(own));
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(TestAccount.BASIC_EXECUTION));

        assertThat(account.iam
                        .listPolicies(it -> it.scope(PolicyScopeType.LOCAL))
                        .policies())
                .extracting(Policy::policyName)
                .containsExactly("logs", "unused");
        assertThat(account.iam
                        .listPolicies(it -> it.scope(PolicyScopeType.AWS).pathPrefix("/service-role/"))
                        .policies())
                .extracting(Policy::arn)
                .contains(TestAccount.BASIC_EXECUTION)
                .allMatch(arn -> arn.startsWith("arn:aws:iam::aws:policy/service-role/"));
        assertThat(account.iam.listPolicies(it -> it.onlyAttached(true)).policies())
                .extracting(Policy::arn)
                .containsExactly(own, TestAccount.BASIC_EXECUTION);
    }

    @Test
    void pages_of_policies_are_each_policy_once() {
        account.createPolicy("logs");
        Set<String> seen = new HashSet<>();

        for (ListPoliciesResponse page : account.iam.listPoliciesPaginator(it -> it.maxItems(7))) {
            page.policies().forEach(policy -> assertThat(seen.add(policy.arn())).isTrue());
        }

        assertThat(seen).hasSize(AwsManagedPolicies.all().size() + 1);
    }

    @Test
    void awss_own_policies_are_for_nobody_to_change() {
        assertThatThrownBy(() -> account.iam.deletePolicy(it -> it.policyArn(TestAccount.BASIC_EXECUTION)))
                .isInstanceOf(AwsException.class)
                .hasMessage("User: arn:aws:iam::000000000000:root is not authorized to perform: iam:DeletePolicy on"
                        + " resource: policy " + TestAccount.BASIC_EXECUTION);
    }

    @Test
    void entities_are_those_it_is_attached_to() {
        String arn = account.createPolicy("logs");
        account.createRole("worker");
        account.createRole("idle");
        account.iam.createUser(it -> it.userName("ada"));
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(arn));
        account.iam.attachUserPolicy(it -> it.userName("ada").policyArn(arn));

        var all = account.iam.listEntitiesForPolicy(it -> it.policyArn(arn));
        var users = account.iam.listEntitiesForPolicy(it -> it.policyArn(arn).entityFilter(EntityType.USER));

        assertThat(all.policyRoles()).extracting(role -> role.roleName()).containsExactly("worker");
        assertThat(all.policyUsers()).extracting(user -> user.userName()).containsExactly("ada");
        assertThat(users.policyRoles()).isEmpty();
        assertThat(users.policyUsers()).hasSize(1);
    }

    @Test
    void policies_have_tags() {
        String arn = account.createPolicy("logs");
        Tag tag = Tag.builder().key("team").value("a").build();

        account.iam.tagPolicy(it -> it.policyArn(arn).tags(tag));
        var tagged = account.iam.listPolicyTags(it -> it.policyArn(arn)).tags();
        account.iam.untagPolicy(it -> it.policyArn(arn).tagKeys("team"));

        assertThat(tagged).containsExactly(tag);
        assertThat(account.iam.getPolicy(it -> it.policyArn(arn)).policy().tags())
                .isEmpty();
    }
}
