package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.functions.code.Zips;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

class UpdateTest {
    private static final byte[] OTHER = Zips.of("index.js", "other");
    private static final String STALE = "The Revision Id provided does not match the latest Revision Id. Call the"
            + " GetFunction/GetAlias API to retrieve the latest Revision Id";

    private Lab lab;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = new Lab(home);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static UpdateFunctionCodeRequest.Builder code(String name) {
        return UpdateFunctionCodeRequest.builder().functionName(name).zipFile(SdkBytes.fromByteArray(OTHER));
    }

    private static UpdateFunctionConfigurationRequest.Builder configuration(String name) {
        return UpdateFunctionConfigurationRequest.builder().functionName(name);
    }

    @Test
    void new_code_is_in_progress_and_then_successful_with_a_revision_each() {
        String before = lab.active("hello").revisionId();

        UpdateFunctionCodeResponse updating = lab.call(code("hello").build());
        FunctionConfiguration done = lab.settled("hello");

        assertThat(updating.stateAsString()).isEqualTo("Active");
        assertThat(updating.lastUpdateStatusAsString()).isEqualTo("InProgress");
        assertThat(updating.lastUpdateStatusReason()).isEqualTo("The function is being created.");
        assertThat(updating.lastUpdateStatusReasonCodeAsString()).isEqualTo("Creating");
        assertThat(done.lastUpdateStatusAsString()).isEqualTo("Successful");
        assertThat(done.codeSize()).isEqualTo(OTHER.length);
        assertThat(List.of(before, updating.revisionId(), done.revisionId())).doesNotHaveDuplicates();
    }

    @Test
    void a_dry_run_changes_nothing() {
        FunctionConfiguration before = lab.active("hello");

        UpdateFunctionCodeResponse answer = lab.call(code("hello").dryRun(true).build());

        assertThat(answer.codeSize()).isEqualTo(OTHER.length);
        assertThat(lab.get("hello").configuration()).isEqualTo(before);
    }

    @Test
    void new_code_may_be_for_another_architecture() {
        lab.active("hello");

        UpdateFunctionCodeResponse updating =
                lab.call(code("hello").architecturesWithStrings("arm64").build());

        assertThat(updating.architecturesAsStrings()).containsExactly("arm64");
    }

    @Test
    void a_stale_revision_is_refused() {
        lab.active("hello");

        assertThatThrownBy(() -> lab.call(code("hello").revisionId("stale").build()))
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessage(STALE);
        assertThatThrownBy(() ->
                        lab.call(configuration("hello").revisionId("stale").build()))
                .hasMessage(STALE);
        assertThatThrownBy(() -> lab.call(PublishVersionRequest.builder()
                        .functionName("hello")
                        .revisionId("stale")
                        .build()))
                .hasMessage(STALE);
    }

    @Test
    void only_what_is_said_is_changed() {
        lab.create(
                "hello",
                request -> request.environment(e -> e.variables(Map.of("A_1", "1")))
                        .memorySize(256)
                        .deadLetterConfig(d -> d.targetArn("arn:aws:sqs:eu-central-1:000000000000:q")));
        lab.settled("hello");

        UpdateFunctionConfigurationResponse updated = lab.call(configuration("hello")
                .description("new")
                .timeout(10)
                .runtime("python3.12")
                .build());

        assertThat(updated.description()).isEqualTo("new");
        assertThat(updated.timeout()).isEqualTo(10);
        assertThat(updated.runtimeAsString()).isEqualTo("python3.12");
        assertThat(updated.memorySize()).isEqualTo(256);
        assertThat(updated.environment().variables()).isEqualTo(Map.of("A_1", "1"));
        assertThat(updated.deadLetterConfig().targetArn()).isEqualTo("arn:aws:sqs:eu-central-1:000000000000:q");
    }

    @Test
    void logging_moves_between_text_and_json() {
        lab.active("hello");

        lab.call(configuration("hello").loggingConfig(l -> l.logFormat("JSON")).build());
        FunctionConfiguration json = lab.settled("hello");
        lab.call(configuration("hello").loggingConfig(l -> l.logGroup("cool")).build());
        FunctionConfiguration elsewhere = lab.settled("hello");
        lab.call(configuration("hello").loggingConfig(l -> l.logFormat("Text")).build());
        FunctionConfiguration text = lab.settled("hello");

        assertThat(json.loggingConfig().applicationLogLevelAsString()).isEqualTo("INFO");
        assertThat(json.loggingConfig().systemLogLevelAsString()).isEqualTo("INFO");
        assertThat(json.loggingConfig().logGroup()).isEqualTo("/aws/lambda/hello");
        assertThat(elsewhere.loggingConfig().logFormatAsString()).isEqualTo("JSON");
        assertThat(elsewhere.loggingConfig().logGroup()).isEqualTo("cool");
        assertThat(text.loggingConfig().applicationLogLevel()).isNull();
        assertThat(text.loggingConfig().logGroup()).isEqualTo("cool");
    }

    @Test
    void what_is_not_there_cannot_be_updated() {
        assertThatThrownBy(() -> lab.call(code("nothing").build()))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Function not found: " + Lab.ARN + "nothing");
    }

