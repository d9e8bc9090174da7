package dev.mayfly.worker.environment;

import dev.mayfly.base.Deadline;
import dev.mayfly.base.TaskGroup;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.runtimeapi.RuntimeApi;
import dev.mayfly.worker.runtimeapi.RuntimeSession;
import dev.mayfly.worker.sandbox.Sandbox;
import dev.mayfly.worker.sandbox.SandboxDriver;
import dev.mayfly.worker.sandbox.SandboxException;
import dev.mayfly.worker.sandbox.SandboxHome;
import dev.mayfly.worker.sandbox.SandboxSpec;
import dev.mayfly.worker.telemetry.EnvironmentLog;
import dev.mayfly.worker.telemetry.LogPump;
import dev.mayfly.worker.telemetry.PlatformLines;
import dev.mayfly.worker.telemetry.PlatformLines.Report;
import dev.mayfly.worker.telemetry.PlatformLines.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sandbox that lives the Lambda life cycle for one revision: initialised once, then one invocation after the other,
 * reset when the runtime crashes or runs out of time, closed in the end.
 *
 * <p>Owned by one thread at a time: by the slot that has leased it, else by the pool. {@link #abandon} alone is for any
 * thread, and {@link #onIdle} is called from a thread of the runtime's.
 */
public final class ExecutionEnvironment implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ExecutionEnvironment.class);
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** Of one environment to AWS; a process may have 1,024 files open. */
    private static final int AWS_CONNECTIONS = 1_024;

    /**
     * What all environments of a worker share.
     *
     * @param starts permits to initialise: more at once than the machine has cores for only make each slower
     */
    public record Surroundings(
            SandboxDriver driver,
            RuntimeApi runtimeApi,
            HttpServer awsEndpoint,
            LogPump pump,
            TaskGroup tasks,
            Semaphore starts,
            Clock clock) {}

    private final String id;
    private final EnvironmentSpec spec;
    private final Surroundings surroundings;
    private final SandboxHome home;
    private final EnvironmentLog lines;
    private final PlatformLines platform;
    private final Consumer<ExecutionEnvironment> onIdle;

    private volatile EnvironmentState state = new EnvironmentState.Fresh();
    private volatile boolean abandoned;
    private boolean named;

    private ExecutionEnvironment(
            String id,
            EnvironmentSpec spec,
            Surroundings surroundings,
            SandboxHome home,
            EnvironmentLog lines,
            Consumer<ExecutionEnvironment> onIdle) {
        this.id = id;
        this.spec = spec;
        this.surroundings = surroundings;
        this.home = home;
        this.lines = lines;
        this.platform = new PlatformLines(lines, spec.logs().json(), spec.logs().level(), surroundings.clock());
        this.onIdle = onIdle;
    }

    /**
     * Makes an environment without a runtime; the first invocation starts it.
     *
     * @param id unique; the guest's requests to AWS come {@code via} it
     * @param onIdle told when the runtime asks for its next event after an answer
     */
    public static ExecutionEnvironment prepare(
            String id, EnvironmentSpec spec, Surroundings surroundings, Consumer<ExecutionEnvironment> onIdle)
            throws SandboxException {
        SandboxHome home = surroundings.driver().prepare(id, spec.limits());
        EnvironmentLog lines;
        try {
            lines = new EnvironmentLog(
                    surroundings.pump(),
                    home.output(),
                    home.frames(),
                    spec.logs().sink(),
                    surroundings.clock(),
                    surroundings.tasks());
        } catch (IOException e) {
            home.close();
            throw new SandboxException("cannot read an environment's log", e);
        } catch (RuntimeException e) {
            home.close();
            throw e;
        }
        ExecutionEnvironment environment = new ExecutionEnvironment(id, spec, surroundings, home, lines, onIdle);
        try {
            surroundings.runtimeApi().open(home.runtimeApi(), id);
            surroundings.awsEndpoint().listen(home.awsEndpoint(), id, AWS_CONNECTIONS);
            return environment;
        } catch (RuntimeException e) {
            environment.close();
            throw e;
        }
    }

    public String id() {
        return id;
    }

    public EnvironmentSpec spec() {
        return spec;
    }

    /** Whether an invocation can be run now; false while the runtime has answered but not asked for the next event. */
    public boolean ready() {
        return switch (state) {
            case EnvironmentState.Warm warm ->
                warm.session().waiting() || warm.session().ended();
            case EnvironmentState.Fresh _, EnvironmentState.Reset _ -> true;
            case EnvironmentState.Closed _ -> false;
        };
    }

    /** Runs one invocation to its outcome, initialising first where needed. */
    public Answer run(Invocation invocation) throws SandboxException, InterruptedException {
        discardDeadRuntime();
        Optional<Duration> initDuration = Optional.empty();
        if (state instanceof EnvironmentState.Fresh && spec.obstacle().isEmpty()) {
            platform.initStart(spec.runtime().name(), spec.runtime().arn(), spec.functionName(), spec.version());
            initDuration = firstInitialisation();
        }
        lines.settle();
        lines.beginTail();
        platform.start(invocation.requestId(), spec.version());
        long began = System.nanoTime();
        Outcome outcome = outcome(invocation, Deadline.in(invocation.timeout()));
        Duration duration = Duration.ofNanos(System.nanoTime() - began);
        nameMisconduct();
        resetAfter(outcome);
        lines.settle();
        platform.report(
                invocation.requestId(),
                new Report(
                        atMost(invocation.timeout(), duration, outcome),
                        initDuration,
                        spec.limits().memoryMegabytes(),
                        home.peakMemory(),
                        status(outcome)));
        return new Answer(outcome, lines.tail());
    }

    private Outcome outcome(Invocation invocation, Deadline answerBy) throws SandboxException, InterruptedException {
        if (spec.obstacle().isPresent()) {
            return spec.obstacle().get();
        }
        Optional<Outcome> failure = initialiseAgain(invocation, answerBy);
        if (failure.isPresent()) {
            return failure.get();
        }
        return switch (state) {
            case EnvironmentState.Warm warm -> warm.session().invoke(invocation, answerBy);
            case EnvironmentState.Fresh _, EnvironmentState.Reset _, EnvironmentState.Closed _ ->
                throw new IllegalStateException("an environment without a runtime: " + state);
        };
    }

    /** Empty when it failed; the time it took otherwise. */
    private Optional<Duration> firstInitialisation() throws SandboxException, InterruptedException {
        surroundings.starts().acquire();
        try {
            long began = System.nanoTime();
            return initialise("init", Deadline.in(spec.initLimit())).isEmpty()
                    ? Optional.of(Duration.ofNanos(System.nanoTime() - began))
                    : Optional.empty();
        } finally {
            surroundings.starts().release();
        }
    }

    /** A runtime that died between invocations is replaced, as AWS does: no caller gets to know. */
    private void discardDeadRuntime() {
        if (state instanceof EnvironmentState.Warm warm && warm.session().ended()) {
            state = warm.reset();
            lines.writersGone();
        }
    }

    /**
     * An initialisation that failed is tried once more, and so is one after a reset: within the invocation and its time
     * limit (Lambda developer guide, "Failures during the init phase"). What went wrong is the invocation's outcome then.
     */
    private Optional<Outcome> initialiseAgain(Invocation invocation, Deadline answerBy)
            throws SandboxException, InterruptedException {
        if (!(state instanceof EnvironmentState.Reset)) {
            return Optional.empty();
        }
        return initialise("invoke", answerBy).map(failure -> switch (failure) {
            case RuntimeSession.Init.Failed(String type, byte[] payload) -> new Outcome.Failed(type, payload);
            case RuntimeSession.Init.Died(Sandbox.Exit exit) -> new Outcome.Died(exit);
            case RuntimeSession.Init.TimedOut _ -> new Outcome.TimedOut(invocation.timeout());
            case RuntimeSession.Init.Ready _ -> throw new IllegalStateException("ready is no failure");
        });
    }

    /** Starts the runtime and waits for it. Empty when it is ready; else the processes are gone and the state is Reset. */
    private Optional<RuntimeSession.Init> initialise(String phase, Deadline deadline)
            throws SandboxException, InterruptedException {
        RuntimeSession session = new RuntimeSession(() -> onIdle.accept(this));
        surroundings.runtimeApi().attach(id, session);
        Sandbox sandbox = home.start(program());
        var _ = sandbox.exit().thenAccept(session::end);
        state = switch (state) {
            case EnvironmentState.Fresh fresh -> fresh.starts(sandbox, session);
            case EnvironmentState.Reset reset -> reset.starts(sandbox, session);
            case EnvironmentState.Warm _, EnvironmentState.Closed _ ->
                throw new IllegalStateException("not to be initialised: " + state);
        };
        if (abandoned) {
            sandbox.kill();
        }
        long began = System.nanoTime();
        RuntimeSession.Init init = session.awaitInit(deadline);
        Duration duration = Duration.ofNanos(System.nanoTime() - began);
        Status status = switch (init) {
            case RuntimeSession.Init.Ready _ -> new Status.Success();
            case RuntimeSession.Init.Failed failed -> new Status.Failure(failed.type());
            case RuntimeSession.Init.Died(Sandbox.Exit exit) -> new Status.Failure(new Outcome.Died(exit).type());
            case RuntimeSession.Init.TimedOut _ -> new Status.Timeout();
        };
        if (init instanceof RuntimeSession.Init.Ready) {
            // From here on the function gets the CPU that its memory buys; starting was at full speed, as on AWS.
            home.throttle();
            platform.initReport(duration, phase, status);
            return Optional.empty();
        }
        reset();
        platform.initReport(duration, phase, status);
        return Optional.of(init);
    }

    /** Contained it is anyway; whoever runs this server should know whose it was. Said once, or a guest could fill our log. */
    private void nameMisconduct() {
        boolean misused =
                state instanceof EnvironmentState.Warm warm && warm.session().misused();
        if (named || (!misused && !lines.flooded())) {
            return;
        }
        named = true;
        log.warn(
                "{} in environment {} {}",
                spec.functionName(),
                id,
                misused ? "answers the Runtime API out of turn" : "logs faster than its log is kept, and waits");
    }

    private void resetAfter(Outcome outcome) {
        switch (outcome) {
            case Outcome.TimedOut _, Outcome.Died _ -> reset();
            case Outcome.Failed _, Outcome.Answered _, Outcome.Unlaunchable _ -> {}
        }
    }

    /** Ends the processes and waits until they are gone, so that all they wrote is there to be read. */
    private void reset() {
        if (state instanceof EnvironmentState.Warm warm) {
            warm.sandbox().kill();
            // A copy: what is completed here must not be taken for the sandbox's own end.
            Sandbox.Exit exit = warm.sandbox()
                    .exit()
                    .copy()
                    .orTimeout(SETTLE.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(e -> {
                        log.error("{}: a sandbox did not end when it was killed", id, e);
                        return new Sandbox.Exit(137, false);
                    })
                    .join();
            warm.session().end(exit);
            state = warm.reset();
            lines.writersGone();
        }
    }

    /** Ends what runs here, now and from now on: an invocation learns that its runtime died. For any thread. */
    public void abandon() {
        abandoned = true;
        if (state instanceof EnvironmentState.Warm warm) {
            warm.sandbox().kill();
        }
    }

    private SandboxSpec program() {
        SandboxSpec program = spec.program();
        Map<String, String> environment = new LinkedHashMap<>(program.environment());
        environment.put("AWS_LAMBDA_RUNTIME_API", address(home.runtimeApi()));
        environment.put("MAYFLY_LOG_PIPE", home.framesInside());
        environment.putIfAbsent("AWS_ENDPOINT_URL", "http://" + address(home.awsEndpoint()));
        return new SandboxSpec(program.command(), environment, program.mounts(), program.workingDirectory());
    }

    private static String address(ServerSocketChannel listener) {
        return "127.0.0.1:" + ((InetSocketAddress) listener.socket().getLocalSocketAddress()).getPort();
    }

    private static Duration atMost(Duration limit, Duration measured, Outcome outcome) {
        return outcome instanceof Outcome.TimedOut ? limit : measured;
    }

    private static Status status(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered _ -> new Status.Success();
            case Outcome.TimedOut _ -> new Status.Timeout();
            case Outcome.Died died -> new Status.Failure(died.type());
            case Outcome.Failed failed -> new Status.Failure(failed.type());
            case Outcome.Unlaunchable unlaunchable -> new Status.Failure(unlaunchable.type());
        };
    }

    @Override
    public void close() {
        reset();
        state = new EnvironmentState.Closed();
        surroundings.runtimeApi().close(home.runtimeApi(), id);
        surroundings.awsEndpoint().stopListening(home.awsEndpoint());
        lines.close();
        home.close();
    }
}
