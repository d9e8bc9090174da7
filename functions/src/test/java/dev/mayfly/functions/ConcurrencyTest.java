package dev.mayfly.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

class ConcurrencyTest {
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

    private PutFunctionConcurrencyResponse reserve(String name, int executions) {
        return lab.call(PutFunctionConcurrencyRequest.builder()
                .functionName(name)
                .reservedConcurrentExecutions(executions)
                .build());
    }

    private GetFunctionConcurrencyResponse reserved(String name) {
        return lab.call(
                GetFunctionConcurrencyRequest.builder().functionName(name).build());
    }

    private GetAccountSettingsResponse account() {
        return lab.call(GetAccountSettingsRequest.builder().build());
    }

    @Test
    void a_reservation_is_kept_shown_and_ended() {
        assertThat(reserved("hello").reservedConcurrentExecutions()).isNull();

        assertThat(reserve("hello", 3).reservedConcurrentExecutions()).isEqualTo(3);
        assertThat(reserved("hello").reservedConcurrentExecutions()).isEqualTo(3);
        assertThat(lab.get("hello").concurrency().reservedConcurrentExecutions())
                .isEqualTo(3);
        assertThat(account().accountLimit().unreservedConcurrentExecutions()).isEqualTo(997);

        lab.call(
                DeleteFunctionConcurrencyRequest.builder().functionName("hello").build());
        assertThat(reserved("hello").reservedConcurrentExecutions()).isNull();
        assertThat(lab.get("hello").concurrency()).isNull();
        assertThat(account().accountLimit().unreservedConcurrentExecutions()).isEqualTo(1_000);
    }

    @Test
    void none_at_all_can_be_reserved() {
        reserve("hello", 0);

        assertThat(reserved("hello").reservedConcurrentExecutions()).isZero();
        assertThat(lab.resolve("hello").reservedConcurrency()).hasValue(0);
    }

    @Test
    void a_hundred_always_stay_unreserved() {
        lab.active("other");
        reserve("hello", 900);
        reserve("hello", 899);

        assertThatThrownBy(() -> reserve("other", 2))
                .isInstanceOfSatisfying(
                        InvalidParameterValueException.class,
                        e -> assertThat(e.type()).isNull())
                .hasMessage("Specified ReservedConcurrentExecutions for function decreases account's"
                        + " UnreservedConcurrentExecution below its minimum value of [100].");
        reserve("other", 1);
    }

    @Test
    void reservations_at_the_same_time_cannot_exceed_the_limit_together() throws Exception {
        List<String> names = IntStream.range(0, 20).mapToObj(i -> "f" + i).toList();
        names.forEach(lab::create);
        int granted = 0;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<PutFunctionConcurrencyResponse>> all = names.stream()
                    .<Callable<PutFunctionConcurrencyResponse>>map(name -> () -> reserve(name, 90))
                    .toList();
            for (Future<PutFunctionConcurrencyResponse> answer : executor.invokeAll(all)) {
                granted += answer.state() == Future.State.SUCCESS ? 1 : 0;
                if (answer.state() == Future.State.FAILED) {
                    assertThatThrownBy(answer::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(InvalidParameterValueException.class);
                }
            }
        }
        assertThat(granted).isEqualTo(10);
        assertThat(lab.catalog().unreservedConcurrency(Lab.ACCOUNT, Lab.REGION)).isEqualTo(100);
    }

    @Test
    void a_deleted_function_gives_its_reservation_back() {
        reserve("hello", 500);

        lab.call(DeleteFunctionRequest.builder().functionName("hello").build());

        assertThat(account().accountLimit().unreservedConcurrentExecutions()).isEqualTo(1_000);
    }

    @Test
    void only_whole_functions_have_reservations() {
        assertThatThrownBy(() -> reserve(Lab.ARN + "hello:1", 1))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("This operation is permitted on Lambda functions only. Aliases and versions do not support"
                        + " this operation. Please specify either a function name or an unqualified function ARN.");
        assertThatThrownBy(() -> reserve("doesnotexist", 5_000))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("Function not found: " + Lab.ARN + "doesnotexist:$LATEST");
    }

    @Test
    void the_account_shows_its_limits_and_true_totals() {
        lab.publish("hello");
        lab.create("other");

        GetAccountSettingsResponse account = account();

        assertThat(account.accountLimit().concurrentExecutions()).isEqualTo(1_000);
        assertThat(account.accountLimit().codeSizeUnzipped()).isEqualTo(262_144_000);
        assertThat(account.accountLimit().codeSizeZipped()).isEqualTo(52_428_800);
        assertThat(account.accountLimit().totalCodeSize()).isEqualTo(80_530_636_800L);
        assertThat(account.accountUsage().functionCount()).isEqualTo(2);
        assertThat(account.accountUsage().totalCodeSize()).isEqualTo(3L * Lab.ZIP.length);
    }
}
