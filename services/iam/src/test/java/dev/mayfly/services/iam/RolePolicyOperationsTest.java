package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

class RolePolicyOperationsTest {
    private final TestAccount account = new TestAccount();

    @BeforeEach
    void a_role() {
        account.createRole("worker");
    }

    @Test
    void an_inline_policy_comes_back_as_it_was_put() {
        account.iam.putRolePolicy(
                it -> it.roleName("worker").policyName("logs").policyDocument(TestAccount.ALLOWS_LOGS));

        var read = account.iam.getRolePolicy(it -> it.roleName("worker").policyName("logs"));

        assertThat(URLDecoder.decode(read.policyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TestAccount.ALLOWS_LOGS);
        assertThat(account.iam.listRolePolicies(it -> it.roleName("worker")).policyNames())
                .containsExactly("logs");
    }

    @Test
    void an_inline_policy_that_is_not_there_is_said_so() {
        assertThatThrownBy(() ->
                        account.iam.getRolePolicy(it -> it.roleName("worker").policyName("none")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessage("The role policy with name none cannot be found.");
        assertThatThrownBy(() ->
                        account.iam.deleteRolePolicy(it -> it.roleName("worker").policyName("none")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void an_inline_policy_must_be_one() {
        assertThatThrownBy(() -> account.iam.putRolePolicy(
                        it -> it.roleName("worker").policyName("bad").policyDocument("[]")))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessage("Syntax errors in policy.");
    }

    @Test
    void inline_policies_have_a_limit_together() {
        String large = TestAccount.ALLOWS_LOGS.replace("logs:*", "logs:" + "x".repeat(6_000));
        account.iam.putRolePolicy(it -> it.roleName("worker").policyName("one").policyDocument(large));

        assertThatThrownBy(() -> account.iam.putRolePolicy(
                        it -> it.roleName("worker").policyName("two").policyDocument(large)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("Maximum policy size of 10240 bytes exceeded for role worker");
    }

    @Test
    void attaching_twice_is_attaching_once() {
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(TestAccount.BASIC_EXECUTION));
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(TestAccount.BASIC_EXECUTION));

        var attached = account.iam.listAttachedRolePolicies(it -> it.roleName("worker"));

        assertThat(attached.attachedPolicies())
                .containsExactly(AttachedPolicy.builder()
                        .policyName("AWSLambdaBasicExecutionRole")
                        .policyArn(TestAccount.BASIC_EXECUTION)
                        .build());
        assertThat(account.iam
                        .getPolicy(it -> it.policyArn(TestAccount.BASIC_EXECUTION))
                        .policy()
                        .attachmentCount())
                .isEqualTo(1);
    }

    @Test
    void attached_policies_are_listed_by_path() {
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(TestAccount.BASIC_EXECUTION));
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(account.createPolicy("own")));

        var attached =
                account.iam.listAttachedRolePolicies(it -> it.roleName("worker").pathPrefix("/service-role/"));

        assertThat(attached.attachedPolicies())
                .extracting(AttachedPolicy::policyArn)
                .containsExactly(TestAccount.BASIC_EXECUTION);
    }

    @Test
    void only_a_policy_that_exists_can_be_attached() {
        assertThatThrownBy(() -> account.iam.attachRolePolicy(
                        it -> it.roleName("worker").policyArn("arn:aws:iam::000000000000:policy/none")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessage("Policy arn:aws:iam::000000000000:policy/none does not exist or is not attachable.");
        assertThatThrownBy(() ->
                        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn("longpolicynamebutnoarn")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("ARN longpolicynamebutnoarn is not valid.");
    }

    @Test
    void another_accounts_policy_cannot_be_attached() {
        String foreign = account.iamAs(TestAccount.root("111111111111"))
                .createPolicy(it -> it.policyName("foreign").policyDocument(TestAccount.ALLOWS_LOGS))
                .policy()
                .arn();

        assertThatThrownBy(() ->
                        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(foreign)))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void ten_policies_can_be_attached() {
        IntStream.range(0, 10)
                .mapToObj(i -> account.createPolicy("policy-" + i))
                .forEach(arn ->
                        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(arn)));

        assertThatThrownBy(() -> account.iam.attachRolePolicy(
                        it -> it.roleName("worker").policyArn(TestAccount.BASIC_EXECUTION)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("Cannot exceed quota for PoliciesPerRole: 10");
    }

    @Test
    void what_is_not_attached_cannot_be_detached() {
        String arn = account.createPolicy("own");

        assertThatThrownBy(() ->
                        account.iam.detachRolePolicy(it -> it.roleName("worker").policyArn(arn)))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessage("Policy " + arn + " was not found.");
    }

    @Test
    void a_boundary_is_counted_where_it_is_set_and_no_longer_where_it_was() {
        String first = account.createPolicy("first");
        String second = account.createPolicy("second");

        account.iam.putRolePermissionsBoundary(it -> it.roleName("worker").permissionsBoundary(first));
        account.iam.putRolePermissionsBoundary(it -> it.roleName("worker").permissionsBoundary(second));

        assertThat(account.iam
                        .getRole(it -> it.roleName("worker"))
                        .role()
                        .permissionsBoundary()
                        .permissionsBoundaryArn())
                .isEqualTo(second);
        assertThat(boundariesOf(first)).isZero();
        assertThat(boundariesOf(second)).isEqualTo(1);
        account.iam.deleteRolePermissionsBoundary(it -> it.roleName("worker"));
        assertThat(boundariesOf(second)).isZero();
        assertThat(account.iam.getRole(it -> it.roleName("worker")).role().permissionsBoundary())
                .isNull();
    }

    private int boundariesOf(String arn) {
        return account.iam.getPolicy(it -> it.policyArn(arn)).policy().permissionsBoundaryUsageCount();
    }
}
