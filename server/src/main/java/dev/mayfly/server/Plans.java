package dev.mayfly.server;

import dev.mayfly.base.Ids;
import dev.mayfly.functions.Functions;
import dev.mayfly.functions.Logging;
import dev.mayfly.functions.Revision;
import dev.mayfly.invoke.LaunchPlans;
import dev.mayfly.runtimes.Entrypoint;
import dev.mayfly.runtimes.InstalledRuntime;
import dev.mayfly.runtimes.Runtimes;
import dev.mayfly.services.iam.Iam;
import dev.mayfly.services.iam.SessionCredentials;
import dev.mayfly.services.logs.LogEvent;
import dev.mayfly.services.logs.Logs;
import dev.mayfly.wire.AwsException;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.environment.EnvironmentSpec;
import dev.mayfly.worker.pool.Worker;
import dev.mayfly.worker.sandbox.SandboxSpec;
import dev.mayfly.worker.telemetry.LogSink;
import dev.mayfly.worker.telemetry.PlatformLines;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * From a revision to an environment: where the code lies, which interpreter runs it, which variables AWS sets, where its
 * log goes, whose credentials it gets.
 */
final class Plans implements LaunchPlans {
    private static final Duration INIT_LIMIT = Duration.ofSeconds(10);
    private static final DateTimeFormatter STREAM_DATE = DateTimeFormatter.ofPattern("yyyy/MM/dd");
    private static final String XRAY_DAEMON = "127.0.0.1";

    private final Functions functions;
    private final Runtimes runtimes;
    private final Iam iam;
    private final Logs logs;
    private final Worker worker;
    private final Duration sessionLife;
    private final Clock clock;
    private final Map<String, Revision> planned = new ConcurrentHashMap<>();
    private final ReadWriteLock reset = new ReentrantReadWriteLock();
    /** How often everything was forgotten; guarded by {@link #reset}. */
    private int era;

    /** @param sessionLife of the credentials in an environment; longer than an environment lives */
    Plans(
            Functions functions,
            Runtimes runtimes,
            Iam iam,
            Logs logs,
            Worker worker,
            Duration sessionLife,
            Clock clock) {
        this.functions = functions;
        this.runtimes = runtimes;
        this.iam = iam;
        this.logs = logs;
        this.worker = worker;
        this.sessionLife = sessionLife;
        this.clock = clock;
    }

    /** Revisions that still have environments, of those planned since the last call. */
    Collection<Revision> running(Set<String> revisionIds) {
        planned.keySet().retainAll(revisionIds);
        return List.copyOf(planned.values());
    }

    /** Runs {@code wipe}; environments planned before, which end in their own time, write no log after it. */
    void forget(Runnable wipe) {
        reset.writeLock().lock();
        try {
            era++;
            wipe.run();
        } finally {
            reset.writeLock().unlock();
        }
    }

    @Override
    public EnvironmentSpec plan(Revision revision) {
        planned.put(revision.id(), revision);
        InstalledRuntime runtime = runtimes.find(revision.runtime())
                .orElseThrow(() -> AwsException.of(
                        502,
                        "InvalidRuntimeException",
                        runtimes.missing(revision.runtime(), revision.architecture())
                                .orElse("The runtime " + revision.runtime() + " has gone.")));
        Path code = functions.directories().code(revision.code());
        List<Path> layers = revision.layers().isEmpty()
                ? List.of()
                : List.of(functions.directories().layers(revision.layers()));
        String stream = LocalDate.now(clock.withZone(ZoneOffset.UTC)).format(STREAM_DATE) + "/[" + revision.version()
                + "]" + Ids.hex(16);
        Map<String, String> variables = variables(revision, runtime, stream);
        Entrypoint entrypoint = runtime.entrypoint(variables, code, layers);
        List<String> command = switch (entrypoint) {
            case Entrypoint.Command start -> start.arguments();
            case Entrypoint.Invalid _ -> List.of();
        };
        Optional<Outcome.Unlaunchable> obstacle = switch (entrypoint) {
            case Entrypoint.Command _ -> Optional.empty();
            case Entrypoint.Invalid invalid ->
                Optional.of(new Outcome.Unlaunchable(Entrypoint.Invalid.ERROR_TYPE, invalid.message()));
        };
        return new EnvironmentSpec(
                revision.id(),
                revision.functionName(),
                revision.version(),
                new EnvironmentSpec.RuntimeVersion(versionName(runtime), revision.runtimeVersionArn()),
                new SandboxSpec(command, variables, mounts(runtime, code, layers), "/var/task"),
                worker.limits(revision.memoryMegabytes(), revision.ephemeralMegabytes()),
                INIT_LIMIT,
                obstacle,
                new EnvironmentSpec.Logs(
                        sink(revision, stream),
                        revision.logging().format() == Logging.Format.JSON,
                        revision.logging()
                                .systemLevel()
                                .map(PlatformLines.Level::valueOf)
                                .orElse(PlatformLines.Level.INFO)));
    }

