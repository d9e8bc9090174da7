package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;

/** A function to be: its files and its settings. */
final class Deployment {
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final String runtime;
    private final String handler;
    private Consumer<CreateFunctionRequest.Builder> settings = _ -> {};

    private Deployment(String runtime, String handler) {
        this.runtime = runtime;
        this.handler = handler;
    }

    static Deployment of(String runtime, String handler) {
        return new Deployment(runtime, handler);
    }

    /** {@code code} is {@code handler.py} with a function {@code handler}. */
    static Deployment python(String code) {
        return of("python3.11", "handler.handler").file("handler.py", code);
    }

    /** {@code code} is {@code index.js} that exports {@code handler}. */
    static Deployment node(String code) {
        return of("nodejs20.x", "index.handler").file("index.js", code);
    }

    /** {@code code} is an executable {@code bootstrap} that speaks the Runtime API itself. */
    static Deployment provided(String code) {
        return of("provided.al2023", "none").file("bootstrap", code);
    }

    Deployment file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Deployment file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    Deployment timeout(int seconds) {
        return with(request -> request.timeout(seconds));
    }

    Deployment memory(int megabytes) {
        return with(request -> request.memorySize(megabytes));
    }

    Deployment variables(Map<String, String> variables) {
        return with(request -> request.environment(environment -> environment.variables(variables)));
    }

    Deployment with(Consumer<CreateFunctionRequest.Builder> setting) {
        settings = settings.andThen(setting);
        return this;
    }

    /** Creates it under a new name; it may not be active yet. */
    DeployedFunction create(Aws aws) {
        String name = "function-" + UUID.randomUUID();
        CreateFunctionRequest.Builder request = CreateFunctionRequest.builder()
                .functionName(name)
                .runtime(runtime)
                .handler(handler)
                .role(aws.functionRole())
                .code(code -> code.zipFile(zip()));
        settings.accept(request);
        var _ = aws.lambda().createFunction(request.build());
        return new DeployedFunction(aws, name);
    }

    /** Creates it and waits until it is active. */
    DeployedFunction on(Aws aws) {
        DeployedFunction function = create(aws);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !function.configuration().stateAsString().equals("Pending"));
        GetFunctionConfigurationResponse settled = function.configuration();
        assertThat(settled.stateAsString()).as(settled.stateReason()).isEqualTo("Active");
        return function;
    }

    /** All files, each readable and executable by everybody, as the {@code zip} command would keep it. */
    SdkBytes zip() {
        try {
            Path folder = Files.createTempDirectory("deployment");
            Path zip = folder.resolve("function.zip");
            try (FileSystem entries =
                    FileSystems.newFileSystem(zip, Map.of("create", true, "enablePosixFileAttributes", true))) {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    write(entries.getPath("/", file.getKey()), file.getValue());
                }
            }
            byte[] bytes = Files.readAllBytes(zip);
            Folders.delete(folder);
            return SdkBytes.fromByteArray(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
