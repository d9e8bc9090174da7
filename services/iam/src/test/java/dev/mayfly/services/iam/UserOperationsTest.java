package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

class UserOperationsTest {
    private final TestAccount account = new TestAccount();

    @Test
    void a_new_user_has_an_id_and_an_arn() {
        User user = createUser("ada");

        assertThat(user.userId()).matches("AIDA[A-Z2-7]{17}");
        assertThat(user.arn()).isEqualTo("arn:aws:iam::000000000000:user/ada");
        assertThat(account.iam.getUser(it -> it.userName("ada")).user()).isEqualTo(user);
    }

    @Test
    void a_second_user_of_the_same_name_is_refused() {
        createUser("ada");

        assertThatThrownBy(() -> createUser("Ada"))
                .isInstanceOf(EntityAlreadyExistsException.class)
                .hasMessage("User with name Ada already exists.");
    }

    @Test
    void who_asks_without_a_name_asks_about_himself() {
        createUser("ada");
        IamClient ada = account.iamAs(account.owner(createKey("ada").accessKeyId()));

        assertThat(ada.getUser().user().userName()).isEqualTo("ada");
        assertThat(account.iam.getUser().user().arn()).isEqualTo("arn:aws:iam::000000000000:root");
        assertThat(account.iam.getUser().user().userId()).isEqualTo(TestAccount.ID);
    }

