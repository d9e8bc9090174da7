package dev.mayfly.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.EndpointConfiguration;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.GetRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApisRequest;
import software.amazon.awssdk.services.apigateway.model.GetTagsRequest;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.TagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UntagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiResponse;

class RestApisTest {
    private final Studio studio = new Studio();

    @Test
    void a_new_api_has_the_defaults_of_aws() {
        var api = studio.apis.create(CreateRestApiRequest.builder().name("shop").build(), studio.call);

        assertThat(api.id()).matches("[a-z0-9]{10}");
        assertThat(api.rootResourceId()).matches("[a-z0-9]{6,10}");
        assertThat(api.apiKeySourceAsString()).isEqualTo("HEADER");
        assertThat(api.disableExecuteApiEndpoint()).isFalse();
        assertThat(api.createdDate()).isEqualTo(Studio.NOON);
        assertThat(api.endpointConfiguration())
                .isEqualTo(EndpointConfiguration.builder()
                        .types(EndpointType.EDGE)
                        .ipAddressType("ipv4")
                        .build());
        assertThat(api.hasBinaryMediaTypes()).isFalse();
        assertThat(api.hasTags()).isFalse();
    }

    @Test
    void an_empty_description_is_refused() {
        assertThatThrownBy(() -> studio.apis.create(
                        CreateRestApiRequest.builder()
                                .name("shop")
                                .description("")
                                .build(),
                        studio.call))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Description cannot be an empty string");
    }

    @Test
    void two_endpoint_types_are_refused() {
        assertThatThrownBy(() -> studio.apis.create(
                        CreateRestApiRequest.builder()
                                .name("shop")
                                .endpointConfiguration(c -> c.types(EndpointType.EDGE, EndpointType.REGIONAL))
                                .build(),
                        studio.call))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Cannot create an api with multiple Endpoint Types.");
    }

    @Test
    void a_private_api_is_dualstack_unless_it_says_otherwise_which_it_must_not() {
        var api = studio.apis.create(
                CreateRestApiRequest.builder()
                        .name("shop")
                        .endpointConfiguration(c -> c.types(EndpointType.PRIVATE))
                        .build(),
                studio.call);

        assertThat(api.endpointConfiguration().ipAddressTypeAsString()).isEqualTo("dualstack");
        assertThatThrownBy(() -> studio.apis.create(
                        CreateRestApiRequest.builder()
                                .name("shop")
                                .endpointConfiguration(
                                        c -> c.types(EndpointType.PRIVATE).ipAddressType("ipv4"))
                                .build(),
                        studio.call))
                .hasMessageContaining("Only dualstack ipAddressType is supported for Private APIs.");
    }

    @Test
    void an_api_is_found_in_its_own_account_and_region_only() {
        Call elsewhere = Studio.call(Studio.ACCOUNT, "us-east-1");
        Call someoneElse = Studio.call("111111111111", Studio.REGION);
        var request = GetRestApiRequest.builder().restApiId(studio.api).build();

        assertThat(studio.apis.get(request, studio.call).name()).isEqualTo("pets");
        assertThatThrownBy(() -> studio.apis.get(request, elsewhere)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> studio.apis.get(request, someoneElse))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid API identifier specified 111111111111:" + studio.api);
    }

    @Test
    void an_absurd_id_is_an_id_of_nothing() {
        for (String id : List.of("", "../x", "a/b", "A".repeat(5_000), studio.api.toUpperCase(Locale.ROOT))) {
            assertThatThrownBy(() -> studio.apis.get(
                            GetRestApiRequest.builder().restApiId(id).build(), studio.call))
                    .isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void apis_are_listed_in_pages_that_miss_none_and_repeat_none() {
        IntStream.range(0, 6)
                .forEach(i -> studio.apis.create(
                        CreateRestApiRequest.builder().name("api-" + i).build(), studio.call));

        var first = studio.apis.list(GetRestApisRequest.builder().limit(4).build(), studio.call);
        var second = studio.apis.list(
                GetRestApisRequest.builder().limit(4).position(first.position()).build(), studio.call);

        assertThat(first.items()).hasSize(4);
        assertThat(second.items()).hasSize(3).doesNotContainAnyElementsOf(first.items());
        assertThat(second.position()).isNull();
    }

    @Test
    void a_position_or_limit_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> studio.apis.list(
                        GetRestApisRequest.builder().position("%%%").build(), studio.call))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() ->
                        studio.apis.list(GetRestApisRequest.builder().limit(-1).build(), studio.call))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void patches_add_replace_and_remove() {
        update(
                Studio.patch(Op.ADD, "/binaryMediaTypes/image~1png", null),
                Studio.patch(Op.ADD, "/binaryMediaTypes/image~1jpeg", null),
                Studio.patch(Op.REPLACE, "/description", "all pets"));
        var replaced = update(Studio.patch(Op.REPLACE, "/binaryMediaTypes/image~1png", "image/gif"));
        assertThat(replaced.binaryMediaTypes()).containsExactly("image/jpeg", "image/gif");
        assertThat(replaced.description()).isEqualTo("all pets");

        var removed = update(
                Studio.patch(Op.REMOVE, "/binaryMediaTypes/image~1gif", null),
                Studio.patch(Op.REMOVE, "/description", null));
        assertThat(removed.binaryMediaTypes()).containsExactly("image/jpeg");
        assertThat(removed.description()).isNull();
        assertThat(removed.hasTags()).isTrue();
    }

