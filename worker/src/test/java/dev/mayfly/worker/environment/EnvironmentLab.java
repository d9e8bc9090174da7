package dev.mayfly.worker.environment;

import dev.mayfly.base.TaskGroup;
import dev.mayfly.wire.http.Headers;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.runtimeapi.RuntimeApi;
import dev.mayfly.worker.sandbox.FakeDriver;
import dev.mayfly.worker.sandbox.SandboxDriver;
import dev.mayfly.worker.sandbox.SandboxException;
import dev.mayfly.worker.sandbox.SandboxSpec;
import dev.mayfly.worker.telemetry.LogPump;
import dev.mayfly.worker.telemetry.LogSink;
import dev.mayfly.worker.telemetry.PlatformLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** One environment on a fake driver. */
final class EnvironmentLab implements AutoCloseable {
    final FakeDriver driver;
    final HttpServer aws = new HttpServer(
            "aws",
            HttpServer.Limits.defaults(),
            exchange -> exchange.respond(
                    200, new Headers(), exchange.via().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    final List<LogSink.Event> stored = new CopyOnWriteArrayList<>();
    final AtomicInteger becameIdle = new AtomicInteger();
    private final RuntimeApi runtimeApi = new RuntimeApi();
    private final LogPump pump = new LogPump();
    private final TaskGroup tasks = new TaskGroup("test");

    EnvironmentLab(Path folder, FakeDriver.Program program) throws IOException {
        this.driver = new FakeDriver(folder, program);
    }

    static EnvironmentSpec spec(LogSink sink, Duration initLimit, Optional<Outcome.Unlaunchable> obstacle) {
        return new EnvironmentSpec(
                "revision-1",
                "hello",
                "$LATEST",
                new EnvironmentSpec.RuntimeVersion("nodejs:22.v1", "arn:runtime"),
                new SandboxSpec(List.of("/bin/true"), Map.of("GREETING", "hello"), List.of(), "/tmp"),
                new SandboxDriver.Limits(128, 0.1, 512, 64, 64),
                initLimit,
                obstacle,
                new EnvironmentSpec.Logs(sink, false, PlatformLines.Level.INFO));
    }

    ExecutionEnvironment environment() throws SandboxException {
        return environment(spec(stored::addAll, Duration.ofSeconds(10), Optional.empty()));
    }

    ExecutionEnvironment environment(Duration initLimit) throws SandboxException {
        return environment(spec(stored::addAll, initLimit, Optional.empty()));
    }

    ExecutionEnvironment environment(EnvironmentSpec spec) throws SandboxException {
        return ExecutionEnvironment.prepare(
                "env-1",
                spec,
                new ExecutionEnvironment.Surroundings(
                        driver, runtimeApi, aws, pump, tasks, new Semaphore(1), Clock.systemUTC()),
                _ -> becameIdle.incrementAndGet());
    }

    FakeDriver.Home home() {
        return driver.homes().getFirst();
    }

    /** The log, with durations that differ each time left out. */
    List<String> log() {
        return stored.stream()
                .map(event -> event.message()
                        .strip()
                        .replaceAll("\\d+\\.\\d\\d ms", "N ms")
                        .replaceAll("\\b\\d+ ms", "N ms"))
                .toList();
    }

    @Override
    public void close() {
        tasks.close();
        pump.close();
        runtimeApi.close();
        aws.close();
    }
}
