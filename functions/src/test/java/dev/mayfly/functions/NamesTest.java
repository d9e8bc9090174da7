package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

class NamesTest {
    private static final String PATTERN =
            "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?"
                    + "(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

    private Lab lab;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = new Lab(home);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void a_function_answers_to_name_arn_and_partial_arn() {
        lab.create("hello");

        for (String name : List.of(
                "hello",
                "function:hello",
                "000000000000:function:hello",
                "000000000000:hello",
                "eu-central-1:000000000000:function:hello",
                Lab.ARN + "hello")) {
            assertThat(lab.get(name).configuration().functionArn()).isEqualTo(Lab.ARN + "hello");
        }
        assertThat(lab.get("hello:$LATEST").configuration().functionArn()).isEqualTo(Lab.ARN + "hello:$LATEST");
        assertThat(lab.get("hello", "$LATEST").configuration().functionArn()).isEqualTo(Lab.ARN + "hello:$LATEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "my-function!",
                "arn:aws:lambda:eu-central-1:000000000000:function:my-function:1:2",
                "arn:aws:lambda:invalid-region:000000000000:function:my-function",
                "arn:aws:lambda::000000000000:function:my-function",
                "invalid-account:function:my-function",
                "arn:aws:lambda:eu-central-1:000000000000:function:my-function:$LATES",
                "arn:aws:ec2:eu-central-1:000000000000:instance:i-1234567890abcdef0",
                "function:my-function:$LATEST:extra"
            })
    void what_is_no_name_is_refused_with_the_pattern_everywhere(String name) {
        String expected = "1 validation error detected: Value '" + name
                + "' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                + PATTERN;

        assertThatThrownBy(() -> lab.get(name)).isInstanceOf(AwsException.class).hasMessage(expected);
        assertThatThrownBy(() -> lab.call(
                        DeleteFunctionRequest.builder().functionName(name).build()))
                .hasMessage(expected);
        assertThatThrownBy(() -> lab.resolve(name))
                .isInstanceOf(AwsException.class)
                .hasMessage(expected);
    }

    @Test
    void the_qualifier_is_complained_of_first() {
        String qualifier = "a".repeat(129);

        assertThatThrownBy(() -> lab.get("bad!", qualifier))
                .hasMessage("2 validation errors detected: Value '" + qualifier
                        + "' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to"
                        + " 128; Value 'bad!' at 'functionName' failed to satisfy constraint: Member must satisfy"
                        + " regular expression pattern: " + PATTERN);
        assertThatThrownBy(() -> lab.get("hello", "invalid!"))
                .hasMessage("1 validation error detected: Value 'invalid!' at 'qualifier' failed to satisfy constraint:"
                        + " Member must satisfy regular expression pattern:"
                        + " \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+");
    }

    @Test
    void what_is_not_there_is_told_with_the_qualifier_that_was_used() {
        lab.create("hello");

        assertThatThrownBy(() -> lab.get("nothing"))
                .isInstanceOfSatisfying(
                        ResourceNotFoundException.class,
                        e -> assertThat(e.type()).isEqualTo("User"))
                .hasMessage("Function not found: " + Lab.ARN + "nothing");
        assertThatThrownBy(() -> lab.get("hello", "1221")).hasMessage("Function not found: " + Lab.ARN + "hello:1221");
        assertThatThrownBy(() -> lab.get("hello:alias")).hasMessage("Function not found: " + Lab.ARN + "hello:alias");
        assertThatThrownBy(() -> lab.resolve("hello", "$latest"))
                .hasMessage("Function not found: " + Lab.ARN + "hello:$latest");
        assertThatThrownBy(() -> lab.resolve("nothing")).hasMessage("Function not found: " + Lab.ARN + "nothing");
        String tooLong = "a".repeat(65);
        assertThatThrownBy(() -> lab.get(tooLong)).hasMessage("Function not found: " + Lab.ARN + tooLong);
        assertThatThrownBy(() -> lab.resolve(tooLong))
                .hasMessage("Function not found: " + Lab.ARN + tooLong + ":$LATEST");
    }

    @Test
    void a_number_that_no_version_can_have_is_not_there() {
        lab.create("hello");

        for (String number : List.of("0", "01", "9".repeat(40), "9".repeat(128))) {
            assertThatThrownBy(() -> lab.get("hello", number)).isInstanceOf(ResourceNotFoundException.class);
            assertThatThrownBy(() -> lab.resolve("hello", number)).isInstanceOf(ResourceNotFoundException.class);
        }
    }

    @Test
    void two_different_qualifiers_are_refused() {
        assertThatThrownBy(() -> lab.get("hello:$LATEST", "1"))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("The derived qualifier from the function name does not match the specified qualifier.");
    }

    @Test
    void another_region_is_not_reachable() {
        assertThatThrownBy(() -> lab.get("arn:aws:lambda:us-east-1:000000000000:function:hello"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Functions from 'us-east-1' are not reachable in this region ('eu-central-1')");
    }

    @Test
    void another_account_is_denied() {
        Call stranger = lab.callOf("111111111111", Lab.REGION);
        lab.create("hello");

        assertThatThrownBy(() -> lab.call(
                        GetFunctionRequest.builder()
                                .functionName(Lab.ARN + "hello")
                                .build(),
                        stranger))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.status()).isEqualTo(403))
                .hasMessage("User: arn:aws:iam::111111111111:user/tester is not authorized to perform:"
                        + " lambda:GetFunction on resource: " + Lab.ARN
                        + "hello because no resource-based policy allows the lambda:GetFunction action");
    }

    @Test
    void no_function_has_settings_for_asynchronous_invocation_yet() {
        assertThatThrownBy(() -> lab.call(GetFunctionEventInvokeConfigRequest.builder()
                        .functionName("nothing")
                        .build()))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("The function " + Lab.ARN + "nothing:$LATEST doesn't have an EventInvokeConfig");
    }
}
