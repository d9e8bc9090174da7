package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;

class AliasTest {
    private Lab lab;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = new Lab(home);
        lab.twoVersions("hello");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private CreateAliasRequest.Builder alias(String name) {
        return CreateAliasRequest.builder().functionName("hello").name(name).functionVersion("1");
    }

    private GetAliasResponse get(String name) {
        return lab.call(
                GetAliasRequest.builder().functionName("hello").name(name).build());
    }

    @Test
    void an_alias_is_kept_as_it_was_made() {
        CreateAliasResponse created = lab.call(alias("live")
                .description("custom")
                .routingConfig(config -> config.additionalVersionWeights(Map.of("2", 0.2)))
                .build());

        assertThat(created.aliasArn()).isEqualTo(Lab.ARN + "hello:live");
        assertThat(created.functionVersion()).isEqualTo("1");
        assertThat(created.description()).isEqualTo("custom");
        assertThat(created.routingConfig().additionalVersionWeights()).isEqualTo(Map.of("2", 0.2));
        GetAliasResponse stored = get("live");
        assertThat(stored.revisionId()).isEqualTo(created.revisionId());
        assertThat(stored.routingConfig()).isEqualTo(created.routingConfig());
    }

    @Test
    void without_weights_there_is_no_routing_and_without_description_an_empty_one() {
        CreateAliasResponse created = lab.call(alias("live")
                .routingConfig(config -> config.additionalVersionWeights(Map.of()))
                .build());

        assertThat(created.routingConfig()).isNull();
        assertThat(created.description()).isEmpty();
    }

    @Test
    void a_number_is_no_name_but_a_date_is() {
        assertThatThrownBy(() -> lab.call(alias("2024").build()))
                .isInstanceOf(AwsException.class)
                .hasMessage("1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: Member"
                        + " must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");

        lab.call(alias("2024-01-02").build());
    }

    @Test
    void the_same_name_twice_is_a_conflict() {
        lab.call(alias("live").build());

        assertThatThrownBy(() -> lab.call(alias("live").build()))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage("Alias already exists: " + Lab.ARN + "hello:live");
    }

