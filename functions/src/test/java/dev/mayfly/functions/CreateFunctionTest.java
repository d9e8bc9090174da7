package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.functions.code.Zips;
import dev.mayfly.wire.AwsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;

class CreateFunctionTest {
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
    void a_new_function_is_pending_and_has_the_defaults_of_aws() {
        CreateFunctionResponse created = lab.create("hello");

        assertThat(created.functionArn()).isEqualTo(Lab.ARN + "hello");
        assertThat(created.version()).isEqualTo("$LATEST");
        assertThat(created.stateAsString()).isEqualTo("Pending");
        assertThat(created.stateReason()).isEqualTo("The function is being created.");
        assertThat(created.stateReasonCodeAsString()).isEqualTo("Creating");
        assertThat(created.lastUpdateStatus()).isNull();
        assertThat(created.timeout()).isEqualTo(3);
        assertThat(created.memorySize()).isEqualTo(128);
        assertThat(created.ephemeralStorage().size()).isEqualTo(512);
        assertThat(created.architecturesAsStrings()).containsExactly("x86_64");
        assertThat(created.packageTypeAsString()).isEqualTo("Zip");
        assertThat(created.description()).isEmpty();
        assertThat(created.environment()).isNull();
        assertThat(created.vpcConfig()).isNull();
        assertThat(created.hasLayers()).isFalse();
        assertThat(created.tracingConfig().modeAsString()).isEqualTo("PassThrough");
        assertThat(created.snapStart().applyOnAsString()).isEqualTo("None");
        assertThat(created.snapStart().optimizationStatusAsString()).isEqualTo("Off");
        assertThat(created.loggingConfig().logFormatAsString()).isEqualTo("Text");
        assertThat(created.loggingConfig().logGroup()).isEqualTo("/aws/lambda/hello");
        assertThat(created.loggingConfig().applicationLogLevel()).isNull();
        assertThat(created.lastModified()).isEqualTo("2026-01-02T03:04:05.678+0000");
        assertThat(created.codeSize()).isEqualTo(Lab.ZIP.length);
        assertThat(created.runtimeVersionConfig().runtimeVersionArn())
                .matches("arn:aws:lambda:eu-central-1::runtime:[0-9a-f]{64}");
    }

    @Test
    void it_becomes_active_with_a_new_revision() {
        CreateFunctionResponse created = lab.create("hello");

        FunctionConfiguration active = lab.settled("hello");

        assertThat(active.stateAsString()).isEqualTo("Active");
        assertThat(active.stateReason()).isNull();
        assertThat(active.lastUpdateStatusAsString()).isEqualTo("Successful");
        assertThat(active.revisionId()).isNotEqualTo(created.revisionId());
    }

    @Test
    void published_at_creation_it_answers_version_1_under_the_unqualified_arn() {
        CreateFunctionResponse created = lab.create("hello", request -> request.publish(true));
        lab.settled("hello");

        assertThat(created.version()).isEqualTo("1");
        assertThat(created.functionArn()).isEqualTo(Lab.ARN + "hello");
        FunctionConfiguration version = lab.get("hello", "1").configuration();
        assertThat(version.functionArn()).isEqualTo(Lab.ARN + "hello:1");
        assertThat(version.stateAsString()).isEqualTo("Active");
        assertThat(version.revisionId())
                .isNotEqualTo(lab.get("hello").configuration().revisionId());
    }

    @Test
    void the_same_name_again_is_a_conflict() {
        lab.create("hello");

        assertThatThrownBy(() -> lab.create("hello"))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage("Function already exist: hello");
    }

    @Test
    void accounts_and_regions_do_not_see_each_other() {
        lab.create("hello");

        lab.call(Lab.request("hello").build(), lab.callOf(Lab.ACCOUNT, "us-east-1"));
        lab.call(
                Lab.request("hello").role("arn:aws:iam::111111111111:role/r").build(),
                lab.callOf("111111111111", Lab.REGION));
    }

    @Test
    void a_name_of_more_than_64_characters_is_refused() {
        String name = "a".repeat(65);

        assertThatThrownBy(() -> lab.create(name))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("1 validation error detected: Value '" + name
                        + "' at 'functionName' failed to satisfy constraint: Member must have length less than or equal"
                        + " to 64");
    }

