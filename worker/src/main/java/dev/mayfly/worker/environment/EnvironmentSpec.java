package dev.mayfly.worker.environment;

import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.sandbox.SandboxDriver;
import dev.mayfly.worker.sandbox.SandboxSpec;
import dev.mayfly.worker.telemetry.LogSink;
import dev.mayfly.worker.telemetry.PlatformLines;
import java.time.Duration;
import java.util.Optional;

/**
 * What an execution environment is made from. Environments of the same {@code key} can take each other's invocations.
 *
 * @param key of the pool: one revision of one function
 * @param functionName as log records name it
 * @param version as START prints it
 * @param runtime as log lines name it
 * @param program what to start; the addresses of the Runtime API and of AWS are added to its environment
 * @param initLimit for the first initialisation; AWS gives ten seconds
 * @param obstacle why {@code program} cannot be started; the environment lives all the same, so that the log tells it
 * @param logs where this environment's log goes: a stream of its own
 */
public record EnvironmentSpec(
        String key,
        String functionName,
        String version,
        RuntimeVersion runtime,
        SandboxSpec program,
        SandboxDriver.Limits limits,
        Duration initLimit,
        Optional<Outcome.Unlaunchable> obstacle,
        Logs logs) {

    /**
     * @param name language and build, such as {@code python:3.13.v1}
     * @param arn of that build
     */
    public record RuntimeVersion(String name, String arn) {}

    /** @param json the format of what is said about the environment; what a function writes is passed on as it is */
    public record Logs(LogSink sink, boolean json, PlatformLines.Level level) {}
}