    @Test
    void a_renamed_user_keeps_id_keys_and_policies() {
        User user = createUser("ada");
        String keyId = createKey("ada").accessKeyId();
        account.iam.attachUserPolicy(it -> it.userName("ada").policyArn(TestAccount.BASIC_EXECUTION));

        account.iam.updateUser(it -> it.userName("ada").newUserName("grace").newPath("/navy/"));

        assertThat(account.iam.getUser(it -> it.userName("grace")).user().userId())
                .isEqualTo(user.userId());
        assertThat(account.owner(keyId).identity()).hasToString("arn:aws:iam::000000000000:user/navy/grace");
        assertThat(account.iam
                        .listAttachedUserPolicies(it -> it.userName("grace"))
                        .attachedPolicies())
                .hasSize(1);
        assertThatThrownBy(() -> account.iam.getUser(it -> it.userName("ada")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessage("The user with name ada cannot be found.");
    }

    @Test
    void users_have_tags_and_boundaries_as_roles_have() {
        Tag tag = Tag.builder().key("team").value("a").build();
        createUser("ada");

        account.iam.tagUser(it -> it.userName("ada").tags(tag));
        account.iam.putUserPermissionsBoundary(
                it -> it.userName("ada").permissionsBoundary(TestAccount.BASIC_EXECUTION));
        User bounded = account.iam.getUser(it -> it.userName("ada")).user();
        account.iam.untagUser(it -> it.userName("ada").tagKeys("team"));
        account.iam.deleteUserPermissionsBoundary(it -> it.userName("ada"));

        assertThat(bounded.tags()).containsExactly(tag);
        assertThat(bounded.permissionsBoundary().permissionsBoundaryArn()).isEqualTo(TestAccount.BASIC_EXECUTION);
        assertThat(account.iam.listUserTags(it -> it.userName("ada")).tags()).isEmpty();
        assertThat(account.iam.getUser(it -> it.userName("ada")).user().permissionsBoundary())
                .isNull();
    }

    @Test
    void users_are_listed_by_path() {
        createUser("ada");
        account.iam.createUser(it -> it.userName("grace").path("/navy/"));

        assertThat(account.iam.listUsers(it -> it.pathPrefix("/navy/")).users())
                .extracting(User::userName)
                .containsExactly("grace");
        assertThat(account.iam.listGroupsForUser(it -> it.userName("grace")).groups())
                .isEmpty();
    }

    @Test
    void a_user_is_not_renamed_to_another() {
        createUser("ada");
        createUser("grace");

        assertThatThrownBy(() -> account.iam.updateUser(it -> it.userName("ada").newUserName("grace")))
                .isInstanceOf(EntityAlreadyExistsException.class);
    }

    @Test
    void a_user_is_deleted_only_without_policies_and_keys() {
        createUser("ada");
        String keyId = createKey("ada").accessKeyId();
        account.iam.putUserPolicy(it -> it.userName("ada").policyName("logs").policyDocument(TestAccount.ALLOWS_LOGS));

        assertThatThrownBy(() -> account.iam.deleteUser(it -> it.userName("ada")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessage("Cannot delete entity, must delete policies first.");
        account.iam.deleteUserPolicy(it -> it.userName("ada").policyName("logs"));
        assertThatThrownBy(() -> account.iam.deleteUser(it -> it.userName("ada")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessage("Cannot delete entity, must delete access keys first.");
        account.iam.deleteAccessKey(it -> it.userName("ada").accessKeyId(keyId));
        account.iam.deleteUser(it -> it.userName("ada"));

        assertThat(account.store.scan("", "", 10)).isEmpty();
    }

    @Test
    void a_key_is_found_while_it_is_active() {
        createUser("ada");
        AccessKey key = createKey("ada");

        var found = account.service.find(key.accessKeyId()).orElseThrow();
        account.iam.updateAccessKey(
                it -> it.userName("ada").accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE));

        assertThat(key.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
        assertThat(key.secretAccessKey()).matches("[A-Za-z0-9+/]{40}");
        assertThat(found.secret()).isEqualTo(key.secretAccessKey());
        assertThat(found.sessionToken()).isEmpty();
        assertThat(found.expires()).isEmpty();
        assertThat(account.service.find(key.accessKeyId())).isEmpty();
        assertThat(account.iam.listAccessKeys(it -> it.userName("ada")).accessKeyMetadata())
                .extracting(AccessKeyMetadata::status)
                .containsExactly(StatusType.INACTIVE);
    }

    @Test
    void a_deleted_key_is_gone() {
        createUser("ada");
        String keyId = createKey("ada").accessKeyId();

        account.iam.deleteAccessKey(it -> it.userName("ada").accessKeyId(keyId));

        assertThat(account.service.find(keyId)).isEmpty();
        assertThatThrownBy(() ->
                        account.iam.deleteAccessKey(it -> it.userName("ada").accessKeyId(keyId)))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessage("The Access Key with id " + keyId + " cannot be found.");
    }

    @Test
    void a_user_has_two_keys_at_most() {
        createUser("ada");
        createKey("ada");
        createKey("ada");

        assertThatThrownBy(() -> createKey("ada"))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("Cannot exceed quota for AccessKeysPerUser: 2");
    }

    @Test
    void root_must_say_whose_keys_it_means() {
        assertThatThrownBy(() -> account.iam.createAccessKey())
                .isInstanceOf(AwsException.class)
                .hasMessage("Must specify userName when calling with non-User credentials");
    }

    @Test
    void last_use_is_that_of_a_key_never_used() {
        createUser("ada");
        String keyId = createKey("ada").accessKeyId();

        var answer = account.iam.getAccessKeyLastUsed(it -> it.accessKeyId(keyId));

        assertThat(answer.userName()).isEqualTo("ada");
        assertThat(answer.accessKeyLastUsed().serviceName()).isEqualTo("N/A");
        assertThatThrownBy(() -> account.iam.getAccessKeyLastUsed(it -> it.accessKeyId("AKIAIOSFODNN7EXAMPLE")))
                .isInstanceOf(AwsException.class)
                .hasMessageEndingWith("iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE");
    }

    @Test
    void what_is_no_key_id_is_not_looked_for() {
        assertThat(account.service.find("")).isEmpty();
        assertThat(account.service.find("x".repeat(100_000))).isEmpty();
        assertThat(account.service.find("../../AKIAIOSFODNN7EXAMPLE")).isEmpty();
    }

    @Test
    void the_account_is_counted() {
        createUser("ada");
        account.createRole("worker");
        account.createPolicy("logs");

        var summary = account.iam.getAccountSummary().summaryMap();

        assertThat(summary)
                .containsEntry(SummaryKeyType.USERS, 1)
                .containsEntry(SummaryKeyType.POLICIES, 1)
                .containsEntry(SummaryKeyType.USERS_QUOTA, 5_000);
        assertThat(account.iam.listAccountAliases().accountAliases()).isEmpty();
    }

    private User createUser(String name) {
        return account.iam.createUser(it -> it.userName(name)).user();
    }

    private AccessKey createKey(String userName) {
        return account.iam.createAccessKey(it -> it.userName(userName)).accessKey();
    }
}