    @Test
    void compression_size_is_set_and_unset_within_its_bounds() {
        assertThat(update(Studio.patch(Op.REPLACE, "/minimumCompressionSize", "10"))
                        .minimumCompressionSize())
                .isEqualTo(10);
        assertThat(update(Studio.patch(Op.REPLACE, "/minimumCompressionSize", ""))
                        .minimumCompressionSize())
                .isNull();
        for (String wrong : List.of("-1", "ten", "10485761")) {
            assertThatThrownBy(() -> update(Studio.patch(Op.REPLACE, "/minimumCompressionSize", wrong)))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("Invalid minimum compression size, must be between 0 and 10485760");
        }
    }

    @Test
    void a_patch_that_does_not_apply_is_refused_in_the_words_of_aws() {
        assertThatThrownBy(() -> update(Studio.patch(Op.ADD, "/binaryMediaTypes", "image/png")))
                .hasMessageContaining("Invalid patch path /binaryMediaTypes");
        assertThatThrownBy(() -> update(Studio.patch(Op.ADD, "/minimumCompressionSize", "1")))
                .hasMessageContaining("Invalid patch operation specified. Must be one of: [replace]");
        assertThatThrownBy(() -> update(PatchOperation.builder()
                        .op("wrong")
                        .path("/name")
                        .value("x")
                        .build()))
                .isInstanceOf(AwsException.class)
                .hasMessage(
                        "1 validation error detected: Value 'wrong' at 'updateRestApiInput.patchOperations.1.member.op'"
                                + " failed to satisfy constraint: Member must satisfy enum value set: "
                                + "[add, remove, move, test, replace, copy]");
    }

    @Test
    void a_refused_patch_leaves_the_api_as_it_was() {
        assertThatThrownBy(() ->
                        update(Studio.patch(Op.REPLACE, "/name", "changed"), Studio.patch(Op.REPLACE, "/id", "mine")))
                .isInstanceOf(BadRequestException.class);

        assertThat(studio.apis
                        .get(GetRestApiRequest.builder().restApiId(studio.api).build(), studio.call)
                        .name())
                .isEqualTo("pets");
    }

    @Test
    void a_deleted_api_leaves_nothing_in_the_store() {
        studio.function(studio.root, "GET");
        studio.deploy("test");
        studio.deploy("prod");

        studio.apis.delete(DeleteRestApiRequest.builder().restApiId(studio.api).build(), studio.call);

        assertThat(studio.store.scan("", "", 100)).isEmpty();
        assertThat(studio.get("/test/").status()).isEqualTo(403);
    }

    @Test
    void an_api_is_tagged_and_untagged_by_its_arn() {
        String arn = "arn:aws:apigateway:eu-central-1::/restapis/" + studio.api;
        studio.tags.tag(
                TagResourceRequest.builder()
                        .resourceArn(arn)
                        .tags(Map.of("team", "zoo", "tier", "1"))
                        .build(),
                studio.call);
        studio.tags.untag(
                UntagResourceRequest.builder().resourceArn(arn).tagKeys("tier").build(), studio.call);

        assertThat(studio.tags
                        .get(GetTagsRequest.builder().resourceArn(arn).build(), studio.call)
                        .tags())
                .containsExactly(Map.entry("team", "zoo"));
        assertThat(studio.apis
                        .get(GetRestApiRequest.builder().restApiId(studio.api).build(), studio.call)
                        .tags())
                .containsKey("team");
    }

    @Test
    void a_stage_has_tags_of_its_own() {
        studio.function(studio.root, "GET");
        studio.deploy("test");
        String api = "arn:aws:apigateway:eu-central-1::/restapis/" + studio.api;
        String stage = api + "/stages/test";

        studio.tags.tag(
                TagResourceRequest.builder()
                        .resourceArn(stage)
                        .tags(Map.of("team", "zoo"))
                        .build(),
                studio.call);

        assertThat(studio.tags
                        .get(GetTagsRequest.builder().resourceArn(stage).build(), studio.call)
                        .tags())
                .containsKey("team");
        assertThat(studio.tags
                        .get(GetTagsRequest.builder().resourceArn(api).build(), studio.call)
                        .tags())
                .isEmpty();
        assertThatThrownBy(() -> studio.tags.get(
                        GetTagsRequest.builder().resourceArn(api + "/stages/no").build(), studio.call))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid Stage identifier specified");
    }

    @Test
    void the_account_remembers_its_logging_role() {
        var changed = studio.accounts.update(
                UpdateAccountRequest.builder()
                        .patchOperations(
                                Studio.patch(Op.REPLACE, "/cloudwatchRoleArn", "arn:aws:iam::000000000000:role/logs"))
                        .build(),
                studio.call);

        assertThat(changed.cloudwatchRoleArn()).isEqualTo("arn:aws:iam::000000000000:role/logs");
        assertThat(changed.throttleSettings().burstLimit()).isEqualTo(5_000);
    }

    private UpdateRestApiResponse update(PatchOperation... patches) {
        return studio.apis.update(
                UpdateRestApiRequest.builder()
                        .restApiId(studio.api)
                        .patchOperations(patches)
                        .build(),
                studio.call);
    }
}
