package dev.mayfly.acceptance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.LogType;

/** A function that a server has. */
record DeployedFunction(Aws aws, String name) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    Reply invoke() {
        return invoke("{}");
    }

    Reply invoke(String event) {
        return invoke(event, _ -> {});
    }

    Reply invoke(String event, Consumer<InvokeRequest.Builder> settings) {
        InvokeRequest.Builder request = InvokeRequest.builder()
                .functionName(name)
                .logType(LogType.TAIL)
                .payload(SdkBytes.fromUtf8String(event));
        settings.accept(request);
        return Reply.of(aws.lambda().invoke(request.build()));
    }

    /** Invokes it on a thread of its own. */
    CompletableFuture<Reply> start(String event) {
        return CompletableFuture.supplyAsync(() -> invoke(event), Thread::startVirtualThread);
    }

    GetFunctionConfigurationResponse configuration() {
        return aws.lambda().getFunctionConfiguration(get -> get.functionName(name));
    }

    String arn() {
        return configuration().functionArn();
    }

    void update(Deployment code) {
        var _ = aws.lambda()
                .updateFunctionCode(update -> update.functionName(name).zipFile(code.zip()));
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> configuration().lastUpdateStatusAsString().equals("Successful"));
    }

    String publish() {
        return aws.lambda()
                .publishVersion(publish -> publish.functionName(name))
                .version();
    }

    void delete() {
        var _ = aws.lambda().deleteFunction(delete -> delete.functionName(name));
    }

    String logGroup() {
        return "/aws/lambda/" + name;
    }

    /** Every message in its log, oldest first; none while there is no log. */
    List<String> log() {
        try {
            return aws.logs().filterLogEventsPaginator(filter -> filter.logGroupName(logGroup())).events().stream()
                    .map(FilteredLogEvent::message)
                    .toList();
        } catch (ResourceNotFoundException e) {
            return List.of();
        }
    }

    /** The first message that contains {@code text}, once it is there. */
    String awaitLog(String text) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> log().stream().filter(line -> line.contains(text)).findFirst(), Optional::isPresent)
                .orElseThrow();
    }
}
