package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;

class PolicyDocumentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Effect':'Allow','Action':'*','Resource':'*'}",
                "{'Effect':'Deny','NotAction':['s3:Get*','iam:*'],'NotResource':'arn:aws:s3:::bucket/*'}",
                "[{'Sid':'A1','Effect':'Allow','Action':['logs:PutLogEvents'],'Resource':['*']}]",
                "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::home/${aws:username}/*'}",
                "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{'StringEquals':{'aws:x':['a','b']}}}"
            })
    void what_iam_accepts_is_accepted(String statement) {
        assertThatCode(() -> PolicyDocument.requireIdentityPolicy(policy(statement)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    {'Effect':'Allow','Action':'s3:Get*'}                                 | Policy statement must contain resources.
                    {'Effect':'Allow','Action':'s3:Get*','Resource':[]}                   | Policy statement must contain resources.
                    {'Effect':'Allow','Resource':'*'}                                     | Policy statement must contain actions.
                    {'Effect':'Allow','Action':[],'Resource':'*'}                         | Policy statement must contain actions.
                    {'Effect':'Maybe','Action':'*','Resource':'*'}                        | Syntax errors in policy.
                    {'Action':'*','Resource':'*'}                                         | Syntax errors in policy.
                    {'Effect':'Allow','Action':{},'Resource':'*'}                         | Syntax errors in policy.
                    {'Effect':'Allow','Action':'*','NotAction':'*','Resource':'*'}        | Syntax errors in policy.
                    {'Effect':'Allow','Action':'*','Resource':'*','Extra':1}              | Syntax errors in policy.
                    {'Effect':'Allow','Action':'*','Resource':'*','Condition':'x'}        | Syntax errors in policy.
                    []                                                                    | Syntax errors in policy.
                    {'Effect':'Allow','Action':'read','Resource':'*'}                     | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
                    {'Effect':'Allow','Action':'a:b:c','Resource':'*'}                    | Actions/Condition can contain only one colon.
                    {'Effect':'Allow','Action':'s 3:Get','Resource':'*'}                  | Vendor s 3 is not valid
                    {'Effect':'Allow','Action':'*','Resource':'arn:aws:s3'}               | The policy failed legacy parsing
                    {'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}        | Policy document should not specify a principal.
                    [{'Sid':'a','Effect':'Allow','Action':'*','Resource':'*'},{'Sid':'a','Effect':'Deny','Action':'*','Resource':'*'}] | Statement IDs (SID) in a single policy must be unique.
                    """)
    void what_iam_refuses_is_refused_in_its_words(String statement, String message) {
        assertThatThrownBy(() -> PolicyDocument.requireIdentityPolicy(policy(statement)))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket", "s3:bucket", ""})
    void a_resource_is_an_arn_or_a_star(String resource) {
        assertThatThrownBy(() -> PolicyDocument.requireIdentityPolicy(
                        policy("{'Effect':'Allow','Action':'*','Resource':'" + resource + "'}")))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessage("Resource " + resource + " must be in ARN format or \"*\".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "1", "[]", "{}", "{", "{\"Version\":\"2012-10-17\"}", "not json", "{} {}"})
    void what_is_no_policy_at_all_has_syntax_errors(String text) {
        assertThatThrownBy(() -> PolicyDocument.requireIdentityPolicy(text))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessage("Syntax errors in policy.");
    }

    @Test
    void the_old_version_is_for_trust_policies_only() {
        String old = policy("{'Effect':'Allow','Action':'*','Resource':'*'}").replace("2012", "2008");

        assertThatThrownBy(() -> PolicyDocument.requireIdentityPolicy(old))
                .hasMessage("Policy document must be version 2012-10-17 or greater.");
    }

    @Test
    void endless_nesting_is_a_syntax_error() {
        assertThatThrownBy(() -> PolicyDocument.requireIdentityPolicy("{\"Statement\":" + "[".repeat(60_000)))
                .isInstanceOf(MalformedPolicyDocumentException.class);
    }

    @Property(tries = 200)
    void no_text_does_worse_than_being_refused(
            @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 60) String noise) {
        String document = policy("{'Effect':'Allow','Action':'*','Resource':'" + noise + "'}");

        assertThat(catchThrowable(() -> PolicyDocument.requireIdentityPolicy(document)))
                .satisfiesAnyOf(
                        outcome -> assertThat(outcome).isNull(),
                        outcome -> assertThat(outcome).isInstanceOf(MalformedPolicyDocumentException.class));
    }

    @Property(tries = 200)
    void encoding_loses_nothing_and_leaves_only_unreserved_characters(@ForAll String text) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        String encoded = PolicyDocument.encoded(valid);

        assertThat(encoded).matches("[A-Za-z0-9._~%-]*");
        assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(valid);
    }

    private static String policy(String statement) {
        return "{'Version':'2012-10-17','Statement':".replace('\'', '"') + statement.replace('\'', '"') + '}';
    }
}
