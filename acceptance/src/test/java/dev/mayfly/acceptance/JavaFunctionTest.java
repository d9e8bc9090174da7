package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaFunctionTest {
    private static final String HANDLERS = """
            package example;

            import com.amazonaws.services.lambda.runtime.*;
            import java.io.*;
            import java.util.*;

            public class Handlers implements RequestStreamHandler {
                public static class Order {
                    private int amount;
                    public int getAmount() { return amount; }
                    public void setAmount(int amount) { this.amount = amount; }
                }

                public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
                    in.transferTo(out);
                }

                public Map<String, Object> pojo(Order order, Context context) {
                    System.out.println("to standard output");
                    context.getLogger().log("to the logger\\nin two lines");
                    return Map.of("twice", 2 * order.getAmount(), "id", context.getAwsRequestId(),
                            "arn", context.getInvokedFunctionArn(), "memory", context.getMemoryLimitInMB(),
                            "remaining", context.getRemainingTimeInMillis(),
                            "java", System.getProperty("java.specification.version"));
                }

                public String fail(Order order) { throw new IllegalStateException("Error: some_error_msg"); }
            }
            """;

    private final Aws aws = RunningServer.shared().aws();

    @TempDir
    Path folder;

    private DeployedFunction deploy(String runtime, String handler) throws IOException {
        Path source = Files.createDirectories(folder.resolve("example")).resolve("Handlers.java");
        Files.writeString(source, HANDLERS);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        Path core = Path.of(System.getProperty("basedir", "")).resolve("../runtimes/java/lib/aws-lambda-java-core.jar");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            problems,
                            files,
                            null,
                            List.of("--release=17", "-cp", core.toString(), "-d", folder.toString()),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(problems.toString()).isTrue();
        }
        Deployment deployment = Deployment.of(runtime, handler).memory(512).timeout(20);
        for (String name : List.of("example/Handlers.class", "example/Handlers$Order.class")) {
            deployment.file(name, Files.readAllBytes(folder.resolve(name)));
        }
        return deployment.on(aws);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java17", "java25"})
    void a_method_gets_its_event_as_an_object_and_knows_its_context(String runtime) throws IOException {
        DeployedFunction function = deploy(runtime, "example.Handlers::pojo");

        Reply reply = function.invoke("{\"amount\":21}");

        assertThat(reply.error()).as(reply.text()).isEmpty();
        assertThat(reply.json().path("twice").asInt()).isEqualTo(42);
        assertThat(reply.json().path("id").asString()).isEqualTo(reply.requestId());
        assertThat(reply.json().path("arn").asString()).isEqualTo(function.arn());
        assertThat(reply.json().path("memory").asInt()).isEqualTo(512);
        assertThat(reply.json().path("remaining").asInt()).isBetween(1, 20_000);
        assertThat(reply.json().path("java").asString()).isEqualTo(runtime.substring("java".length()));
        assertThat(function.awaitLog("to standard output")).isEqualTo("to standard output\n");
        assertThat(function.awaitLog("to the logger")).startsWith("to the logger\nin two lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java17", "java25"})
    void streams_are_passed_through_and_errors_described(String runtime) throws IOException {
        Reply streamed = deploy(runtime, "example.Handlers").invoke("{ \"any\" : \"thing\" }");
        Reply failed = deploy(runtime, "example.Handlers::fail").invoke("{\"amount\":1}");

        assertThat(streamed.text()).isEqualTo("{ \"any\" : \"thing\" }");
        assertThat(failed.error()).hasValue("Unhandled");
        assertThat(failed.errorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failed.errorMessage()).isEqualTo("Error: some_error_msg");
        assertThat(failed.json().path("stackTrace").path(0).asString()).startsWith("example.Handlers.fail(");
    }
}
