package dev.mayfly.server;

import dev.mayfly.base.Deadline;
import dev.mayfly.base.TaskGroup;
import dev.mayfly.functions.Functions;
import dev.mayfly.functions.Roles;
import dev.mayfly.invoke.Invoker;
import dev.mayfly.invoke.operation.Invoke;
import dev.mayfly.invoke.url.FunctionUrls;
import dev.mayfly.runtimes.Runtimes;
import dev.mayfly.services.apigateway.ApiGateway;
import dev.mayfly.services.iam.Iam;
import dev.mayfly.services.logs.Logs;
import dev.mayfly.store.Blobs;
import dev.mayfly.store.DirectoryBlobs;
import dev.mayfly.store.MemoryBlobs;
import dev.mayfly.store.MemoryStore;
import dev.mayfly.store.Store;
import dev.mayfly.store.jdbc.JdbcStore;
import dev.mayfly.wire.Auth;
import dev.mayfly.wire.Endpoint;
import dev.mayfly.wire.Service;
import dev.mayfly.wire.http.HttpServer;
import dev.mayfly.worker.pool.Worker;
import dev.mayfly.worker.sandbox.OciDriver;
import dev.mayfly.worker.sandbox.ProcessDriver;
import dev.mayfly.worker.sandbox.SandboxDriver;
import dev.mayfly.worker.sandbox.SandboxException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: every room, made in order and closed in reverse. */
final class Platform implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Platform.class);

    /** An environment must not outlive its credentials: it ends an invocation, of 15 minutes at most, after its time. */
    private static final Duration CREDENTIALS_OUTLAST = Duration.ofHours(1);

    private final Config config;
    private final DataDirectory data;
    private final Store store;
    private final Worker worker;
    private final Functions functions;
    private final TaskGroup tasks = new TaskGroup("platform");
    private final HttpServer http;
    private final ServerSocketChannel listener;
    private final Runtimes runtimes;
    private final Endpoint endpoint;
    private final SandboxDriver driver;

    /** Who answers requests; guests' listeners need the server before there is anybody. */
    private final AtomicReference<HttpServer.Handler> handler = new AtomicReference<>(Doors::notReady);

    private Platform(Config config, DataDirectory data, ServerSocketChannel listener) throws SandboxException {
        Clock clock = Clock.systemUTC();
        this.config = config;
        this.data = data;
        this.listener = listener;
        this.http = new HttpServer(
                "front", HttpServer.Limits.defaults(), exchange -> handler.get().handle(exchange));
        this.driver = driver(config, data, port());
        this.store = store(config, data);
        try {
            Blobs blobs = config.state().store().equals("memory")
                    ? new MemoryBlobs()
                    : new DirectoryBlobs(data.resolve("blobs"));
            Iam iam = new Iam(store, clock);
            Logs logs = new Logs(store, clock);
            this.runtimes = Runtimes.discover(config.work().runtimes(), System.getenv());
            this.functions = new Functions(
                    store, blobs, data.resolve("code"), clock, roles(iam), runtimes::missing, config.limits());
            this.worker = new Worker(config.work().worker(), driver, http, clock);
            Plans plans = new Plans(
                    functions,
                    runtimes,
                    iam,
                    logs,
                    worker,
                    config.work().worker().longestLife().plus(CREDENTIALS_OUTLAST),
                    clock);
            Invoker invoker = new Invoker(functions.catalog(), worker, plans);
            Auth auth = config.front().verify() ? Auth.signed(RootKey.in(rootCredentials(), iam)) : Auth.open(iam);
            ApiGateway gateway = new ApiGateway(store, clock, new GatewayTarget(functions.catalog(), invoker, tasks));

            Service lambda = functions.service();
            new Invoke(functions.catalog(), invoker).offerIn(lambda);
            List<Service> services = List.of(lambda, iam.iam(), iam.sts(), logs.service(), gateway.service());
            Doors doors = new Doors(this, services, plans, store, blobs);
            this.endpoint = new Endpoint(
                    services,
                    List.of(
                            doors,
                            functions.downloads(),
                            new FunctionUrls(functions.catalog(), invoker, auth, clock),
                            gateway.door()),
                    auth,
                    clock);
            functions.recover();
            handler.set(endpoint);
            Housekeeping.start(tasks, functions, logs, plans, worker);
        } catch (IOException e) {
            throw new Settings.Invalid("cannot start: " + e.getMessage());
        }
    }

    /** Starts everything; requests are served when this returns. */
    static Platform start(Config config) throws SandboxException {
        DataDirectory data = DataDirectory.open(config.state().data());
        ServerSocketChannel listener = bind(config.front().address());
        Platform platform = new Platform(config, data, listener);
        platform.http.listen(listener, "");
        return platform;
    }

    private static ServerSocketChannel bind(InetSocketAddress address) {
        try {
            return ServerSocketChannel.open().bind(address, 1_024);
        } catch (BindException e) {
            throw new Settings.Invalid("port " + address.getPort() + " of " + address.getHostString()
                    + " is taken: choose another with --port");
        } catch (IOException e) {
            throw new Settings.Invalid("cannot listen on " + address + ": " + e.getMessage());
        }
    }

    private static SandboxDriver driver(Config config, DataDirectory data, int port) throws SandboxException {
        if (config.work().isolated()) {
            return new OciDriver(
                    config.work().ociRuntime(),
                    data.resolve("sandboxes"),
                    port,
                    config.work().internet());
        }
        log.warn("driver process: functions run as plain processes of this user, without isolation or limits");
        return new ProcessDriver(data.resolve("sandboxes"));
    }

    private static Store store(Config config, DataDirectory data) {
        Config.State state = config.state();
        return switch (state.store()) {
            case "memory" -> new MemoryStore();
            case "sqlite" -> JdbcStore.sqlite(data.resolve("mayfly.db"));
            default -> JdbcStore.postgres(state.store(), state.user(), state.password());
        };
    }

    private static Roles roles(Iam iam) {
        return arn -> iam.role(arn)
                .map(role -> role.trusts("lambda.amazonaws.com") ? Roles.Verdict.FINE : Roles.Verdict.UNTRUSTED)
                .orElse(Roles.Verdict.ABSENT);
    }

    /** A credentials file of the root user; there with {@code --auth signed}. */
    Path rootCredentials() {
        return data.resolve("root-credentials");
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    Config config() {
        return config;
    }

    Worker worker() {
        return worker;
    }

    Functions functions() {
        return functions;
    }

    Runtimes runtimes() {
        return runtimes;
    }

    String driverName() {
        return driver.name();
    }

    /** Lets running requests end, then closes everything. */
    @Override
    public void close() {
        http.drain(Deadline.in(config.front().drain()));
        tasks.close();
        worker.close();
        http.close();
        functions.close();
        store.close();
        try {
            data.close();
        } catch (IOException e) {
            log.warn("the data directory's lock: {}", e.toString());
        }
    }

    /** How often which operations were wanted that are not there. */
    Map<String, Long> notImplemented() {
        return endpoint.notImplemented();
    }
}
