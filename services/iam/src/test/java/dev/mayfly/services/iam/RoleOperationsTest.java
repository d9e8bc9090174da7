package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

class RoleOperationsTest {
    private final TestAccount account = new TestAccount();

    @Test
    void a_new_role_has_an_id_an_arn_and_the_trust_policy_it_was_given() {
        Role role = account.iam
                .createRole(it -> it.roleName("worker")
                        .path("/service/")
                        .description("works")
                        .assumeRolePolicyDocument(TestAccount.TRUSTS_LAMBDA))
                .role();

        assertThat(role.roleId()).matches("AROA[A-Z2-7]{17}");
        assertThat(role.arn()).isEqualTo("arn:aws:iam::000000000000:role/service/worker");
        assertThat(role.createDate()).isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
        assertThat(role.assumeRolePolicyDocument()).startsWith("%7B%22Version%22%3A%222012-10-17%22");
        assertThat(URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TestAccount.TRUSTS_LAMBDA);
    }

    @Test
    void only_reading_a_role_shows_its_defaults() {
        Role created = account.iam
                .createRole(it -> it.roleName("worker").assumeRolePolicyDocument(TestAccount.TRUSTS_LAMBDA))
                .role();

        Role read = account.iam.getRole(it -> it.roleName("worker")).role();

        assertThat(created.maxSessionDuration()).isNull();
        assertThat(read.maxSessionDuration()).isEqualTo(3_600);
        assertThat(read.roleLastUsed()).isNotNull();
        assertThat(read.hasTags()).isFalse();
        assertThat(read.description()).isNull();
    }

    @Test
    void a_name_is_taken_whatever_its_case() {
        account.createRole("Worker");

        assertThatThrownBy(() -> account.createRole("worker"))
                .isInstanceOf(EntityAlreadyExistsException.class)
                .hasMessage("Role with name worker already exists.");
    }

