package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;

class TrustPolicyTest {
    private static final String LAMBDA = "lambda.amazonaws.com";
    private static final TrustPolicy.Candidate ADA = new TrustPolicy.Candidate(
            "111111111111", "arn:aws:iam::111111111111:user/ada", "", "AIDAAAAAAAAAAAAAAAAAA");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},'Action':'sts:AssumeRole'}",
                "{'Effect':'Allow','Principal':{'Service':['ec2.amazonaws.com','lambda.amazonaws.com']},'Action':['sts:TagSession','sts:AssumeRole']}",
                "[{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'},{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},'Action':'sts:assumerole'}]",
                "{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},'Action':'sts:*'}",
                "{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},'Action':'sts:Assume*','Condition':{'StringEquals':{'aws:SourceAccount':'1'}}}",
                "{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole'}",
                "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole'}"
            })
    void a_service_is_trusted_when_a_statement_allows_it(String statement) {
        assertThat(policy(statement).trustsService(LAMBDA)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}",
                "{'Effect':'Deny','Principal':{'Service':'lambda.amazonaws.com'},'Action':'sts:AssumeRole'}",
                "{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},'Action':'sts:TagSession'}",
                "{'Effect':'Allow','Principal':{'AWS':'111111111111'},'Action':'sts:AssumeRole'}"
            })
    void a_service_is_not_trusted_otherwise(String statement) {
        assertThat(policy(statement).trustsService(LAMBDA)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'Principal':'*','Action':'sts:AssumeRole'}                                            | Missing required field Effect
                    {'Effect':'Allow','Action':'sts:AssumeRole'}                                           | Missing required field Principal
                    {'Effect':'Allow','Principal':'*'}                                                     | Missing required field Action
                    {'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Resource':'*'}            | Has prohibited field Resource
                    {'Effect':'Allow','NotPrincipal':'*','Action':'sts:AssumeRole'}                        | Has prohibited field NotPrincipal
                    {'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Extra':1}                 | Unknown field Extra
                    {'Effect':'Allow','Principal':'*','Action':['sts:AssumeRole','s3:Get*']}               | AssumeRole policy may only specify STS AssumeRole actions.
                    {'Effect':'Allow','Principal':'ada','Action':'sts:AssumeRole'}                         | Invalid principal in policy: "AWS":"ada"
                    {'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::1:root'},'Action':'sts:AssumeRole'} | Invalid principal in policy: "AWS":"arn:aws:iam::1:root"
                    {'Effect':'Allow','Principal':{'Service':'lambda'},'Action':'sts:AssumeRole'}          | Invalid principal in policy: "SERVICE":"lambda"
                    {'Effect':'Allow','Principal':{'Robot':'x'},'Action':'sts:AssumeRole'}                 | Invalid principal in policy: "ROBOT":"x"
                    {'Effect':'Allow','Principal':{'Service':[]},'Action':'sts:AssumeRole'}                | Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!
                    """)
    void what_iam_refuses_is_refused_in_its_words(String statement, String message) {
        assertThatThrownBy(() -> policy(statement))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "111111111111",
                "arn:aws:iam::111111111111:root",
                "arn:aws:iam::111111111111:user/ada",
                "AIDAAAAAAAAAAAAAAAAAA"
            })
    void a_candidate_is_who_a_principal_names(String principal) {
        assertThat(allowing(principal).allows(ADA, "sts:AssumeRole", Map.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"222222222222", "arn:aws:iam::222222222222:root", "arn:aws:iam::111111111111:user/grace"})
    void a_candidate_is_nobody_else(String principal) {
        assertThat(allowing(principal).allows(ADA, "sts:AssumeRole", Map.of())).isFalse();
    }

    @Test
    void a_deny_outweighs_an_allow() {
        TrustPolicy policy = policy(
                "[{'Effect':'Allow','Principal':'*','Action':'sts:*'},"
                        + "{'Effect':'Deny','Principal':{'AWS':'arn:aws:iam::111111111111:user/ada'},'Action':'sts:AssumeRole'}]");

        assertThat(policy.allows(ADA, "sts:AssumeRole", Map.of())).isFalse();
        assertThat(policy.allows(ADA, "sts:TagSession", Map.of())).isTrue();
    }

    @Test
    void a_condition_must_hold() {
        TrustPolicy policy = policy(
                "{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole',"
                        + "'Condition':{'StringEquals':{'sts:ExternalId':['a','b']},'StringLike':{'aws:PrincipalArn':'*/ada'}}}");

        assertThat(policy.allows(ADA, "sts:AssumeRole", Map.of("sts:externalid", "b", "aws:principalarn", "x/ada")))
                .isTrue();
        assertThat(policy.allows(ADA, "sts:AssumeRole", Map.of("sts:externalid", "c", "aws:principalarn", "x/ada")))
                .isFalse();
        assertThat(policy.allows(ADA, "sts:AssumeRole", Map.of("aws:principalarn", "x/ada")))
                .isFalse();
    }

    @Test
    void a_condition_that_cannot_be_evaluated_is_taken_the_safe_way() {
        String unknown = "'Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}}";
        TrustPolicy allow = policy("{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole'," + unknown);
        TrustPolicy deny = policy("[{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole'},"
                + "{'Effect':'Deny','Principal':'*','Action':'sts:AssumeRole'," + unknown + "]");

        assertThat(allow.allows(ADA, "sts:AssumeRole", Map.of())).isFalse();
        assertThat(deny.allows(ADA, "sts:AssumeRole", Map.of())).isFalse();
    }

    private static TrustPolicy allowing(String principal) {
        return policy("{'Effect':'Allow','Principal':{'AWS':'" + principal + "'},'Action':'sts:AssumeRole'}");
    }

    private static TrustPolicy policy(String statement) {
        return TrustPolicy.parse(("{'Version':'2012-10-17','Statement':" + statement + '}').replace('\'', '"'));
    }
}
