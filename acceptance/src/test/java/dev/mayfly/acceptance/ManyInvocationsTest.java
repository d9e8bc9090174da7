package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ManyInvocationsTest {
    private static final int INVOCATIONS = 1_000;
    private static final int CALLERS = 32;
    private static final Pattern LINE = Pattern.compile("^(START|END|REPORT) RequestId: ([0-9a-f-]{36})");

    private record Call(DeployedFunction function, int number, Reply reply) {}

    @Test
    void a_thousand_invocations_by_32_callers_are_all_answered_and_each_is_logged_once() throws Exception {
        Aws aws = RunningServer.shared().aws();
        List<DeployedFunction> functions = List.of(
                Deployment.node("exports.handler = async event => ({ echo: event, id: event })")
                        .timeout(30)
                        .on(aws),
                Deployment.python("def handler(event, context): return {'echo': event, 'id': event}")
                        .timeout(30)
                        .on(aws),
                Deployment.provided(ProvidedFunctionTest.ECHO).timeout(30).on(aws));

        List<Call> calls = call(functions);

        assertThat(calls).hasSize(INVOCATIONS).allSatisfy(call -> {
            assertThat(call.reply().error()).as(call.reply().text()).isEmpty();
            assertThat(call.reply().json().path("echo").asInt()).isEqualTo(call.number());
        });
        assertThat(calls.stream().map(call -> call.reply().requestId())).doesNotHaveDuplicates();
        for (DeployedFunction function : functions) {
            Set<String> ids = calls.stream()
                    .filter(call -> call.function().equals(function))
                    .map(call -> call.reply().requestId())
                    .collect(Collectors.toSet());
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                List<String> log = function.log();
                for (String kind : List.of("START", "END", "REPORT")) {
                    assertThat(requests(log, kind)).containsExactlyInAnyOrderElementsOf(ids);
                }
            });
        }
    }

    private static List<Call> call(List<DeployedFunction> functions) throws InterruptedException, ExecutionException {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Call>> pending = new ArrayList<>();
            for (int i = 0; i < INVOCATIONS; i++) {
                int number = i;
                DeployedFunction function = functions.get(number % functions.size());
                pending.add(
                        callers.submit(() -> new Call(function, number, function.invoke(Integer.toString(number)))));
            }
            List<Call> calls = new ArrayList<>();
            for (Future<Call> call : pending) {
                calls.add(call.get());
            }
            return calls;
        }
    }

    private static List<String> requests(List<String> log, String kind) {
        return log.stream()
                .map(LINE::matcher)
                .filter(line -> line.find() && line.group(1).equals(kind))
                .map(line -> line.group(2))
                .toList();
    }
}
