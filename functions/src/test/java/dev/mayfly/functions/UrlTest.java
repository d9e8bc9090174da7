package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.functions.urls.UrlNames;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;

class UrlTest {
    private Lab lab;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = new Lab(home);
        lab.active("hello");
        lab.publish("hello");
        lab.call(CreateAliasRequest.builder()
                .functionName("hello")
                .name("live")
                .functionVersion("1")
                .build());
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static CreateFunctionUrlConfigRequest.Builder url() {
        return CreateFunctionUrlConfigRequest.builder().functionName("hello").authType("NONE");
    }

    private GetFunctionUrlConfigResponse get(@Nullable String qualifier) {
        return lab.call(GetFunctionUrlConfigRequest.builder()
                .functionName("hello")
                .qualifier(qualifier)
                .build());
    }

    private static String id(String url) {
        return URI.create(url).getHost().split("\\.")[0];
    }

    @Test
    void a_url_names_region_and_port_and_leads_to_the_function() {
        CreateFunctionUrlConfigResponse created =
                lab.call(url().cors(cors -> cors.allowOrigins("*").maxAge(60))
                        .invokeMode("RESPONSE_STREAM")
                        .build());

        assertThat(created.functionUrl()).matches("http://[a-z0-9]{32}\\.lambda-url\\.eu-central-1\\.localhost:4566/");
        assertThat(created.functionArn()).isEqualTo(Lab.ARN + "hello");
        assertThat(created.creationTime()).isEqualTo("2026-01-02T03:04:05.678000Z");
        UrlTarget target = lab.catalog().url(id(created.functionUrl())).orElseThrow();
        assertThat(target.functionName()).isEqualTo("hello");
        assertThat(target.qualifier()).isEmpty();
        assertThat(target.authType()).isEqualTo("NONE");
        assertThat(target.invokeMode()).isEqualTo("RESPONSE_STREAM");
        assertThat(target.cors().orElseThrow().allowOrigins()).containsExactly("*");
        assertThat(target.cors().orElseThrow().maxAge()).hasValue(60);
    }

    @Test
    void the_mode_is_told_at_creation_only_when_asked_for_and_always_later() {
        CreateFunctionUrlConfigResponse created = lab.call(url().build());

        assertThat(created.invokeMode()).isNull();
        assertThat(get(null).invokeModeAsString()).isEqualTo("BUFFERED");
        assertThat(get(null).cors()).isNull();
    }

    @Test
    void an_alias_has_a_url_of_its_own() {
        lab.call(url().build());
        CreateFunctionUrlConfigResponse live = lab.call(url().qualifier("live").build());

        assertThat(live.functionArn()).isEqualTo(Lab.ARN + "hello:live");
        assertThat(lab.catalog().url(id(live.functionUrl())).orElseThrow().qualifier())
                .contains("live");
        ListFunctionUrlConfigsResponse listed = lab.call(
                ListFunctionUrlConfigsRequest.builder().functionName("hello").build());
        assertThat(listed.functionUrlConfigs())
                .extracting(FunctionUrlConfig::functionArn)
                .containsExactly(Lab.ARN + "hello", Lab.ARN + "hello:live");
    }

    @Test
    void one_url_is_enough() {
        lab.call(url().build());

        assertThatThrownBy(() -> lab.call(url().build()))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage("Failed to create function url config for [functionArn = " + Lab.ARN
                        + "hello]. Error message:  FunctionUrlConfig exists for this Lambda function");
    }

    @Test
    void an_update_keeps_the_url() {
        CreateFunctionUrlConfigResponse created = lab.call(url().build());

        UpdateFunctionUrlConfigResponse updated = lab.call(UpdateFunctionUrlConfigRequest.builder()
                .functionName("hello")
                .authType("AWS_IAM")
                .build());

        assertThat(updated.functionUrl()).isEqualTo(created.functionUrl());
        assertThat(updated.authTypeAsString()).isEqualTo("AWS_IAM");
        assertThat(lab.catalog().url(id(created.functionUrl())).orElseThrow().authType())
                .isEqualTo("AWS_IAM");
    }

