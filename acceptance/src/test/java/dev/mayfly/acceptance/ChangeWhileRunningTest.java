package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** Changes that meet invocations: no caller suffers from a deployment. */
class ChangeWhileRunningTest {
    private final Aws aws = RunningServer.shared().aws();

    @Test
    void updates_never_fail_a_caller_and_hold_from_then_on() {
        String code = "def handler(event, context): return %d";
        DeployedFunction function = Deployment.python(code.formatted(0)).on(aws);
        AtomicBoolean done = new AtomicBoolean();
        List<Reply> replies = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> callers = IntStream.range(0, 4)
                .mapToObj(_ -> CompletableFuture.runAsync(
                        () -> {
                            while (!done.get()) {
                                replies.add(function.invoke());
                            }
                        },
                        Thread::startVirtualThread))
                .toList();

        for (int i = 1; i <= 10; i++) {
            function.update(Deployment.python(code.formatted(i)));
            assertThat(function.invoke().text()).isEqualTo(Integer.toString(i));
        }
        done.set(true);

        assertThat(callers).allSatisfy(caller -> assertThat(caller.join()).isNull());
        assertThat(replies)
                .isNotEmpty()
                .allSatisfy(reply -> assertThat(reply.error()).as(reply.text()).isEmpty());
    }

    @Test
    void who_runs_while_its_function_is_deleted_still_answers() {
        DeployedFunction function = Deployment.python("""
                import time
                def handler(event, context):
                    print('running')
                    time.sleep(1)
                    return 'answered'
                """).on(aws);
        CompletableFuture<Reply> running = function.start("{}");
        var _ = function.awaitLog("running");

        function.delete();

        assertThatThrownBy(function::invoke).isInstanceOf(ResourceNotFoundException.class);
        assertThat(running.join().text()).isEqualTo("\"answered\"");
    }
}
