package dev.mayfly.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code aws} command line, the real one, with a folder for its files. */
record AwsCommand(URI endpoint, Path folder) {

    record Ended(int status, String output, String complaint) {}

    /** Its output; it must succeed. */
    String run(String... arguments) {
        Ended ended = attempt(arguments);
        assertThat(ended.status())
                .as("aws %s: %s", String.join(" ", arguments), ended.complaint())
                .isZero();
        return ended.output();
    }

    Ended attempt(String... arguments) {
        List<String> command = new ArrayList<>(List.of("aws", "--endpoint-url", endpoint.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("complaint").toFile());
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_DEFAULT_REGION", Aws.REGION.id(),
                        "AWS_PAGER", ""));
        Process process = start(builder);
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), output, Files.readString(folder.resolve("complaint")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new AssertionError(
                    "these tests need the aws command line: install it (apt-get install awscli, or pip install awscli)",
                    e);
        }
    }
}
