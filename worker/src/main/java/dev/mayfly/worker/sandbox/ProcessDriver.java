package dev.mayfly.worker.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plain processes of the server's own user, for development where no OCI runtime can run: no isolation and no limits. Only
 * ever used when asked for. What a spec mounts is not mounted; its inside paths are replaced by the host's in commands and
 * variables.
 */
public final class ProcessDriver implements SandboxDriver {
    private static final Logger log = LoggerFactory.getLogger(ProcessDriver.class);

    private final Path homes;

    /** @param home owned by the driver */
    public ProcessDriver(Path home) throws SandboxException {
        this.homes = home.resolve("homes");
        try {
            Folders.delete(homes);
            Files.createDirectories(homes);
        } catch (IOException e) {
            throw new SandboxException("cannot prepare " + home, e);
        }
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public SandboxHome prepare(String id, Limits limits) throws SandboxException {
        try {
            return new ProcessHome(homes.resolve(id));
        } catch (IOException e) {
            throw new SandboxException("cannot make a home", e);
        }
    }

    @Override
    public void close() {
        try {
            Folders.delete(homes);
        } catch (IOException e) {
            log.warn("left for the next start to remove: {}", e.toString());
        }
    }

    private static final class ProcessHome implements SandboxHome {
        private final Path folder;
        private final ServerSocketChannel runtimeApi = listen();
        private final ServerSocketChannel awsEndpoint = listen();
        private final GuestPipe output;
        private final GuestPipe frames;
        private @Nullable ProcessSandbox running;

        ProcessHome(Path folder) throws IOException {
            this.folder = folder;
            Files.createDirectories(folder.resolve("tmp"));
            this.output = GuestPipe.make(folder.resolve("output"));
            this.frames = GuestPipe.make(folder.resolve("log"));
        }

        private static ServerSocketChannel listen() throws IOException {
            return ServerSocketChannel.open(StandardProtocolFamily.INET)
                    .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        }

        @Override
        public ServerSocketChannel runtimeApi() {
            return runtimeApi;
        }

        @Override
        public ServerSocketChannel awsEndpoint() {
            return awsEndpoint;
        }

        @Override
        public Path output() {
            return output.path();
        }

        @Override
        public Path frames() {
            return frames.path();
        }

        @Override
        public String framesInside() {
            return frames().toString();
        }

        @Override
        public synchronized Sandbox start(SandboxSpec spec) throws SandboxException {
            Places places = new Places(spec.mounts(), folder.resolve("tmp"));
            ProcessBuilder builder = new ProcessBuilder(
                            spec.command().stream().map(places::outside).toList())
                    .directory(Path.of(places.outside(spec.workingDirectory())).toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
            builder.environment().clear();
            builder.environment().putAll(places.outside(spec.environment()));
            try {
                Process process = builder.start();
                process.getOutputStream().close();
                running = new ProcessSandbox(process);
                return running;
            } catch (IOException e) {
                throw new SandboxException("cannot start a process", e);
            }
        }

        @Override
        public void throttle() {
            // A plain process has no limit.
        }

        @Override
        public synchronized long peakMemory() {
            return running == null ? 0 : running.peakMemory();
        }

        @Override
        public synchronized void close() {
            if (!runtimeApi.isOpen()) {
                return;
            }
            if (running != null) {
                running.kill();
                running.exit().join();
            }
            try {
                runtimeApi.close();
                awsEndpoint.close();
                output.close();
                frames.close();
                Folders.delete(folder);
            } catch (IOException e) {
                log.warn("left for the next start to remove: {}", e.toString());
            }
        }
    }

    private record ProcessSandbox(Process process, CompletableFuture<Exit> exit) implements Sandbox {
        ProcessSandbox(Process process) {
            this(process, ProcessEnd.of(process).thenApply(ended -> new Exit(ended.exitValue(), false)));
        }

        @Override
        public void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        long peakMemory() {
            try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
                long kilobyte = 1_024;
                return lines.filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * kilobyte)
                        .findFirst()
                        .orElse(0);
            } catch (IOException e) {
                return 0;
            }
        }
    }

    /** From the paths of a sandbox to the host's. */
    private record Places(List<SandboxSpec.Mount> mounts, Path temporary) {

        Map<String, String> outside(Map<String, String> environment) {
            Map<String, String> outside = new LinkedHashMap<>();
            environment.forEach((name, value) -> outside.put(name, outside(value)));
            outside.putIfAbsent("TMPDIR", temporary.toString());
            return outside;
        }

        /** Longer paths first, so that one mount below another is found. */
        String outside(String text) {
            String outside = text;
            for (SandboxSpec.Mount mount : longestFirst()) {
                outside = outside.replace(mount.inside(), mount.host().toString());
            }
            return outside;
        }

        private List<SandboxSpec.Mount> longestFirst() {
            return mounts.stream()
                    .sorted(Comparator.comparingInt(mount -> -mount.inside().length()))
                    .toList();
        }
    }
}
