package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.PolicyLengthExceededException;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

class PermissionTest {
    private Lab lab;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = new Lab(home);
        lab.active("hello");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static AddPermissionRequest.Builder permission(String sid) {
        return AddPermissionRequest.builder()
                .functionName("hello")
                .statementId(sid)
                .action("lambda:InvokeFunction")
                .principal("s3.amazonaws.com");
    }

    private String add(AddPermissionRequest.Builder request) {
        AddPermissionResponse response = lab.call(request.build());
        return response.statement();
    }

    private GetPolicyResponse policy(@Nullable String qualifier) {
        return lab.call(GetPolicyRequest.builder()
                .functionName("hello")
                .qualifier(qualifier)
                .build());
    }

    private void remove(String sid) {
        lab.call(RemovePermissionRequest.builder()
                .functionName("hello")
                .statementId(sid)
                .build());
    }

    @Test
    void principals_are_written_as_iam_writes_them() {
        String resource = "\"Action\":\"lambda:InvokeFunction\",\"Resource\":\"" + Lab.ARN + "hello\"}";

        assertThat(add(permission("service")))
                .isEqualTo("{\"Sid\":\"service\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},"
                        + resource);
        assertThat(add(permission("account").principal("111111111111")))
                .contains("\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:root\"}");
        assertThat(add(permission("user").principal("arn:aws:iam::111111111111:user/u")))
                .contains("\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:user/u\"}");
        assertThat(add(permission("all").principal("*"))).contains("\"Principal\":\"*\"");
        assertThatThrownBy(() -> add(permission("none").principal("invalid.nonaws.com")))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("The provided principal was invalid. Please check the principal and try again.");
    }

    @Test
    void conditions_are_written_under_their_operators() {
        String statement = add(permission("url")
                .action("lambda:InvokeFunctionUrl")
                .principal("*")
                .sourceArn("arn:aws:s3:::bucket")
                .sourceAccount("111111111111")
                .principalOrgID("o-1234567890")
                .functionUrlAuthType("NONE"));

        assertThat(statement)
                .endsWith("\"Condition\":{\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:s3:::bucket\"},\"StringEquals\":{"
                        + "\"AWS:SourceAccount\":\"111111111111\",\"aws:PrincipalOrgID\":\"o-1234567890\","
                        + "\"lambda:FunctionUrlAuthType\":\"NONE\"}}}");
        assertThat(add(permission("alexa").principal("*").eventSourceToken("amzn1.ask.skill.x")))
                .contains("\"StringEquals\":{\"lambda:EventSourceToken\":\"amzn1.ask.skill.x\"}");
        assertThat(add(permission("via").principal("*").invokedViaFunctionUrl(true)))
                .contains("\"Bool\":{\"lambda:InvokedViaFunctionUrl\":\"true\"}");
        assertThatThrownBy(() -> add(permission("wrong").functionUrlAuthType("NONE")))
                .hasMessage("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");
    }

    @Test
    void the_policy_holds_all_statements_and_each_change_gives_a_revision() {
        add(permission("one"));
        GetPolicyResponse first = policy(null);
        add(permission("two"));
        GetPolicyResponse both = policy(null);
        remove("two");
        GetPolicyResponse left = policy(null);

        assertThat(first.policy())
                .startsWith("{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[{\"Sid\":\"one\"");
        assertThat(both.policy()).contains("\"Sid\":\"one\"", "\"Sid\":\"two\"");
        assertThat(left.policy()).isEqualTo(first.policy());
        assertThat(List.of(first.revisionId(), both.revisionId(), left.revisionId()))
                .doesNotHaveDuplicates();
        remove("one");
        assertThatThrownBy(() -> policy(null))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("The resource you requested does not exist.");
    }