    @Test
    void a_version_keeps_what_it_was_and_the_latest_gets_a_new_revision() {
        FunctionConfiguration before = lab.active("hello");

        PublishVersionResponse version = lab.publish("hello");
        lab.replaceCode("hello", OTHER);

        assertThat(version.version()).isEqualTo("1");
        assertThat(version.functionArn()).isEqualTo(Lab.ARN + "hello:1");
        assertThat(version.stateAsString()).isEqualTo("Active");
        assertThat(version.lastUpdateStatusAsString()).isEqualTo("Successful");
        FunctionConfiguration stored = lab.get("hello", "1").configuration();
        assertThat(stored.codeSize()).isEqualTo(Lab.ZIP.length);
        assertThat(stored.revisionId()).isEqualTo(version.revisionId()).isNotEqualTo(before.revisionId());
    }

    @Test
    void nothing_new_makes_no_new_version() {
        lab.active("hello");
        PublishVersionResponse first = lab.publish("hello");
        String revision = lab.get("hello").configuration().revisionId();

        PublishVersionResponse again = lab.publish("hello");

        assertThat(again.version()).isEqualTo("1");
        assertThat(again.revisionId()).isEqualTo(first.revisionId());
        assertThat(lab.get("hello").configuration().revisionId()).isEqualTo(revision);
    }

    @Test
    void the_same_code_again_makes_no_new_version_either() {
        lab.active("hello");
        lab.publish("hello");
        lab.replaceCode("hello", Lab.ZIP);

        assertThat(lab.publish("hello").version()).isEqualTo("1");
    }

    @Test
    void numbers_are_never_given_twice() {
        lab.twoVersions("hello");
        lab.call(DeleteFunctionRequest.builder()
                .functionName("hello")
                .qualifier("2")
                .build());

        assertThat(lab.publish("hello").version()).isEqualTo("3");
    }

    @Test
    void publishing_code_that_is_not_there_is_refused() {
        String current = lab.active("hello").codeSha256();

        assertThatThrownBy(() -> lab.call(PublishVersionRequest.builder()
                        .functionName("hello")
                        .codeSha256("other")
                        .build()))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (" + current
                        + "). Please try again with the CodeSHA256 in $LATEST.");
    }

    @Test
    void new_code_can_be_published_at_once() {
        lab.active("hello");

        UpdateFunctionCodeResponse version =
                lab.call(code("hello").publish(true).build());
        lab.settled("hello");

        assertThat(version.functionArn()).isEqualTo(Lab.ARN + "hello:1");
        assertThat(version.version()).isEqualTo("1");
        assertThat(version.stateAsString()).isEqualTo("Pending");
        assertThat(version.lastUpdateStatus()).isNull();
        assertThat(lab.get("hello", "1").configuration().stateAsString()).isEqualTo("Active");
    }

    @Test
    void versions_are_listed_with_the_latest_first() {
        lab.twoVersions("hello");

        ListVersionsByFunctionResponse listed = lab.call(
                ListVersionsByFunctionRequest.builder().functionName("hello").build());

        assertThat(listed.versions())
                .extracting(FunctionConfiguration::functionArn)
                .containsExactly(Lab.ARN + "hello:$LATEST", Lab.ARN + "hello:1", Lab.ARN + "hello:2");
        assertThat(listed.versions()).allSatisfy(version -> {
            assertThat(version.state()).isNull();
            assertThat(version.lastUpdateStatus()).isNull();
            assertThat(version.runtimeVersionConfig()).isNull();
        });
    }

    @Test
    void functions_are_listed_page_by_page() {
        for (String name : List.of("c", "a", "b")) {
            lab.create(name);
        }

        ListFunctionsResponse first =
                lab.call(ListFunctionsRequest.builder().maxItems(2).build());
        ListFunctionsResponse second = lab.call(
                ListFunctionsRequest.builder().marker(first.nextMarker()).build());

        assertThat(first.functions())
                .extracting(FunctionConfiguration::functionName)
                .containsExactly("a", "b");
        assertThat(second.functions())
                .extracting(FunctionConfiguration::functionName)
                .containsExactly("c");
        assertThat(second.nextMarker()).isNull();
    }

    @Test
    void all_versions_are_listed_page_by_page() {
        lab.twoVersions("a");
        lab.twoVersions("b");
        List<String> seen = new ArrayList<>();
        String marker = null;
        do {
            ListFunctionsResponse page = lab.call(ListFunctionsRequest.builder()
                    .functionVersion("ALL")
                    .maxItems(2)
                    .marker(marker)
                    .build());
            page.functions().forEach(view -> seen.add(view.functionArn().substring(Lab.ARN.length())));
            assertThat(page.functions()).hasSizeLessThanOrEqualTo(2);
            marker = page.nextMarker();
        } while (marker != null);

        assertThat(seen).containsExactly("a:$LATEST", "a:1", "a:2", "b:$LATEST", "b:1", "b:2");
    }

    @Test
    void a_marker_that_was_not_given_out_is_refused() {
        for (String marker : List.of("!", "Li4vLi4", "x".repeat(5_000))) {
            assertThatThrownBy(() -> lab.call(
                            ListFunctionsRequest.builder().marker(marker).build()))
                    .isInstanceOf(InvalidParameterValueException.class);
        }
        assertThatThrownBy(() -> lab.call(ListFunctionsRequest.builder()
                        .functionVersion("invalid")
                        .build()))
                .hasMessage("1 validation error detected: Value 'invalid' at 'functionVersion' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [ALL]");
    }
}
