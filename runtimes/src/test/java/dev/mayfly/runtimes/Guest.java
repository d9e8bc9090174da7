package dev.mayfly.runtimes;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A function running on its real interpreter and bootstrap, as a plain process: the paths that a sandbox would have,
 * {@code /var/runtime} and {@code /var/task}, are replaced by those of the host. Lives in a temporary folder of the test.
 */
final class Guest implements AutoCloseable {
    static final Path RUNTIMES_HOME = Path.of("").toAbsolutePath();
    static final String REQUEST_ID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
    static final String ARN = "arn:aws:lambda:eu-central-1:000000000000:function:guest";
    private static final Runtimes RUNTIMES = Runtimes.discover(RUNTIMES_HOME, System.getenv());
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeRuntimeApi api;
    private final Process process;
    private final List<LogEvent> log = new CopyOnWriteArrayList<>();
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread outputReader;

    /** A frame of the log pipe: its type, which holds level and format, and the message. */
    record LogEvent(int type, String message) {}

    /** What is to be run. */
    static final class Setup {
        private final InstalledRuntime runtime;
        private final Path folder;
        private final Map<String, String> variables = new LinkedHashMap<>();
        private boolean logPipe = true;

        private Setup(InstalledRuntime runtime, Path folder) {
            this.runtime = runtime;
            this.folder = folder;
        }

        Setup file(String name, String... lines) {
            try {
                Path file = code().resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, String.join("\n", lines) + "\n");
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Setup executable(String name) {
            if (!code().resolve(name).toFile().setExecutable(true)) {
                throw new AssertionError("not made executable: " + name);
            }
            return this;
        }

        Path code() {
            return folder.resolve("task");
        }

        Setup variable(String name, String value) {
            variables.put(name, value);
            return this;
        }

        Setup withoutLogPipe() {
            logPipe = false;
            return this;
        }

        Guest start(String handler) {
            try {
                return new Guest(this, handler);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Fails, and says what to install, where the host cannot run {@code runtime}. */
    static Setup of(String runtime, Path folder) {
        InstalledRuntime installed = RUNTIMES.find(runtime)
                .orElseThrow(() -> new AssertionError(RUNTIMES.missing(runtime, Host.ARCHITECTURE)));
        return new Setup(installed, folder);
    }

    private Guest(Setup setup, String handler) throws IOException {
        api = new FakeRuntimeApi();
        Files.createDirectories(setup.code());
        Map<String, String> environment = environment(setup, handler);
        if (!(setup.runtime.entrypoint(environment, setup.code(), List.of())
                instanceof Entrypoint.Command(List<String> command))) {
            throw new AssertionError("nothing to run in " + setup.code());
        }
        ProcessBuilder builder = new ProcessBuilder(command.stream()
                        .map(argument -> onHost(setup, argument))
                        .toList())
                .directory(setup.code().toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (setup.logPipe) {
            Path pipe = setup.folder.resolve("log");
            HostCommand.run(List.of("/usr/bin/mkfifo", pipe.toString()));
            builder.environment().put("MAYFLY_LOG_PIPE", pipe.toString());
            // Platform threads: reading a pipe holds a virtual thread's carrier, and there are few of them.
            Thread.ofPlatform().daemon().start(() -> readLog(pipe));
        }
        process = builder.start();
        outputReader = Thread.ofPlatform().daemon().start(this::readOutput);
    }

    private Map<String, String> environment(Setup setup, String handler) {
        Map<String, String> environment = new LinkedHashMap<>();
        setup.runtime.environment().forEach((name, value) -> environment.put(name, onHost(setup, value)));
        environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
        environment.put("_HANDLER", handler);
        environment.put("LAMBDA_TASK_ROOT", setup.code().toString());
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "guest");
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256");
        environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/guest");
        environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0123");
        environment.putAll(setup.variables);
        return environment;
    }

    private static String onHost(Setup setup, String text) {
        return text.replace(
                        "/var/runtime",
                        RUNTIMES_HOME.resolve(setup.runtime.family()).toString())
                .replace("/var/task", setup.code().toString());
    }

    /** Invokes and gives the answer or the error that comes back. */
    FakeRuntimeApi.Posted invoke(String event) {
        return invoke(event, Map.of());
    }

    FakeRuntimeApi.Posted invoke(String event, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "Lambda-Runtime-Aws-Request-Id", REQUEST_ID,
                "Lambda-Runtime-Deadline-Ms",
                        Long.toString(Instant.now().plusSeconds(3).toEpochMilli()),
                "Lambda-Runtime-Invoked-Function-Arn", ARN));
        all.putAll(headers);
        api.offer(new FakeRuntimeApi.Event(all, event));
        return api.awaitPosted();
    }

    /** The answer to an event; an error of the guest's fails the test. */
    String answer(String event) {
        FakeRuntimeApi.Posted posted = invoke(event);
        if (!posted.path().equals("/2018-06-01/runtime/invocation/" + REQUEST_ID + "/response")) {
            throw new AssertionError(posted);
        }
        return posted.body();
    }

    /** What the guest posts without having been invoked: the error of its init. */
    FakeRuntimeApi.Posted awaitInitError() {
        return api.awaitPosted();
    }

    /** Hands over an event that will not be answered. */
    void startInvoking(String event) {
        api.offer(new FakeRuntimeApi.Event(Map.of("Lambda-Runtime-Aws-Request-Id", REQUEST_ID), event));
    }

    int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the guest does not end");
            }
            outputReader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void terminate() {
        // Of the process itself that would also close its pipes.
        process.toHandle().destroy();
    }

    /** The first {@code count} events of the log pipe. */
    List<LogEvent> awaitLog(int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> log.size() >= count);
        return log;
    }

    /** The first {@code count} lines of standard output and standard error. */
    List<String> awaitOutput(int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> output.size() >= count);
        return output;
    }

    private void readLog(Path pipe) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(pipe))) {
            while (true) {
                int type = in.readInt();
                byte[] message = new byte[in.readInt()];
                long micros = in.readLong();
                in.readFully(message);
                if (Math.abs(micros / 1000 - System.currentTimeMillis()) > 60_000) {
                    throw new AssertionError("not a time of now: " + micros);
                }
                log.add(new LogEvent(type, new String(message, StandardCharsets.UTF_8)));
            }
        } catch (EOFException _) {
            // The guest has ended.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readOutput() {
        // Only \n ends a line: \r is how the lines of one event are kept together.
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder line = new StringBuilder();
            for (int read = in.read(); read >= 0; read = in.read()) {
                if (read == '\n') {
                    output.add(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) read);
                }
            }
        } catch (IOException _) {
            // Killed at the end of a test.
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            api.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
