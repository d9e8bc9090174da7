package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real server in a process of its own, started as the launcher starts it: with a mount namespace that goes when it
 * goes. Most tests share one; those that stop, kill or configure it have their own.
 */
final class RunningServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern READY = Pattern.compile("is ready on (http://127\\.0\\.0\\.1:\\d+) ");

    private final Process process;
    private final Path data;
    private final Path output;
    private final URI endpoint;
    private final Aws aws;

    private RunningServer(Process process, Path data, Path output, URI endpoint) {
        this.process = process;
        this.data = data;
        this.output = output;
        this.endpoint = endpoint;
        this.aws = new Aws(endpoint, "test", "test");
    }

    private static final class Shared {
        static final RunningServer SERVER = startShared();

        private static RunningServer startShared() {
            try {
                Path folder = Files.createTempDirectory("mayfly-acceptance");
                RunningServer server = start(folder.resolve("data"));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> server.leave(folder)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The one that all tests may use which leave it as it is; started at first use, stopped with this JVM. */
    static RunningServer shared() {
        return Shared.SERVER;
    }

    /** Starts one on {@code data} and a free port, and waits until it is ready. */
    static RunningServer start(Path data, String... options) {
        Path output = data.resolveSibling(data.getFileName() + ".log");
        Process process = launch(data, output, options);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || READY.matcher(read(output)).find());
        Matcher ready = READY.matcher(read(output));
        assertThat(ready.find()).as(read(output)).isTrue();
        return new RunningServer(process, data, output, URI.create(ready.group(1)));
    }

    /** How a start went that was not to succeed. */
    record Refusal(int status, String words) {}

    /** Starts one that is expected to end by itself. */
    static Refusal refused(Path data, Path scratch, String... options) {
        Path output = scratch.resolve("refused.log");
        Process process = launch(data, output, options);
        try {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended).as("ended by itself: " + read(output)).isTrue();
            return new Refusal(process.exitValue(), read(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process launch(Path data, Path output, String... options) {
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "--propagation", "private", "env", "MAYFLY_MOUNT_NAMESPACE=own"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                // A test's server lives for seconds.
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-Xss512k",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.mayfly.server.Main",
                "up",
                "--port",
                "0",
                "--data",
                data.toString(),
                "--runtimes",
                Path.of(System.getProperty("basedir", ""), "../runtimes").toString()));
        command.addAll(List.of(options));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it, and keeps of it what it said, for who wants to know why a test failed. */
    private void leave(Path folder) {
        stop();
        try {
            Path target = Path.of(System.getProperty("basedir", ""), "target", "server.log");
            Files.copy(output, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
    }

    URI endpoint() {
        return endpoint;
    }

    /** Clients with made-up credentials, as an open server takes them. */
    Aws aws() {
        return aws;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What it said on its standard output and error. */
    String output() {
        return read(output);
    }

    /** What it has on this machine for its sandboxes. */
    Traces traces() {
        return Traces.of(data, pid());
    }

    /** Memory that its process uses, in bytes, without its guests. */
    long residentMemory() {
        return read(Path.of("/proc", Long.toString(pid()), "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
                .findFirst()
                .orElseThrow();
    }

    int openFiles() {
        return Folders.list(Path.of("/proc", Long.toString(pid()), "fd")).size();
    }

    /** SIGTERM, and waits until it is gone. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    /** SIGKILL, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        aws.close();
        try {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended).as("the server ends: " + output()).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        if (alive()) {
            stop();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