    /** {@code python3.13} is {@code python:3.13.v1} in AWS's log lines; there is one build of each here. */
    private static String versionName(InstalledRuntime runtime) {
        String name = runtime.name().replaceFirst("\\.x$", "");
        String language = name.replaceFirst("[.0-9].*$", "");
        String version = name.substring(language.length()).replaceFirst("^\\.", "");
        return language + ":" + version + ".v1";
    }

    private static List<SandboxSpec.Mount> mounts(InstalledRuntime runtime, Path code, List<Path> layers) {
        List<SandboxSpec.Mount> mounts = new ArrayList<>();
        runtime.mounts().forEach(mount -> mounts.add(new SandboxSpec.Mount(mount.source(), mount.target())));
        mounts.add(new SandboxSpec.Mount(code, "/var/task"));
        layers.forEach(layer -> mounts.add(new SandboxSpec.Mount(layer, "/opt")));
        return mounts;
    }

    /** Lambda developer guide, "Defined runtime environment variables". The function's own come last and win. */
    private Map<String, String> variables(Revision revision, InstalledRuntime runtime, String stream) {
        Map<String, String> variables = new LinkedHashMap<>(runtime.environment());
        variables.put("_HANDLER", revision.handler());
        variables.put("LAMBDA_TASK_ROOT", "/var/task");
        variables.put("AWS_REGION", revision.region());
        variables.put("AWS_DEFAULT_REGION", revision.region());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", revision.functionName());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", revision.version());
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(revision.memoryMegabytes()));
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", revision.logging().group());
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", stream);
        if (revision.logging().format() == Logging.Format.JSON) {
            variables.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
            variables.put(
                    "AWS_LAMBDA_LOG_LEVEL",
                    revision.logging().applicationLevel().orElse("INFO"));
        }
        variables.put("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
        variables.put("AWS_XRAY_DAEMON_ADDRESS", XRAY_DAEMON + ":2000");
        variables.put("_AWS_XRAY_DAEMON_ADDRESS", XRAY_DAEMON);
        variables.put("_AWS_XRAY_DAEMON_PORT", "2000");
        SessionCredentials session = session(revision);
        variables.put("AWS_ACCESS_KEY_ID", session.accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", session.secretAccessKey());
        variables.put("AWS_SESSION_TOKEN", session.sessionToken());
        variables.putAll(revision.environment());
        return variables;
    }

    private SessionCredentials session(Revision revision) {
        try {
            return iam.session(revision.role(), sessionName(revision.functionName()), sessionLife);
        } catch (NoSuchEntityException e) {
            throw AwsException.of(
                    403, "AccessDeniedException", "The role defined for the function cannot be assumed by Lambda.");
        }
    }

    /** Sessions' names have two characters at least; for a function of one, Lambda's has this suffix (recorded). */
    private static String sessionName(String functionName) {
        return functionName.length() > 1 ? functionName : functionName + "@lambda_function";
    }

    private LogSink sink(Revision revision, String stream) {
        int begun = era();
        return events -> {
            reset.readLock().lock();
            try {
                if (begun == era) {
                    append(revision, stream, events);
                }
            } finally {
                reset.readLock().unlock();
            }
        };
    }

    private void append(Revision revision, String stream, List<LogSink.Event> events) {
        logs.append(
                revision.account(),
                revision.region(),
                revision.logging().group(),
                stream,
                events.stream()
                        .map(event -> new LogEvent(event.timestampMillis(), event.message()))
                        .toList());
    }

    private int era() {
        reset.readLock().lock();
        try {
            return era;
        } finally {
            reset.readLock().unlock();
        }
    }
}