    @Test
    void a_deleted_url_leads_nowhere() {
        CreateFunctionUrlConfigResponse created = lab.call(url().build());
        CreateFunctionUrlConfigResponse live = lab.call(url().qualifier("live").build());

        lab.call(DeleteFunctionUrlConfigRequest.builder().functionName("hello").build());
        assertThat(lab.catalog().url(id(created.functionUrl()))).isEmpty();
        assertThat(lab.catalog().url(id(live.functionUrl()))).isPresent();

        lab.call(DeleteAliasRequest.builder().functionName("hello").name("live").build());
        assertThat(lab.catalog().url(id(live.functionUrl()))).isEmpty();
    }

    @Test
    void the_url_of_a_deleted_function_leads_nowhere_not_even_to_a_new_one() {
        CreateFunctionUrlConfigResponse created = lab.call(url().build());
        lab.call(DeleteFunctionRequest.builder().functionName("hello").build());
        assertThat(lab.catalog().url(id(created.functionUrl()))).isEmpty();

        lab.active("hello");
        assertThat(lab.catalog().url(id(created.functionUrl()))).isEmpty();
    }

    @Test
    void what_is_not_there_is_told_as_aws_tells_it() {
        assertThatThrownBy(() -> lab.call(url().functionName("none").build()))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Function does not exist");
        assertThatThrownBy(() -> lab.call(url().qualifier("none").build())).hasMessage("Function does not exist");
        assertThatThrownBy(() -> get(null)).hasMessage("The resource you requested does not exist.");
        assertThatThrownBy(() -> lab.call(UpdateFunctionUrlConfigRequest.builder()
                        .functionName("hello")
                        .build()))
                .hasMessage("The resource you requested does not exist.");
        assertThatThrownBy(() -> lab.call(DeleteFunctionUrlConfigRequest.builder()
                        .functionName("none")
                        .build()))
                .hasMessage("The resource you requested does not exist.");
        assertThatThrownBy(() -> lab.call(ListFunctionUrlConfigsRequest.builder()
                        .functionName("none")
                        .build()))
                .hasMessage("Function does not exist");
    }

    @Test
    void versions_have_no_urls() {
        for (String qualifier : new String[] {"1", "$LATEST"}) {
            assertThatThrownBy(() -> lab.call(url().qualifier(qualifier).build()))
                    .hasMessage("1 validation error detected: Value '" + qualifier
                            + "' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression"
                            + " pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
        }
        assertThatThrownBy(() -> lab.call(url().invokeMode("UNKNOWN").build()))
                .hasMessage("1 validation error detected: Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint:"
                        + " Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]");
    }

    @Test
    void a_url_is_open_when_the_policy_says_so() {
        CreateFunctionUrlConfigResponse created = lab.call(url().build());
        UrlTarget target = lab.catalog().url(id(created.functionUrl())).orElseThrow();
        assertThat(lab.catalog().isOpen(target)).isFalse();

        lab.call(AddPermissionRequest.builder()
                .functionName("hello")
                .statementId("url")
                .action("lambda:InvokeFunctionUrl")
                .principal("*")
                .functionUrlAuthType("NONE")
                .build());

        assertThat(lab.catalog().isOpen(target)).isTrue();
    }

    @Test
    void whatever_a_host_header_says_the_url_is_one() {
        assertThat(UrlNames.url("id", "r", "http://127.0.0.1:4566"))
                .isEqualTo("http://id.lambda-url.r.localhost:4566/");
        assertThat(UrlNames.url("id", "r", "http://mayfly.example"))
                .isEqualTo("http://id.lambda-url.r.mayfly.example/");
        assertThat(UrlNames.url("id", "r", "http://[::1]:1")).isEqualTo("http://id.lambda-url.r.localhost:1/");
        assertThat(UrlNames.url("id", "r", "http://<script>")).isEqualTo("http://id.lambda-url.r.localhost/");
        assertThat(lab.catalog().url("../../x")).isEmpty();
    }
}