    @Test
    void a_role_that_is_not_there_is_said_so() {
        assertThatThrownBy(() -> account.iam.getRole(it -> it.roleName("nobody")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessage("The role with name nobody cannot be found.");
    }

    @Test
    void accounts_do_not_see_each_others_roles() {
        account.createRole("worker");

        var other = account.iamAs(TestAccount.root("111111111111"));

        assertThat(other.listRoles().roles()).isEmpty();
        assertThatThrownBy(() -> other.getRole(it -> it.roleName("worker"))).isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void names_and_paths_that_iam_does_not_take_are_refused_in_its_words() {
        assertThatThrownBy(() -> account.createRole("not a name"))
                .isInstanceOf(AwsException.class)
                .hasMessage("The specified value for roleName is invalid. It must contain only alphanumeric characters"
                        + " and/or the following: +=,.@_-");
        assertThatThrownBy(() -> account.iam.createRole(it ->
                        it.roleName("worker").path("no-slashes").assumeRolePolicyDocument(TestAccount.TRUSTS_LAMBDA)))
                .hasMessage("The specified value for path is invalid. It must begin and end with / and contain only"
                        + " alphanumeric characters and/or / characters.");
        assertThatThrownBy(() -> account.createRole("x".repeat(65)))
                .hasMessage("roleName: Member must have length less than or equal to 64");
        assertThatThrownBy(() -> account.iam.createRole(it -> it.roleName("worker")
                        .maxSessionDuration(3_599)
                        .assumeRolePolicyDocument(TestAccount.TRUSTS_LAMBDA)))
                .hasMessage("maxSessionDuration: Member must have value greater than or equal to 3600");
    }

    @Test
    void a_trust_policy_must_name_identities_that_exist() {
        String trusting = """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
                "Principal":{"AWS":"arn:aws:iam::000000000000:role/other"}}}""";

        assertThatThrownBy(() -> account.createRole("worker", trusting))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessage("Invalid principal in policy: \"AWS\":\"arn:aws:iam::000000000000:role/other\"");

        account.createRole("other");
        assertThat(account.createRole("worker", trusting)).endsWith("role/worker");
    }

    @Test
    void a_trust_policy_has_a_size_limit() {
        String padded =
                TestAccount.TRUSTS_LAMBDA.replace("\"Effect\"", "\"Sid\":\"" + "x".repeat(2_048) + "\",\"Effect\"");

        assertThatThrownBy(() -> account.createRole("worker", padded))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("Cannot exceed quota for ACLSizePerRole: 2048");
    }

    @Test
    void updates_change_what_they_name_and_nothing_else() {
        account.createRole("worker");

        account.iam.updateRole(it -> it.roleName("worker").maxSessionDuration(7_200));
        Role described = account.iam
                .updateRoleDescription(it -> it.roleName("worker").description("new words"))
                .role();

        Role role = account.iam.getRole(it -> it.roleName("worker")).role();
        assertThat(role.maxSessionDuration()).isEqualTo(7_200);
        assertThat(role.description()).isEqualTo("new words");
        assertThat(described.description()).isEqualTo("new words");
        assertThat(described.maxSessionDuration()).isNull();
    }

    @Test
    void a_trust_policy_can_be_replaced_by_a_valid_one() {
        String arn = account.createRole("worker");

        account.iam.updateAssumeRolePolicy(
                it -> it.roleName("worker").policyDocument(TestAccount.TRUSTS_LAMBDA.replace("lambda.", "ec2.")));

        assertThat(account.service.role(arn).orElseThrow().trusts("lambda.amazonaws.com"))
                .isFalse();
        assertThatThrownBy(() -> account.iam.updateAssumeRolePolicy(
                        it -> it.roleName("worker").policyDocument("{")))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessage("This policy contains invalid Json");
    }

    @Test
    void a_role_is_deleted_only_without_policies() {
        account.createRole("worker");
        account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(TestAccount.BASIC_EXECUTION));
        account.iam.putRolePolicy(
                it -> it.roleName("worker").policyName("logs").policyDocument(TestAccount.ALLOWS_LOGS));

        assertThatThrownBy(() -> account.iam.deleteRole(it -> it.roleName("worker")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessage("Cannot delete entity, must detach all policies first.");
        account.iam.detachRolePolicy(it -> it.roleName("worker").policyArn(TestAccount.BASIC_EXECUTION));
        assertThatThrownBy(() -> account.iam.deleteRole(it -> it.roleName("worker")))
                .hasMessage("Cannot delete entity, must delete policies first.");
        account.iam.deleteRolePolicy(it -> it.roleName("worker").policyName("logs"));
        account.iam.deleteRole(it -> it.roleName("worker"));

        assertThat(account.iam.listRoles().roles()).isEmpty();
    }

    @Test
    void a_deleted_role_leaves_nothing_in_the_store() {
        String boundary = account.createPolicy("boundary");
        account.iam.createRole(it -> it.roleName("worker")
                .assumeRolePolicyDocument(TestAccount.TRUSTS_LAMBDA)
                .permissionsBoundary(boundary));

        account.iam.deleteRole(it -> it.roleName("worker"));
        account.iam.deletePolicy(it -> it.policyArn(boundary));

        assertThat(account.store.scan("", "", 10)).isEmpty();
    }

    @Test
    void roles_are_listed_by_path_a_page_at_a_time() {
        IntStream.range(0, 7)
                .forEach(i -> account.iam.createRole(it -> it.roleName("role-" + i)
                        .path(i % 2 == 0 ? "/even/" : "/odd/")
                        .assumeRolePolicyDocument(TestAccount.TRUSTS_LAMBDA)));

        ListRolesResponse first =
                account.iam.listRoles(it -> it.pathPrefix("/even").maxItems(3));
        ListRolesResponse second =
                account.iam.listRoles(it -> it.pathPrefix("/even").maxItems(3).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.roles()).extracting(Role::roleName).containsExactly("role-0", "role-2", "role-4");
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.marker()).isNull();
        assertThat(second.roles()).extracting(Role::roleName).containsExactly("role-6");
    }

    @Test
    void roles_deleted_between_two_pages_hide_no_others() {
        IntStream.range(0, 4).forEach(i -> account.createRole("role-" + i));
        ListRolesResponse first = account.iam.listRoles(it -> it.maxItems(2));
        first.roles().forEach(role -> account.iam.deleteRole(it -> it.roleName(role.roleName())));

        ListRolesResponse second = account.iam.listRoles(it -> it.maxItems(2).marker(first.marker()));

        assertThat(second.roles()).extracting(Role::roleName).containsExactly("role-2", "role-3");
    }

    @Test
    void a_marker_that_was_never_given_is_refused() {
        assertThatThrownBy(() -> account.iam.listRoles(it -> it.marker("no base64!")))
                .isInstanceOf(AwsException.class)
                .hasMessage("Invalid Marker.");
    }

    @Test
    void tags_are_sorted_and_keys_compare_without_case() {
        account.createRole("worker");

        account.iam.tagRole(it -> it.roleName("worker").tags(tag("team", "a"), tag("Stage", "dev")));
        account.iam.tagRole(it -> it.roleName("worker").tags(tag("Team", "b")));
        List<Tag> tagged = account.iam.listRoleTags(it -> it.roleName("worker")).tags();
        account.iam.untagRole(it -> it.roleName("worker").tagKeys("STAGE", "none"));

        assertThat(tagged).containsExactly(tag("Stage", "dev"), tag("Team", "b"));
        assertThat(account.iam.getRole(it -> it.roleName("worker")).role().tags())
                .containsExactly(tag("Team", "b"));
    }

    @Test
    void tags_have_rules() {
        account.createRole("worker");
        account.iam.tagRole(it -> it.roleName("worker")
                .tags(IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toList()));

        assertThatThrownBy(() ->
                        account.iam.tagRole(it -> it.roleName("worker").tags(tag("twice", "a"), tag("Twice", "b"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        assertThatThrownBy(() -> account.iam.tagRole(it -> it.roleName("worker").tags(tag("one more", "v"))))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> account.iam.tagRole(it -> it.roleName("worker").tags(tag("AWS:x", "v"))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> account.iam.tagRole(it -> it.roleName("worker").tags(tag("what?", "v"))))
                .hasMessageContaining("Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy"
                        + " regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
    }

    @Test
    void a_role_has_no_instance_profiles() {
        account.createRole("worker");

        var answer = account.iam.listInstanceProfilesForRole(it -> it.roleName("worker"));

        assertThat(answer.instanceProfiles()).isEmpty();
        assertThat(answer.isTruncated()).isFalse();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