    @Test
    void a_version_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> lab.call(alias("live").functionVersion("7").build()))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Function not found: " + Lab.ARN + "hello:7");
    }

    @Test
    void weights_are_checked() {
        assertThatThrownBy(() -> lab.call(alias("a")
                        .routingConfig(config -> config.additionalVersionWeights(Map.of("1", 0.1, "2", 0.2)))
                        .build()))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Number of items in AdditionalVersionWeights cannot be greater than 1");
        assertThatThrownBy(() -> lab.call(alias("a")
                        .routingConfig(config -> config.additionalVersionWeights(Map.of("2", 1.5)))
                        .build()))
                .hasMessage("1 validation error detected: Value '{2=1.5}' at 'routingConfig.additionalVersionWeights'"
                        + " failed to satisfy constraint: Map value must satisfy constraint: [Member must have value"
                        + " less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must"
                        + " not be null]");
        assertThatThrownBy(() -> lab.call(alias("a")
                        .routingConfig(config -> config.additionalVersionWeights(Map.of("2", Double.NaN)))
                        .build()))
                .isInstanceOf(AwsException.class);
        assertThatThrownBy(() -> lab.call(alias("a")
                        .routingConfig(config -> config.additionalVersionWeights(Map.of("1", 0.1)))
                        .build()))
                .hasMessage("Invalid function version 1. Function version 1 is already included in routing"
                        + " configuration.");
        assertThatThrownBy(() -> lab.call(alias("a")
                        .functionVersion("$LATEST")
                        .routingConfig(config -> config.additionalVersionWeights(Map.of("2", 0.1)))
                        .build()))
                .hasMessage("$LATEST is not supported for an alias pointing to more than 1 version");
        assertThatThrownBy(() -> lab.call(alias("a")
                        .routingConfig(config -> config.additionalVersionWeights(Map.of("9", 0.1)))
                        .build()))
                .hasMessage("Function not found: " + Lab.ARN + "hello:9");
    }

    @Test
    void an_update_gives_a_new_revision_even_when_nothing_changes() {
        CreateAliasResponse created = lab.call(alias("live").build());

        UpdateAliasResponse updated = lab.call(
                UpdateAliasRequest.builder().functionName("hello").name("live").build());

        assertThat(updated.revisionId()).isNotEqualTo(created.revisionId());
        assertThat(updated.functionVersion()).isEqualTo("1");
    }

    @Test
    void an_update_moves_the_alias_and_an_empty_routing_ends_it() {
        lab.call(alias("live")
                .routingConfig(config -> config.additionalVersionWeights(Map.of("2", 0.2)))
                .build());

        UpdateAliasResponse updated = lab.call(UpdateAliasRequest.builder()
                .functionName("hello")
                .name("live")
                .functionVersion("2")
                .routingConfig(config -> config.additionalVersionWeights(Map.of()))
                .build());

        assertThat(updated.functionVersion()).isEqualTo("2");
        assertThat(updated.routingConfig()).isNull();
        FunctionConfiguration view = lab.get("hello", "live").configuration();
        assertThat(view.functionArn()).isEqualTo(Lab.ARN + "hello:live");
        assertThat(view.version()).isEqualTo("2");
        assertThat(view.description()).isEqualTo("second");
    }

    @Test
    void a_stale_revision_is_refused() {
        lab.call(alias("live").build());

        assertThatThrownBy(() -> lab.call(UpdateAliasRequest.builder()
                        .functionName("hello")
                        .name("live")
                        .revisionId("stale")
                        .build()))
                .isInstanceOf(PreconditionFailedException.class);
    }

    @Test
    void an_alias_that_is_not_there() {
        assertThatThrownBy(() -> get("none"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Cannot find alias arn: " + Lab.ARN + "hello:none");
        assertThatThrownBy(() -> lab.call(UpdateAliasRequest.builder()
                        .functionName("hello")
                        .name("none")
                        .build()))
                .hasMessage("Alias not found: " + Lab.ARN + "hello:none");
        lab.call(DeleteAliasRequest.builder().functionName("hello").name("none").build());
    }

    @Test
    void aliases_are_listed_by_name_and_by_version() {
        lab.call(alias("b").build());
        lab.call(alias("c").functionVersion("2").build());
        lab.call(alias("a").build());

        ListAliasesResponse all =
                lab.call(ListAliasesRequest.builder().functionName("hello").build());
        ListAliasesResponse first = lab.call(ListAliasesRequest.builder()
                .functionName("hello")
                .functionVersion("1")
                .maxItems(1)
                .build());
        ListAliasesResponse second = lab.call(ListAliasesRequest.builder()
                .functionName("hello")
                .functionVersion("1")
                .marker(first.nextMarker())
                .build());

        assertThat(all.aliases()).extracting(AliasConfiguration::name).containsExactly("a", "b", "c");
        assertThat(first.aliases()).extracting(AliasConfiguration::name).containsExactly("a");
        assertThat(second.aliases()).extracting(AliasConfiguration::name).containsExactly("b");
    }

    @Test
    void a_version_that_an_alias_leads_to_cannot_be_deleted() {
        lab.call(alias("live")
                .routingConfig(config -> config.additionalVersionWeights(Map.of("2", 0.2)))
                .build());

        for (String version : new String[] {"1", "2"}) {
            assertThatThrownBy(() -> deleteVersion(version))
                    .isInstanceOf(ResourceConflictException.class)
                    .hasMessage("Unable to delete version because the following aliases reference it: [live]");
        }
        lab.call(DeleteAliasRequest.builder().functionName("hello").name("live").build());
        deleteVersion("1");
        assertThatThrownBy(() -> lab.get("hello", "1")).isInstanceOf(ResourceNotFoundException.class);
    }

    private void deleteVersion(String version) {
        lab.call(DeleteFunctionRequest.builder()
                .functionName("hello")
                .qualifier(version)
                .build());
    }

    @Test
    void what_else_cannot_be_deleted() {
        assertThatThrownBy(() -> deleteVersion("$LATEST"))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("$LATEST version cannot be deleted without deleting the function.");
        assertThatThrownBy(() -> deleteVersion("some-alias"))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Deletion of aliases is not currently supported.");
        deleteVersion("77");
        assertThatThrownBy(() -> lab.call(DeleteFunctionRequest.builder()
                        .functionName("nothing")
                        .qualifier("1")
                        .build()))
                .hasMessage("Function not found: " + Lab.ARN + "nothing");
    }
}
