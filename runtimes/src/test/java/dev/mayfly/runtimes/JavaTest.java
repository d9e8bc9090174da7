package dev.mayfly.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.runtimes.FakeRuntimeApi.Posted;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** AWS's runtime interface client for Java, as we start it, on the real JDKs. */
class JavaTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String HANDLERS = """
            import com.amazonaws.services.lambda.runtime.*;
            import java.io.*;
            import java.util.*;

            public class Handlers implements RequestHandler<Map<String, Object>, Object> {
                public static class Person { private String name; public String getName() { return name; } public void setName(String n) { name = n; } }

                public Object handleRequest(Map<String, Object> event, Context context) {
                    System.out.println("to stdout");
                    context.getLogger().log("two\\nlines");
                    return List.of(event.get("name"), context.getAwsRequestId(), context.getFunctionName(),
                            context.getRemainingTimeInMillis() > 1000);
                }
                public Person pojo(Person person) { person.setName(person.getName() + "!"); return person; }
                public void stream(InputStream in, OutputStream out) throws IOException { in.transferTo(out); }
                public Object fail(Object event) { throw new IllegalStateException("failed: \\u00fc"); }
                public Object environment(Object event) { return new TreeSet<>(System.getenv().keySet()); }
                public Object heap(Object event) { return Runtime.getRuntime().maxMemory() >> 20; }
            }
            """;

    @TempDir
    Path folder;

    private Guest.Setup compiled(String runtime) {
        Guest.Setup setup = Guest.of(runtime, folder).file("Handlers.java", HANDLERS);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        boolean done = compiler.getTask(
                        problems,
                        null,
                        null,
                        List.of(
                                "--release=17",
                                "-cp",
                                Guest.RUNTIMES_HOME
                                        .resolve("java/lib/aws-lambda-java-core.jar")
                                        .toString(),
                                "-d",
                                setup.code().toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null)
                                .getJavaFileObjects(setup.code().resolve("Handlers.java")))
                .call();
        assertThat(done).as(problems.toString()).isTrue();
        return setup;
    }

    @ParameterizedTest
    @ValueSource(strings = {"java17", "java25"})
    void every_kind_of_handler_answers(String runtime) {
        Guest.Setup setup = compiled(runtime);
        try (Guest guest = setup.start("Handlers")) {
            assertThat(guest.answer("{\"name\":\"Ada\"}"))
                    .isEqualTo("[\"Ada\",\"" + Guest.REQUEST_ID + "\",\"guest\",true]");
            assertThat(guest.awaitLog(1)).containsExactly(new Guest.LogEvent(0xa55a0003, "two\nlines"));
            assertThat(guest.awaitOutput(1)).as("no warnings of the JVM").containsExactly("to stdout");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java17", "java25"})
    void an_exception_is_reported(String runtime) {
        try (Guest guest = compiled(runtime).start("Handlers::fail")) {
            Posted error = guest.invoke("{}");
            assertThat(error.path()).endsWith("/" + Guest.REQUEST_ID + "/error");
            JsonNode body = JSON.readTree(error.body());
            assertThat(body.path("errorType").asString()).isEqualTo("java.lang.IllegalStateException");
            assertThat(body.path("errorMessage").asString()).isEqualTo("failed: ü");
            assertThat(body.path("stackTrace").get(0).asString()).startsWith("Handlers.fail(Handlers.java:");
            assertThat(guest.awaitLog(1).getFirst().message()).startsWith("failed: ü: java.lang.IllegalStateException");
        }
    }

    @Test
    void a_POJO_handler_answers() {
        try (Guest guest = compiled("java25").start("Handlers::pojo")) {
            assertThat(guest.answer("{\"name\":\"Ada\"}")).isEqualTo("{\"name\":\"Ada!\"}");
        }
    }

    @Test
    void a_stream_handler_answers() {
        try (Guest guest = compiled("java25").start("Handlers::stream")) {
            assertThat(guest.answer("{ \"as\":  \"it is\" }")).isEqualTo("{ \"as\":  \"it is\" }");
        }
    }

    @Test
    void a_class_that_is_not_there_is_an_error() {
        try (Guest guest = compiled("java25").start("com.example.Nope")) {
            JsonNode body = JSON.readTree(guest.invoke("{}").body());
            assertThat(body.path("errorMessage").asString()).isEqualTo("Class not found: com.example.Nope");
            assertThat(body.path("errorType").asString()).isEqualTo("java.lang.ClassNotFoundException");
        }
    }

    @Test
    void the_heap_is_most_of_the_memory() {
        try (Guest guest = compiled("java25").start("Handlers::heap")) {
            assertThat(Integer.parseInt(guest.answer("{}"))).isBetween(200, 217);
        }
    }

    @Test
    void an_exec_wrapper_and_JAVA_TOOL_OPTIONS_are_honoured() {
        Guest.Setup setup = compiled("java25")
                .file("wrapper", "#!/bin/sh", "export JAVA_TOOL_OPTIONS=-Xmx99m", "exec \"$@\"")
                .executable("wrapper");
        setup.variable(
                "AWS_LAMBDA_EXEC_WRAPPER", setup.code().resolve("wrapper").toString());
        try (Guest guest = setup.start("Handlers::environment")) {
            assertThat(guest.answer("{}")).contains("\"JAVA_TOOL_OPTIONS\"");
            assertThat(guest.awaitOutput(1)).containsExactly("Picked up JAVA_TOOL_OPTIONS: -Xmx99m");
        }
    }

    @Test
    void the_environment_is_that_of_AWS() {
        try (Guest guest = compiled("java25").start("Handlers::environment")) {
            // test_introspection_invoke[java25], without what the worker adds.
            assertThat(JSON.readValue(guest.answer("{}"), String[].class))
                    .containsExactly(
                            "AWS_EXECUTION_ENV",
                            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                            "AWS_LAMBDA_FUNCTION_NAME",
                            "AWS_LAMBDA_FUNCTION_VERSION",
                            "AWS_LAMBDA_LOG_GROUP_NAME",
                            "AWS_LAMBDA_LOG_STREAM_NAME",
                            "AWS_LAMBDA_RUNTIME_API",
                            "LAMBDA_RUNTIME_DIR",
                            "LAMBDA_TASK_ROOT",
                            "LANG",
                            "LD_LIBRARY_PATH",
                            "PATH",
                            "TZ",
                            "_HANDLER",
                            "_LAMBDA_TELEMETRY_LOG_FD");
        }
    }
}
