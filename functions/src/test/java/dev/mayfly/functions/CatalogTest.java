package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.functions.code.Zips;
import dev.mayfly.wire.AwsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

class CatalogTest {
    private final List<String> retired = new CopyOnWriteArrayList<>();
    private Lab lab;

    @BeforeEach
    void start(@TempDir Path home) {
        lab = new Lab(home);
        lab.catalog().onRetired(retired::add);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private void alias(String name, String version, Map<String, Double> weights) {
        lab.call(CreateAliasRequest.builder()
                .functionName("hello")
                .name(name)
                .functionVersion(version)
                .routingConfig(config -> config.additionalVersionWeights(weights))
                .build());
    }

    @Test
    void a_name_leads_to_everything_an_environment_is_made_from() {
        lab.create(
                "hello",
                request -> request.environment(e -> e.variables(Map.of("KEY", "value")))
                        .memorySize(256)
                        .timeout(7)
                        .tracingConfig(t -> t.mode("Active")));
        lab.settled("hello");

        Target target = lab.resolve("hello");

        Revision revision = target.revision();
        assertThat(revision.functionArn()).isEqualTo(Lab.ARN + "hello");
        assertThat(revision.version()).isEqualTo("$LATEST");
        assertThat(revision.runtime()).isEqualTo("nodejs20.x");
        assertThat(revision.handler()).isEqualTo("index.handler");
        assertThat(revision.role()).isEqualTo(Lab.ROLE);
        assertThat(revision.memoryMegabytes()).isEqualTo(256);
        assertThat(revision.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(revision.environment()).isEqualTo(Map.of("KEY", "value"));
        assertThat(revision.tracing()).isTrue();
        assertThat(revision.logging().group()).isEqualTo("/aws/lambda/hello");
        assertThat(target.state()).isEqualTo(new State.Active());
        assertThat(target.invokedArn()).isEqualTo(Lab.ARN + "hello");
        assertThat(target.executedVersion()).isEqualTo("$LATEST");
        assertThat(target.reservedConcurrency()).isEmpty();
        assertThat(lab.functions.directories().code(revision.code()).resolve("index.js"))
                .exists();
    }

    @Test
    void the_invoked_arn_is_as_the_caller_wrote_it() {
        lab.twoVersions("hello");
        alias("live", "2", Map.of());

        assertThat(lab.resolve("hello", "live").invokedArn()).isEqualTo(Lab.ARN + "hello:live");
        assertThat(lab.resolve("hello", "live").executedVersion()).isEqualTo("2");
        assertThat(lab.resolve(Lab.ARN + "hello:live").invokedArn()).isEqualTo(Lab.ARN + "hello:live");
        assertThat(lab.resolve("hello", "1").invokedArn()).isEqualTo(Lab.ARN + "hello:1");
        assertThat(lab.resolve("hello", "$LATEST").invokedArn()).isEqualTo(Lab.ARN + "hello:$LATEST");
    }

    @Test
    void a_weighted_alias_leads_to_both_versions_in_proportion() {
        lab.twoVersions("hello");
        alias("split", "1", Map.of("2", 0.2));

        long second = IntStream.range(0, 5_000)
                .filter(i -> lab.resolve("hello", "split").executedVersion().equals("2"))
                .count();

        assertThat(second).isBetween(800L, 1_200L);
    }

    @Test
    void an_update_is_served_when_it_is_done_and_what_was_before_is_retired() {
        lab.active("hello");
        String before = lab.resolve("hello").revision().id();

        lab.replaceCode("hello", Zips.of("index.js", "new"));

        Revision after = lab.resolve("hello").revision();
        assertThat(after.id()).isNotEqualTo(before);
        assertThat(retired).containsExactly(before);
    }

    @Test
    void the_same_code_again_is_a_new_revision_all_the_same() {
        lab.active("hello");
        String before = lab.resolve("hello").revision().id();

        lab.replaceCode("hello", Lab.ZIP);

        assertThat(lab.resolve("hello").revision().id()).isNotEqualTo(before);
    }

    @Test
    void publishing_and_tagging_retire_nothing() {
        lab.active("hello");
        String before = lab.resolve("hello").revision().id();

        lab.publish("hello");

        assertThat(lab.resolve("hello").revision().id()).isEqualTo(before);
        assertThat(retired).isEmpty();
    }

    @Test
    void deleting_a_function_retires_all_its_revisions() {
        lab.twoVersions("hello");
        List<String> ids = List.of(
                lab.resolve("hello").revision().id(),
                lab.resolve("hello", "1").revision().id(),
                lab.resolve("hello", "2").revision().id());
        retired.clear();

        lab.call(DeleteFunctionRequest.builder().functionName("hello").build());

        assertThat(retired).containsExactlyInAnyOrderElementsOf(ids);
        assertThatThrownBy(() -> lab.resolve("hello")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void a_function_made_anew_has_nothing_of_the_old_one() {
        lab.twoVersions("hello");
        alias("live", "1", Map.of());
        String before = lab.resolve("hello").revision().id();
        lab.call(DeleteFunctionRequest.builder().functionName("hello").build());

        lab.active("hello");

        assertThat(lab.resolve("hello").revision().id()).isNotEqualTo(before);
        assertThatThrownBy(() -> lab.resolve("hello", "1")).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> lab.resolve("hello", "live")).isInstanceOf(ResourceNotFoundException.class);
        assertThat(lab.publish("hello").version()).isEqualTo("1");
    }

    @Test
    void what_a_deleted_function_leaves_is_cleared_away() {
        lab.twoVersions("hello");
        alias("live", "1", Map.of());
        lab.call(DeleteFunctionRequest.builder().functionName("hello").build());

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(lab.store.scan("lambda/", "", 100))
                        .extracting(entry -> entry.key().replaceAll("/[0-9a-f]{64}$", "/…"))
                        .containsExactly("lambda/package/…", "lambda/secret/download"));
    }

    @Test
    void reserved_concurrency_comes_with_the_target() {
        lab.active("hello");
        lab.resolve("hello");

        lab.call(PutFunctionConcurrencyRequest.builder()
                .functionName("hello")
                .reservedConcurrentExecutions(3)
                .build());

        assertThat(lab.resolve("hello").reservedConcurrency()).isEqualTo(OptionalInt.of(3));
    }

    @Test
    void a_change_by_another_node_is_seen_before_long() {
        lab.active("hello");
        lab.resolve("hello");
        lab.store.clear();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThatThrownBy(() -> lab.resolve("hello")).isInstanceOf(ResourceNotFoundException.class));
    }

    @Test
    void a_cleared_store_is_forgotten_at_once() {
        lab.active("hello");
        lab.resolve("hello");

        lab.store.clear();
        lab.catalog().forget();

        assertThatThrownBy(() -> lab.resolve("hello")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void another_account_may_invoke_what_the_policy_lets_it() {
        lab.active("hello");
        assertThatThrownBy(() -> lab.catalog().resolve("111111111111", Lab.REGION, Lab.ARN + "hello", Optional.empty()))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.status()).isEqualTo(403));

        lab.call(AddPermissionRequest.builder()
                .functionName("hello")
                .statementId("friend")
                .action("lambda:InvokeFunction")
                .principal("111111111111")
                .build());

        assertThat(lab.catalog()
                        .resolve("111111111111", Lab.REGION, Lab.ARN + "hello", Optional.empty())
                        .executedVersion())
                .isEqualTo("$LATEST");
    }

    // ---- what the host cannot serve, crashes

    @Test
    void a_runtime_that_is_not_installed_makes_the_function_failed_with_advice() {
        lab.missingRuntimes.put("python3.12/x86_64", "Install Python 3.12.");
        lab.create("hello", request -> request.runtime("python3.12"));

        FunctionConfiguration failed = lab.settled("hello");

        assertThat(failed.stateAsString()).isEqualTo("Failed");
        assertThat(failed.stateReason()).isEqualTo("Install Python 3.12.");
        assertThat(failed.stateReasonCodeAsString()).isEqualTo("InvalidRuntime");
        assertThat(lab.resolve("hello").state()).isEqualTo(new State.Failed("InvalidRuntime", "Install Python 3.12."));
        assertThatThrownBy(() -> lab.publish("hello"))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage("The operation cannot be performed at this time. The function is currently in the following"
                        + " state: Failed");
    }

    @Test
    void an_architecture_that_the_host_is_not_is_accepted_and_fails() {
        lab.missingRuntimes.put("nodejs20.x/arm64", "This host is x86_64.");
        lab.create("hello", request -> request.architecturesWithStrings("arm64"));

        assertThat(lab.settled("hello").stateReason()).isEqualTo("This host is x86_64.");
    }

    @Test
    void a_failed_function_can_be_repaired_by_an_update() {
        lab.missingRuntimes.put("python3.12/x86_64", "Install Python 3.12.");
        lab.create("hello", request -> request.runtime("python3.12"));
        lab.settled("hello");

        lab.call(UpdateFunctionConfigurationRequest.builder()
                .functionName("hello")
                .runtime("nodejs20.x")
                .build());

        assertThat(lab.settled("hello").stateAsString()).isEqualTo("Active");
    }

    @Test
    void what_was_installed_meanwhile_is_found_at_the_next_start() {
        lab.missingRuntimes.put("python3.12/x86_64", "Install Python 3.12.");
        lab.create("hello", request -> request.runtime("python3.12").publish(true));
        lab.settled("hello");
        lab.missingRuntimes.clear();

        try (Lab next = lab.restarted()) {
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(next.resolve("hello").state()).isEqualTo(new State.Active());
                assertThat(next.resolve("hello", "1").state()).isEqualTo(new State.Active());
            });
        }
    }

    @Test
    void a_repaired_function_does_not_make_a_version_run_that_cannot() {
        lab.missingRuntimes.put("python3.12/x86_64", "Install Python 3.12.");
        lab.create("hello", request -> request.runtime("python3.12").publish(true));
        lab.settled("hello");

        lab.call(UpdateFunctionConfigurationRequest.builder()
                .functionName("hello")
                .runtime("nodejs20.x")
                .build());
        lab.settled("hello");

        assertThat(lab.resolve("hello").state()).isEqualTo(new State.Active());
        assertThat(lab.resolve("hello", "1").state()).isInstanceOf(State.Failed.class);
    }

    @Test
    void an_update_that_fails_leaves_the_old_revision_in_service() {
        lab.active("hello");
        String before = lab.resolve("hello").revision().id();
        lab.missingRuntimes.put("python3.12/x86_64", "Install Python 3.12.");

        lab.call(UpdateFunctionConfigurationRequest.builder()
                .functionName("hello")
                .runtime("python3.12")
                .build());
        FunctionConfiguration failed = lab.settled("hello");

        assertThat(failed.stateAsString()).isEqualTo("Active");
        assertThat(failed.lastUpdateStatusAsString()).isEqualTo("Failed");
        assertThat(failed.lastUpdateStatusReason()).isEqualTo("Install Python 3.12.");
        assertThat(lab.resolve("hello").revision().id()).isEqualTo(before);
        assertThat(lab.resolve("hello").revision().runtime()).isEqualTo("nodejs20.x");
        assertThat(retired).isEmpty();
    }

    @Test
    void while_something_is_under_way_nothing_else_begins() {
        lab.close();
        // With the settler closed, what is begun stays begun.
        lab.create("pending");
        assertThatThrownBy(() -> lab.call(UpdateFunctionConfigurationRequest.builder()
                        .functionName("pending")
                        .build()))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessage("The operation cannot be performed at this time. The function is currently in the following"
                        + " state: Pending");
        assertThatThrownBy(() -> lab.call(
                        PublishVersionRequest.builder().functionName("pending").build()))
                .isInstanceOf(ResourceConflictException.class);

        try (Lab next = lab.restarted()) {
            next.settled("pending");
            next.functions.close();
            next.call(UpdateFunctionConfigurationRequest.builder()
                    .functionName("pending")
                    .description("new")
                    .build());
            assertThatThrownBy(() -> next.call(UpdateFunctionCodeRequest.builder()
                            .functionName("pending")
                            .zipFile(SdkBytes.fromByteArray(Lab.ZIP))
                            .build()))
                    .hasMessage(
                            "The operation cannot be performed at this time. An update is in progress for resource: "
                                    + Lab.ARN + "pending");
            assertThat(next.resolve("pending").state()).isEqualTo(new State.Active());
        }
    }

    @Test
    void after_a_crash_what_was_pending_is_carried_on_and_nothing_is_lost() {
        lab.active("old");
        lab.close();
        lab.create("pending");
        lab.call(DeleteFunctionRequest.builder().functionName("old").build());

        try (Lab next = lab.restarted()) {
            assertThat(next.settled("pending").stateAsString()).isEqualTo("Active");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() ->
                            assertThat(next.store.scan("lambda/grave/", "", 10)).isEmpty());
        }
    }

    // ---- packages

    @Test
    void packages_that_nothing_refers_to_are_swept_and_others_are_not() {
        lab.active("hello");
        lab.publish("hello");
        Revision first = lab.resolve("hello").revision();
        lab.replaceCode("hello", Zips.of("index.js", "second"));
        Revision second = lab.resolve("hello").revision();
        lab.replaceCode("hello", Zips.of("index.js", "third"));
        Revision third = lab.resolve("hello").revision();

        lab.clock.advance(Duration.ofMinutes(30));
        lab.functions.sweep(List.of());
        assertThat(lab.blobs.contains(second.code())).as("it arrived only now").isTrue();

        lab.clock.advance(Duration.ofHours(2));
        lab.functions.sweep(List.of());
        assertThat(lab.blobs.contains(first.code())).as("a version has it").isTrue();
        assertThat(lab.blobs.contains(second.code())).isFalse();
        assertThat(lab.blobs.contains(third.code())).isTrue();
        assertThat(lab.home.resolve(second.code().hex())).doesNotExist();
        assertThat(lab.home.resolve(third.code().hex())).exists();
    }

    @Test
    void a_directory_that_an_environment_still_runs_from_is_not_swept() {
        lab.active("hello");
        Revision first = lab.resolve("hello").revision();
        lab.replaceCode("hello", Zips.of("index.js", "second"));
        lab.clock.advance(Duration.ofHours(2));

        lab.functions.sweep(List.of(first));

        assertThat(lab.home.resolve(first.code().hex())).exists();
    }
}
