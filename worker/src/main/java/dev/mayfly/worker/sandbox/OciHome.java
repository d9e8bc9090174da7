package dev.mayfly.worker.sandbox;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A home on this machine: a folder, a network namespace, a scratch file system, a group with limits. */
final class OciHome implements SandboxHome {
    private static final Logger log = LoggerFactory.getLogger(OciHome.class);
    static final int RUNTIME_API_PORT = 9001;
    private static final Duration END = Duration.ofSeconds(5);

    private final OciDriver driver;
    private final String id;
    private final int number;
    private final SandboxDriver.Limits limits;
    private final OciDriver.IdRange ids;
    private final Path folder;
    private final Scratch scratch;

    private NetworkNamespaces.@Nullable Namespace network;
    private @Nullable GuestPipe output;
    private @Nullable GuestPipe frames;
    private @Nullable OciSandbox running;
    private final Map<Path, Path> bound = new HashMap<>();
    private int starts;
    private boolean closed;

    OciHome(OciDriver driver, String id, int number, SandboxDriver.Limits limits, OciDriver.IdRange ids) {
        this.driver = driver;
        this.id = id;
        this.number = number;
        this.limits = limits;
        this.ids = ids;
        this.folder = driver.folder(id);
        this.scratch = new Scratch(driver.image(id), folder.resolve("tmp"));
    }

    void build() throws IOException {
        Folders.create(folder.resolve("run"));
        output = GuestPipe.make(output());
        frames = GuestPipe.make(frames());
        driver.cgroups().create(id, limits.memoryMegabytes());
        scratch.mount(limits.scratchMegabytes(), ids.first());
        network = driver.network(number);
    }

    @Override
    public ServerSocketChannel runtimeApi() {
        return network().listeners().getFirst();
    }

    @Override
    public ServerSocketChannel awsEndpoint() {
        return network().listeners().getLast();
    }

    @Override
    public Path output() {
        return folder.resolve("output");
    }

    @Override
    public Path frames() {
        return folder.resolve("run/log");
    }

    @Override
    public String framesInside() {
        return LOG_PIPE;
    }

    @Override
    public synchronized Sandbox start(SandboxSpec spec) throws SandboxException {
        String name = id + "-" + ++starts;
        try {
            OciBundle bundle = new OciBundle(
                    spec, limits, ids, network().path(), driver.cgroups().path(id) + "/box");
            bundle.write(folder, driver.root(), scratch.folder(), reachable(spec.mounts()));
            OciSandbox sandbox = new OciSandbox(
                    driver.runtime().run(name, folder, folder.resolve("runtime.log"), output()),
                    folder,
                    () -> driver.cgroups().kill(id),
                    () -> driver.cgroups().memoryExhausted(id));
            running = sandbox;
            return sandbox;
        } catch (IOException e) {
            throw new SandboxException("cannot start a sandbox", e);
        }
    }

    /** Brings what is to be mounted where the guest's user can get to, whatever directories it lies behind. */
    private List<SandboxSpec.Mount> reachable(List<SandboxSpec.Mount> mounts) throws IOException {
        List<SandboxSpec.Mount> reachable = new ArrayList<>();
        for (SandboxSpec.Mount mount : mounts) {
            driver.root().mountPoint(mount.host(), mount.inside());
            reachable.add(new SandboxSpec.Mount(bind(mount.host()), mount.inside()));
        }
        return reachable;
    }

    private Path bind(Path host) throws IOException {
        Path known = bound.get(host);
        if (known != null) {
            return known;
        }
        Path target = folder.resolve("mount-" + bound.size());
        if (Files.isDirectory(host)) {
            Folders.create(target);
        } else {
            Files.createFile(target);
        }
        Linux.mount(host.toString(), target.toString(), "none", Linux.MS_BIND | Linux.MS_REC, "");
        bound.put(host, target);
        return target;
    }

    @Override
    public void throttle() {
        try {
            driver.cgroups().throttle(id, limits.processors());
        } catch (IOException e) {
            log.warn("{}: no CPU limit: {}", id, e.toString());
        }
    }

    @Override
    public long peakMemory() {
        return driver.cgroups().peakMemory(id);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (running != null) {
            end(running);
        }
        attempt(() -> driver.cgroups().remove(id));
        for (AutoCloseable part :
                Stream.of(network, output, frames).filter(Objects::nonNull).toList()) {
            attempt(part::close);
        }
        for (Path target : bound.values()) {
            attempt(() -> Linux.unmount(target.toString()));
        }
        bound.clear();
        attempt(scratch::close);
        attempt(() -> Folders.delete(folder));
    }

    /** Kills and waits, but not for ever: the group's removal ends what is left. */
    private static void end(OciSandbox sandbox) {
        sandbox.kill();
        Sandbox.Exit unknown = new Sandbox.Exit(128 + Linux.SIGKILL, false);
        var _ = sandbox.exit()
                .copy()
                .completeOnTimeout(unknown, END.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        sandbox.kill();
    }

    private void attempt(Removal removal) {
        try {
            removal.run();
        } catch (Exception e) {
            log.warn("{}: left for the next start to remove: {}", id, e.toString());
        }
    }

    @FunctionalInterface
    private interface Removal {
        void run() throws Exception;
    }

    private NetworkNamespaces.Namespace network() {
        if (network == null) {
            throw new IllegalStateException(id + " is not built");
        }
        return network;
    }
}