    @Test
    void versions_and_aliases_have_policies_of_their_own() {
        add(permission("s3"));
        lab.publish("hello");
        lab.call(CreateAliasRequest.builder()
                .functionName("hello")
                .name("live")
                .functionVersion("1")
                .build());

        assertThatThrownBy(() -> policy("1")).isInstanceOf(ResourceNotFoundException.class);
        String before = lab.get("hello", "1").configuration().revisionId();
        assertThat(add(permission("s3").qualifier("1"))).contains("\"Resource\":\"" + Lab.ARN + "hello:1\"");
        assertThat(add(permission("s3").qualifier("live"))).contains("\"Resource\":\"" + Lab.ARN + "hello:live\"");
        assertThat(policy("1").revisionId())
                .isNotEqualTo(before)
                .isEqualTo(lab.get("hello", "1").configuration().revisionId());
    }

    @Test
    void the_revision_of_the_policy_and_that_of_the_function_are_both_current() {
        add(permission("one"));
        lab.publish("hello");
        String ofPolicy = policy(null).revisionId();
        String ofFunction = lab.get("hello").configuration().revisionId();

        assertThat(ofPolicy).isNotEqualTo(ofFunction);
        add(permission("two").revisionId(ofFunction));
        assertThatThrownBy(() -> add(permission("three").revisionId(ofPolicy)))
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessage("The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to"
                        + " retrieve the latest Revision Id");
        add(permission("three").revisionId(policy(null).revisionId()));
    }

    @Test
    void what_cannot_be_added() {
        add(permission("s3"));

        assertThatThrownBy(() -> add(permission("s3")))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage(
                        "The statement id (s3) provided already exists. Please provide a new statement id, or remove"
                                + " the existing statement.");
        assertThatThrownBy(() -> add(permission("a").qualifier("$LATEST")))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("We currently do not support adding policies for $LATEST.");
        assertThatThrownBy(() -> add(permission("a").qualifier("42")))
                .hasMessage("Function not found: " + Lab.ARN + "hello:42");
        assertThatThrownBy(() -> add(permission("a").qualifier("alias-doesnotexist")))
                .hasMessage("Cannot find alias arn: " + Lab.ARN + "hello:alias-doesnotexist");
        assertThatThrownBy(() -> add(permission("a").qualifier("valid-with-$-but-doesnotexist")))
                .hasMessage("Function not found: " + Lab.ARN + "hello:valid-with-$-but-doesnotexist");
        assertThatThrownBy(() -> add(permission("a").functionName("doesnotexist")))
                .hasMessage("Function not found: " + Lab.ARN + "doesnotexist");
        assertThatThrownBy(() -> add(permission("example.com")))
                .isInstanceOf(AwsException.class)
                .hasMessage("1 validation error detected: Value 'example.com' at 'statementId' failed to satisfy"
                        + " constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)");
    }

    @Test
    void what_cannot_be_removed() {
        assertThatThrownBy(() -> remove("s3")).hasMessage("No policy is associated with the given resource.");
        add(permission("s3"));
        assertThatThrownBy(() -> remove("non-existent"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Statement non-existent is not found in resource policy.");
        assertThatThrownBy(() -> lab.call(RemovePermissionRequest.builder()
                        .functionName("doesnotexist")
                        .statementId("s3")
                        .build()))
                .hasMessage("No policy found for: " + Lab.ARN + "doesnotexist");
    }

    @Test
    void a_policy_has_at_most_20_kilobytes() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 200; i++) {
                        add(permission("statement-" + i));
                    }
                })
                .isInstanceOf(PolicyLengthExceededException.class)
                .hasMessageMatching("The final policy size \\(20[0-9]{3}\\) is bigger than the limit \\(20480\\)\\.");
    }

    @Test
    void another_account_may_manage_what_the_policy_lets_it() {
        add(permission("friend").principal("111111111111").action("lambda:*"));
        Call friend = lab.callOf("111111111111", Lab.REGION);
        Call stranger = lab.callOf("222222222222", Lab.REGION);

        lab.call(PublishVersionRequest.builder().functionName(Lab.ARN + "hello").build(), friend);

        assertThat(lab.get("hello:1").configuration().version()).isEqualTo("1");
        assertThatThrownBy(() -> lab.call(
                        PublishVersionRequest.builder()
                                .functionName(Lab.ARN + "hello")
                                .build(),
                        stranger))
                .hasMessageEndingWith("because no resource-based policy allows the lambda:PublishVersion action");
    }
}
