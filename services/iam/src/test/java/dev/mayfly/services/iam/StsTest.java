package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.KeyDirectory;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.Tag;

class StsTest {
    private static final String TRUSTS_ACCOUNT = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"000000000000"},\
            "Action":"sts:AssumeRole"}]}""";

    private final TestAccount account = new TestAccount();

    @Test
    void the_caller_is_told_who_he_is() {
        var identity = account.sts.getCallerIdentity();

        assertThat(identity.account()).isEqualTo(TestAccount.ID);
        assertThat(identity.arn()).isEqualTo("arn:aws:iam::000000000000:root");
        assertThat(identity.userId()).isEqualTo(TestAccount.ID);
    }

    @Test
    void an_assumed_role_signs_as_its_session() {
        String arn = account.createRole("worker", TRUSTS_ACCOUNT);

        AssumeRoleResponse assumed = account.sts.assumeRole(assuming(arn).build());
        KeyDirectory.AccessKey key =
                account.service.find(assumed.credentials().accessKeyId()).orElseThrow();

        assertThat(assumed.credentials().accessKeyId()).matches("ASIA[A-Z2-7]{16}");
        assertThat(assumed.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::000000000000:assumed-role/worker/session-1");
        assertThat(assumed.assumedRoleUser().assumedRoleId()).matches("AROA[A-Z2-7]{17}:session-1");
        assertThat(key.identity()).hasToString(assumed.assumedRoleUser().arn());
        assertThat(key.userId()).isEqualTo(assumed.assumedRoleUser().assumedRoleId());
        assertThat(key.secret()).isEqualTo(assumed.credentials().secretAccessKey());
        assertThat(key.sessionToken()).contains(assumed.credentials().sessionToken());
        assertThat(key.expires()).contains(Instant.parse("2026-03-01T11:00:00Z"));
    }

    @Test
    void a_session_outlives_a_restart_and_says_when_it_ends() {
        String arn = account.createRole("worker", TRUSTS_ACCOUNT);
        Credentials session = account.sts.assumeRole(assuming(arn).build()).credentials();
        Iam restarted = new Iam(account.store, account.clock);

        account.clock.advance(Duration.ofHours(2));

        assertThat(restarted.find(session.accessKeyId()))
                .hasValueSatisfying(key -> assertThat(key.expires()).contains(session.expiration()));
    }

    @Test
    void a_session_ends_with_its_role_even_if_there_is_another_of_that_name() {
        String arn = account.createRole("worker", TRUSTS_ACCOUNT);
        String keyId =
                account.sts.assumeRole(assuming(arn).build()).credentials().accessKeyId();

        account.iam.deleteRole(it -> it.roleName("worker"));
        account.createRole("worker", TRUSTS_ACCOUNT);

        assertThat(account.service.find(keyId)).isEmpty();
    }

    @Test
    void a_role_that_does_not_trust_the_caller_is_refused() {
        String arn = account.createRole("worker");

        assertThatThrownBy(() -> account.sts.assumeRole(assuming(arn).build()))
                .isInstanceOf(AwsException.class)
                .hasMessage("User: arn:aws:iam::000000000000:root is not authorized to perform: sts:AssumeRole on"
                        + " resource: " + arn);
        assertThatThrownBy(() -> account.sts.assumeRole(assuming(arn + "x").build()))
                .isInstanceOf(AwsException.class)
                .hasMessageEndingWith("resource: " + arn + "x");
    }

    @Test
    void another_account_may_assume_a_role_that_trusts_it() {
        String arn = account.createRole("worker", TRUSTS_ACCOUNT.replace("000000000000", "111111111111"));

        StsClient other = account.stsAs(TestAccount.root("111111111111"));

        assertThat(other.assumeRole(assuming(arn).build()).assumedRoleUser().arn())
                .startsWith("arn:aws:sts::000000000000:");
        assertThatThrownBy(() -> account.sts.assumeRole(assuming(arn).build())).isInstanceOf(AwsException.class);
    }

    @Test
    void an_external_id_is_checked() {
        String arn = account.createRole(
                "worker",
                TRUSTS_ACCOUNT.replace(
                        "\"Action\"", "\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"open\"}},\"Action\""));

        assertThat(account.sts
                        .assumeRole(assuming(arn).externalId("open").build())
                        .credentials())
                .isNotNull();
        assertThatThrownBy(() ->
                        account.sts.assumeRole(assuming(arn).externalId("shut").build()))
                .isInstanceOf(AwsException.class);
    }

    @Test
    void a_session_lasts_no_longer_than_its_role_lets_it() {
        String arn = account.createRole("worker", TRUSTS_ACCOUNT);
        account.iam.updateRole(it -> it.roleName("worker").maxSessionDuration(7_200));

        AssumeRoleResponse two =
                account.sts.assumeRole(assuming(arn).durationSeconds(7_200).build());

        assertThat(two.credentials().expiration()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThatThrownBy(() -> account.sts.assumeRole(
                        assuming(arn).durationSeconds(7_201).build()))
                .hasMessage("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }

    @Test
    void a_role_assumed_by_a_role_lasts_an_hour_at_most() {
        String arn = account.createRole("worker", TRUSTS_ACCOUNT);
        account.iam.updateRole(it -> it.roleName("worker").maxSessionDuration(7_200));
        String keyId =
                account.sts.assumeRole(assuming(arn).build()).credentials().accessKeyId();

        StsClient chained = account.stsAs(account.owner(keyId));

        assertThat(chained.assumeRole(assuming(arn).build()).credentials()).isNotNull();
        assertThatThrownBy(() ->
                        chained.assumeRole(assuming(arn).durationSeconds(3_601).build()))
                .hasMessage("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                        + " chaining");
    }

    @Test
    void a_role_may_trust_another_under_a_path() {
        String first = account.iam
                .createRole(it -> it.roleName("first").path("/deep/").assumeRolePolicyDocument(TRUSTS_ACCOUNT))
                .role()
                .arn();
        String second = account.createRole("second", TRUSTS_ACCOUNT.replace("000000000000", first));
        String keyId =
                account.sts.assumeRole(assuming(first).build()).credentials().accessKeyId();

        StsClient chained = account.stsAs(account.owner(keyId));

        assertThat(chained.assumeRole(assuming(second).build())
                        .assumedRoleUser()
                        .arn())
                .endsWith("assumed-role/second/session-1");
    }

    @Test
    void session_names_and_policies_have_rules() {
        String arn = account.createRole("worker", TRUSTS_ACCOUNT);

        assertThatThrownBy(() -> account.sts.assumeRole(
                        assuming(arn).roleSessionName("a b").build()))
                .hasMessage("roleSessionName: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        assertThatThrownBy(
                        () -> account.sts.assumeRole(assuming(arn).policy("{}").build()))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessage("Syntax errors in policy.");
        assertThatThrownBy(() -> account.sts.assumeRole(
                        assuming(arn).durationSeconds(899).build()))
                .hasMessage("durationSeconds: Member must have value greater than or equal to 900");
        assertThatThrownBy(() -> account.sts.assumeRole(
                        assuming("a-text-that-is-no-arn-at-all").build()))
                .hasMessage("a-text-that-is-no-arn-at-all is invalid");
    }

    @Test
    void session_tags_need_the_roles_consent() {
        String untagged = account.createRole("untagged", TRUSTS_ACCOUNT);
        String tagged = account.createRole(
                "tagged", TRUSTS_ACCOUNT.replace("\"sts:AssumeRole\"", "[\"sts:AssumeRole\",\"sts:TagSession\"]"));

        assertThat(account.sts
                        .assumeRole(assuming(tagged).tags(tag("team", "a")).build())
                        .credentials())
                .isNotNull();
        assertThatThrownBy(() -> account.sts.assumeRole(
                        assuming(untagged).tags(tag("team", "a")).build()))
                .hasMessageContaining("not authorized to perform: sts:TagSession");
        assertThatThrownBy(() -> account.sts.assumeRole(
                        assuming(tagged).tags(Tag.builder().build()).build()))
                .hasMessageContaining("'tags.1.member.key' failed to satisfy constraint: Member must not be null");
    }

    @Test
    void a_user_gets_a_session_of_his_own() {
        account.iam.createUser(it -> it.userName("ada"));
        String key = account.iam
                .createAccessKey(it -> it.userName("ada"))
                .accessKey()
                .accessKeyId();

        var session = account.stsAs(account.owner(key)).getSessionToken().credentials();

        assertThat(account.owner(session.accessKeyId()).identity()).hasToString("arn:aws:iam::000000000000:user/ada");
        assertThat(session.expiration()).isEqualTo(Instant.parse("2026-03-01T22:00:00Z"));
    }

    @Test
    void a_session_gets_no_session_token() {
        String arn = account.createRole("worker", TRUSTS_ACCOUNT);
        String keyId =
                account.sts.assumeRole(assuming(arn).build()).credentials().accessKeyId();

        assertThatThrownBy(() -> account.stsAs(account.owner(keyId)).getSessionToken())
                .isInstanceOf(AwsException.class)
                .hasMessage("Cannot call GetSessionToken with session credentials");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static AssumeRoleRequest.Builder assuming(String roleArn) {
        return AssumeRoleRequest.builder().roleArn(roleArn).roleSessionName("session-1");
    }
}
