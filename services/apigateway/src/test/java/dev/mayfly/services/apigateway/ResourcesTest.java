package dev.mayfly.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourceRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourcesRequest;
import software.amazon.awssdk.services.apigateway.model.LimitExceededException;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.UpdateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateResourceResponse;

class ResourcesTest {
    private final Studio studio = new Studio();

    @Test
    void resources_are_listed_by_path_with_the_root_first() {
        String pets = studio.resource(studio.root, "pets");
        studio.resource(pets, "{petId}");
        studio.resource(studio.root, "{proxy+}");

        assertThat(list()).extracting(Resource::path).containsExactly("/", "/pets", "/pets/{petId}", "/{proxy+}");
        assertThat(list().getFirst())
                .isEqualTo(Resource.builder().id(studio.root).path("/").build());
    }

    @Test
    void resources_are_listed_in_pages() {
        studio.resource(studio.root, "a");
        studio.resource(studio.root, "b");

        var first = studio.resources.list(
                GetResourcesRequest.builder().restApiId(studio.api).limit(2).build(), studio.call);
        var second = studio.resources.list(
                GetResourcesRequest.builder()
                        .restApiId(studio.api)
                        .limit(2)
                        .position(first.position())
                        .build(),
                studio.call);

        assertThat(first.items()).extracting(Resource::path).containsExactly("/", "/a");
        assertThat(second.items()).extracting(Resource::path).containsExactly("/b");
        assertThat(second.position()).isNull();
    }

    @Test
    void methods_are_shown_whole_only_when_embedded() {
        studio.function(studio.root, "GET");

        var plain = studio.resources.get(
                GetResourceRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .build(),
                studio.call);
        var embedded = studio.resources.get(
                GetResourceRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(studio.root)
                        .embed("methods")
                        .build(),
                studio.call);

        assertThat(plain.resourceMethods())
                .containsExactly(Map.entry("GET", Method.builder().build()));
        assertThat(embedded.resourceMethods())
                .hasEntrySatisfying(
                        "GET",
                        method -> assertThat(method.methodIntegration().typeAsString())
                                .isEqualTo("AWS_PROXY"));
    }

    @Test
    void two_siblings_cannot_have_the_same_name() {
        studio.resource(studio.root, "pets");

        assertThatThrownBy(() -> studio.resource(studio.root, "pets"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Another resource with the same parent already has this name: pets");
    }

    @Test
    void only_one_sibling_can_be_variable() {
        studio.resource(studio.root, "{proxy+}");

        assertThatThrownBy(() -> studio.resource(studio.root, "{petId}"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("A sibling ({proxy+}) of this resource already has a variable path part -- "
                        + "only one is allowed");
    }

    @Test
    void nothing_lies_below_a_greedy_variable() {
        String proxy = studio.resource(studio.root, "{proxy+}");

        assertThatThrownBy(() -> studio.resource(proxy, "pets"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Cannot create a child of a resource with a greedy path variable: {proxy+}");
    }

    @Test
    void a_path_part_is_checked() {
        for (String wrong : List.of("", "a/b", "{x", "x}", "{}", "a{x}", "{x}.html", "{x++}", "ü", "x".repeat(600))) {
            assertThatThrownBy(() -> studio.resource(studio.root, wrong))
                    .as(wrong)
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("Resource's path part only allow");
        }
        assertThat(studio.resource(studio.root, "events:batch_get-1.0")).isNotEmpty();
    }

    @Test
    void a_parent_must_exist() {
        assertThatThrownBy(() -> studio.resource("fake12", "pets"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid Resource identifier specified");
    }

    @Test
    void a_deleted_resource_takes_those_below_with_it() {
        String pets = studio.resource(studio.root, "pets");
        String pet = studio.resource(pets, "{petId}");
        studio.resource(pet, "toys");

        studio.resources.delete(
                DeleteResourceRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(pets)
                        .build(),
                studio.call);

        assertThat(list()).extracting(Resource::path).containsExactly("/");
    }

    @Test
    void the_root_stays() {
        assertThatThrownBy(() -> studio.resources.delete(
                        DeleteResourceRequest.builder()
                                .restApiId(studio.api)
                                .resourceId(studio.root)
                                .build(),
                        studio.call))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> update(studio.root, Studio.patch(Op.REPLACE, "/pathPart", "x")))
                .hasMessageContaining("Root resource cannot update its pathPart.");
    }

    @Test
    void a_renamed_resource_changes_the_paths_below_it() {
        String pets = studio.resource(studio.root, "pets");
        studio.resource(pets, "toys");

        assertThat(update(pets, Studio.patch(Op.REPLACE, "/pathPart", "dogs")).path())
                .isEqualTo("/dogs");
        assertThat(list()).extracting(Resource::path).containsExactly("/", "/dogs", "/dogs/toys");
    }

    @Test
    void a_resource_cannot_move_below_itself() {
        String pets = studio.resource(studio.root, "pets");
        String toys = studio.resource(pets, "toys");

        assertThatThrownBy(() -> update(pets, Studio.patch(Op.REPLACE, "/parentId", toys)))
                .hasMessageContaining("Resources cannot be cyclical.");
        assertThat(update(toys, Studio.patch(Op.REPLACE, "/parentId", studio.root))
                        .path())
                .isEqualTo("/toys");
    }

    @Test
    void other_patches_are_refused_in_the_words_of_aws() {
        String pets = studio.resource(studio.root, "pets");

        assertThatThrownBy(() -> update(pets, Studio.patch(Op.REPLACE, "/invalid", "x")))
                .hasMessageContaining("Invalid patch path  '/invalid' specified for op 'replace'. "
                        + "Must be one of: [/parentId, /pathPart]");
        assertThatThrownBy(() -> update(pets, Studio.patch(Op.REMOVE, "/pathPart", "x")))
                .hasMessageContaining("Invalid patch path  '/pathPart' specified for op 'remove'. "
                        + "Please choose supported operations");
    }

    @Test
    void of_many_who_make_the_same_resource_at_once_one_succeeds() throws Exception {
        List<Future<String>> made = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                made.add(threads.submit(() -> studio.resource(studio.root, "pets")));
            }
        }

        assertThat(made)
                .filteredOn(each -> each.state() == Future.State.SUCCESS)
                .hasSize(1);
        assertThat(made)
                .filteredOn(each -> each.state() == Future.State.FAILED)
                .hasSize(15)
                .allMatch(each -> each.exceptionNow() instanceof ConflictException);
        assertThat(list()).extracting(Resource::path).containsExactly("/", "/pets");
    }

    @Test
    void an_api_holds_three_hundred_resources() {
        for (int i = 1; i < 300; i++) {
            studio.resource(studio.root, "r" + i);
        }

        assertThatThrownBy(() -> studio.resource(studio.root, "one-more")).isInstanceOf(LimitExceededException.class);
    }

    private List<Resource> list() {
        return new ArrayList<>(studio.resources
                .list(GetResourcesRequest.builder().restApiId(studio.api).build(), studio.call)
                .items());
    }

    private UpdateResourceResponse update(String resource, PatchOperation patch) {
        return studio.resources.update(
                UpdateResourceRequest.builder()
                        .restApiId(studio.api)
                        .resourceId(resource)
                        .patchOperations(patch)
                        .build(),
                studio.call);
    }
}