    @Test
    void several_violations_are_told_together_in_order() {
        String arn = "arn:aws:lambda:invalid-region:000000000000:function:" + "a".repeat(140);

        assertThatThrownBy(() -> lab.create(arn))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo("ValidationException"))
                .hasMessageStartingWith("2 validation errors detected: Value '" + arn
                        + "' at 'functionName' failed to satisfy constraint: Member must have length less than or equal"
                        + " to 140; Value '" + arn
                        + "' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression"
                        + " pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}");
    }

    @Test
    void a_role_that_cannot_be_assumed_is_refused() {
        lab.roles.put(Lab.ROLE, Roles.Verdict.ABSENT);
        assertThatThrownBy(() -> lab.create("hello"))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("The role defined for the function cannot be assumed by Lambda.");

        lab.roles.put(Lab.ROLE, Roles.Verdict.UNTRUSTED);
        assertThatThrownBy(() -> lab.create("hello"))
                .hasMessage("The role defined for the function cannot be assumed by Lambda.");
    }

    @Test
    void a_role_that_is_no_arn_violates_the_pattern() {
        assertThatThrownBy(() -> lab.create("hello", request -> request.role("runner")))
                .hasMessage("1 validation error detected: Value 'runner' at 'role' failed to satisfy constraint: Member"
                        + " must satisfy regular expression pattern:"
                        + " arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodejs14.x", "python3.7", "java8", "go1.x", "provided", "ruby2.7"})
    void a_runtime_that_is_gone_is_refused_with_advice(String runtime) {
        assertThatThrownBy(() -> lab.create("hello", request -> request.runtime(runtime)))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("The runtime parameter of " + runtime
                        + " is no longer supported for creating or updating AWS Lambda functions. We recommend you use a"
                        + " supported runtime while creating or updating functions.");
    }

    @Test
    void a_runtime_that_never_was_is_refused_with_the_list() {
        assertThatThrownBy(() -> lab.create("hello", request -> request.runtime("cobol85")))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageStartingWith("Value cobol85 at 'runtime' failed to satisfy constraint: Member must satisfy"
                        + " enum value set: [nodejs20.x, python3.14,")
                .hasMessageEndingWith("] or be a valid ARN");
    }

    @Test
    void runtime_and_handler_are_needed_for_a_zip() {
        assertThatThrownBy(() -> lab.create("hello", request -> request.handler(null)))
                .hasMessage("Runtime and Handler are mandatory parameters for functions created with deployment"
                        + " packages.");
    }

    @Test
    void what_is_not_there_yet_is_refused_clearly() {
        assertThatThrownBy(() -> lab.create(
                        "hello",
                        request -> request.code(code -> code.s3Bucket("bucket").s3Key("key"))))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("NoSuchBucket");
        assertThatThrownBy(() -> lab.create(
                        "hello", request -> request.packageType("Image").code(code -> code.imageUri("x"))))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("not supported by this server yet");
        assertThatThrownBy(() -> lab.create("hello", request -> request.code(code -> {})))
                .hasMessage("Please provide a source for function code.");
    }

    @Test
    void a_network_that_does_not_exist_is_refused_and_an_empty_one_is_shown() {
        assertThatThrownBy(() -> lab.create(
                        "hello",
                        request -> request.vpcConfig(
                                vpc -> vpc.securityGroupIds("sg-1").subnetIds("subnet-1"))))
                .hasMessage("Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2"
                        + " Error Message: The security group 'sg-1' does not exist");

        CreateFunctionResponse created =
                lab.create("hello", request -> request.vpcConfig(vpc -> vpc.securityGroupIds(List.of())));
        assertThat(created.vpcConfig().vpcId()).isEmpty();
        assertThat(created.vpcConfig().subnetIds()).isEmpty();
    }

    @Test
    void environment_variables_are_kept_and_an_empty_set_of_them_is_shown() {
        lab.create("some", request -> request.environment(e -> e.variables(Map.of("KEY_1", "value"))));
        CreateFunctionResponse none = lab.create("none", request -> request.environment(e -> e.variables(Map.of())));

        assertThat(lab.get("some").configuration().environment().variables()).isEqualTo(Map.of("KEY_1", "value"));
        assertThat(none.environment().variables()).isEmpty();
        assertThat(none.environment().hasVariables()).isTrue();
    }

    @Test
    void reserved_variables_are_refused_by_name() {
        assertThatThrownBy(() -> lab.create(
                        "hello",
                        request -> request.environment(e -> e.variables(Map.of("AWS_REGION", "x", "OK", "y")))))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Lambda was unable to configure your environment variables because the environment"
                        + " variables you have provided contains reserved keys that are currently not supported for"
                        + " modification. Reserved keys used in this request: AWS_REGION");
    }

    @Test
    void variables_share_four_kilobytes_and_the_refusal_shows_what_was_measured() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SMALL", "ok");
        variables.put("LARGE", "x".repeat(4_096 - "{'SMALL':'ok','LARGE':''}".length()));
        lab.create("fits", request -> request.environment(e -> e.variables(variables)));

        variables.put("SMALL", "ok!");
        assertThatThrownBy(() -> lab.create("hello", request -> request.environment(e -> e.variables(variables))))
                .hasMessage("Lambda was unable to configure your environment variables because the environment"
                        + " variables you have provided exceeded the 4KB limit. String measured: {\"SMALL\":\"ok!\","
                        + "\"LARGE\":\"" + variables.get("LARGE") + "\"}");
    }

    @Test
    void a_variable_that_no_shell_could_have_is_refused_without_repeating_it() {
        assertThatThrownBy(() ->
                        lab.create("hello", request -> request.environment(e -> e.variables(Map.of("1=secret", "x")))))
                .hasMessageStartingWith("1 validation error detected: Value at 'environment.variables' failed")
                .hasMessageNotContaining("secret");
    }

    @Test
    void sizes_out_of_range_are_refused() {
        assertThatThrownBy(() -> lab.create("hello", request -> request.timeout(901)))
                .hasMessage("1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member"
                        + " must have value less than or equal to 900");
        assertThatThrownBy(() -> lab.create("hello", request -> request.memorySize(127)))
                .hasMessageContaining("at 'memorySize'");
        assertThatThrownBy(() -> lab.create("hello", request -> request.ephemeralStorage(s -> s.size(511))))
                .hasMessageContaining("at 'ephemeralStorage.size'");
        assertThatThrownBy(() -> lab.create("hello", request -> request.architecturesWithStrings("x86_64", "arm64")))
                .hasMessage("1 validation error detected: Value '[x86_64, arm64]' at 'architectures' failed to satisfy"
                        + " constraint: Member must have length less than or equal to 1");
        assertThatThrownBy(() -> lab.create("hello", request -> request.architecturesWithStrings("mips")))
                .hasMessage("1 validation error detected: Value '[mips]' at 'architectures' failed to satisfy"
                        + " constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64,"
                        + " arm64], Member must not be null]");
        assertThatThrownBy(() -> lab.create("hello", request -> request.snapStart(s -> s.applyOn("invalid"))))
                .hasMessage("1 validation error detected: Value 'invalid' at 'snapStart.applyOn' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [PublishedVersions, None]");
    }

    @Test
    void snap_start_is_kept_where_the_runtime_has_it() {
        CreateFunctionResponse java =
                lab.create("java", request -> request.runtime("java21").snapStart(s -> s.applyOn("PublishedVersions")));

        assertThat(java.snapStart().applyOnAsString()).isEqualTo("PublishedVersions");
        assertThatThrownBy(() -> lab.create("node", request -> request.snapStart(s -> s.applyOn("PublishedVersions"))))
                .hasMessage("nodejs20.x is not supported for SnapStart enabled functions.");
    }

    @Test
    void json_logging_has_levels_unless_told_otherwise() {
        CreateFunctionResponse json = lab.create(
                "json",
                request -> request.loggingConfig(l -> l.logFormat("JSON").applicationLogLevel("DEBUG")));

        assertThat(json.loggingConfig().applicationLogLevelAsString()).isEqualTo("DEBUG");
        assertThat(json.loggingConfig().systemLogLevelAsString()).isEqualTo("INFO");
        assertThatThrownBy(() -> lab.create("text", request -> request.loggingConfig(l -> l.systemLogLevel("WARN"))))
                .isInstanceOf(InvalidParameterValueException.class);
    }

    @Test
    void a_package_that_is_no_zip_is_refused_before_anything_exists() {
        assertThatThrownBy(() -> lab.create(
                        "hello", request -> request.code(code -> code.zipFile(SdkBytes.fromUtf8String("no zip")))))
                .hasMessage("Could not unzip uploaded file. Please check your file, then try to upload again.");

        lab.create("hello");
    }

    @Test
    void a_package_that_unpacks_to_too_much_is_refused(@TempDir Path other) {
        try (Lab small = new Lab(other, Limits.aws().withUnzippedBytes(1_000))) {
            byte[] zip = Zips.of("zeros", "0".repeat(1_000));

            assertThatThrownBy(() -> small.create(
                            "hello", request -> request.code(code -> code.zipFile(SdkBytes.fromByteArray(zip)))))
                    .hasMessage("Unzipped size must be smaller than 1000 bytes");
        }
    }

    @Test
    void the_code_can_be_downloaded_for_ten_minutes() {
        GetFunctionResponse function = get("hello");

        assertThat(function.code().repositoryType()).isEqualTo("S3");
        Downloaded fetched =
                Downloaded.from(lab.functions.downloads(), function.code().location());
        assertThat(fetched.status()).isEqualTo(200);
        assertThat(fetched.body()).isEqualTo(Lab.ZIP);

        lab.clock.advance(Duration.ofMinutes(10));
        assertThat(Downloaded.from(lab.functions.downloads(), function.code().location())
                        .status())
                .isEqualTo(403);
    }

    private GetFunctionResponse get(String name) {
        lab.create(name);
        return lab.get(name);
    }

    @Test
    void a_download_url_cannot_be_made_up() {
        String url = get("hello").code().location();
        int last = url.length() - 1;
        String forged = url.substring(0, last) + (url.charAt(last) == '0' ? '1' : '0');
        String prolonged = url.replaceFirst("/code/1", "/code/2");

        for (String wrong : List.of(forged, prolonged)) {
            assertThat(Downloaded.from(lab.functions.downloads(), wrong).status())
                    .isEqualTo(403);
        }
        assertThat(Downloaded.from(lab.functions.downloads(), "http://x/_mayfly/code/../../etc")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void tags_are_limited_to_fifty() {
        Map<String, String> tags = new LinkedHashMap<>();
        IntStream.range(0, 51).forEach(i -> tags.put("key" + i, "v"));

        assertThatThrownBy(() -> lab.create("hello", request -> request.tags(tags)))
                .hasMessage("Number of tags exceeds resource tag limit.");
    }
}
