package dev.mayfly.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.functions.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;

class AdmissionTest {
    private static final int LIMIT = 5;

    @TempDir
    Path home;

    private InvokeLab lab;
    private Admission admission;

    @BeforeEach
    void open() throws Exception {
        lab = new InvokeLab(home, LIMIT);
        admission = new Admission(lab.functions.catalog());
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private Target reserved(String name, int executions) {
        lab.active(name);
        lab.call(PutFunctionConcurrencyRequest.builder()
                .functionName(name)
                .reservedConcurrentExecutions(executions)
                .build());
        return lab.resolve(name);
    }

    private List<Admission.Permit> take(Target target, int permits) throws Throttled {
        List<Admission.Permit> taken = new ArrayList<>();
        for (int i = 0; i < permits; i++) {
            taken.add(admission.admit(target));
        }
        return taken;
    }

    private void refuses(Target target, Throttled.Reason reason) {
        assertThatThrownBy(() -> admission.admit(target))
                .isInstanceOfSatisfying(
                        Throttled.class,
                        throttled -> assertThat(throttled.reason()).isEqualTo(reason));
    }

    @Test
    void functions_without_a_reservation_share_what_there_is() throws Throttled {
        take(lab.active("one"), 3);
        take(lab.active("two"), 2);

        refuses(lab.resolve("one"), Throttled.Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
    }

    @Test
    void a_permit_that_is_given_back_can_be_taken_again() throws Throttled {
        Target target = lab.active("one");
        take(target, LIMIT).getFirst().close();

        take(target, 1);

        refuses(target, Throttled.Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
    }

    @Test
    void a_reservation_is_a_limit() throws Throttled {
        Target target = reserved("one", 2);
        take(target, 2);

        refuses(target, Throttled.Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
    }

    @Test
    void a_reservation_is_kept_from_all_others() throws Throttled {
        Target reserved = reserved("one", 2);
        Target other = lab.active("two");
        take(other, 3);

        refuses(other, Throttled.Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        take(reserved, 2);
    }

    @Test
    void a_reservation_of_nothing_admits_nothing() {
        refuses(reserved("one", 0), Throttled.Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
    }

    @Test
    void who_is_refused_takes_nobodys_place() throws Exception {
        Target target = reserved("one", 2);
        AtomicInteger refused = new AtomicInteger();
        Callable<Integer> caller = () -> {
            for (int i = 0; i < 2_000; i++) {
                try (Admission.Permit _ = admission.admit(target)) {
                    Thread.onSpinWait();
                } catch (Throttled e) {
                    refused.incrementAndGet();
                }
            }
            return 0;
        };
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            for (Future<Integer> one : two.invokeAll(List.of(caller, caller))) {
                one.get();
            }
        }

        assertThat(refused).hasValue(0);
        take(target, 2);
    }
}
