package dev.mayfly.worker.sandbox;

import dev.mayfly.worker.runtimeapi.GuestClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Sandboxes whose processes are threads that speak the Runtime API over the loopback interface. */
public final class FakeDriver implements SandboxDriver {

    /** What a process does; its return is the process's end with status 0, {@link Crash} with another. */
    @FunctionalInterface
    public interface Program {
        void run(Guest process) throws IOException, InterruptedException;
    }

    public static final class Crash extends RuntimeException {
        private final int status;

        public Crash(int status) {
            super("exit status " + status);
            this.status = status;
        }
    }

    private final Path folder;
    private final List<Home> homes = new CopyOnWriteArrayList<>();
    private volatile Program program;
    private volatile boolean refusing;
    private volatile Optional<CountDownLatch> slowClose = Optional.empty();
    private final AtomicInteger closed = new AtomicInteger();

    public FakeDriver(Path folder, Program program) {
        this.folder = folder;
        this.program = program;
    }

    /** Answers every event with the number of the process and the body of the event. */
    public static void echo(Guest process) throws IOException {
        while (true) {
            GuestClient.Answer event = process.next();
            process.respond(event, event.body());
        }
    }

    /** What the next processes do. */
    public void runs(Program other) {
        program = other;
    }

    /** From here on homes cannot be made. */
    public void refuseHomes() {
        refusing = true;
    }

    /** Closing a home takes until the latch is open. */
    public void closeSlowly(CountDownLatch latch) {
        slowClose = Optional.of(latch);
    }

    public List<Home> homes() {
        return homes;
    }

    public int openHomes() {
        return homes.size() - closed.get();
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Home prepare(String id, Limits limits) throws SandboxException {
        if (refusing) {
            throw new SandboxException("no home today");
        }
        try {
            Home home = new Home(Files.createDirectory(folder.resolve(id)));
            homes.add(home);
            return home;
        } catch (IOException e) {
            throw new SandboxException("cannot make a home", e);
        }
    }

    @Override
    public void close() {}

    public final class Home implements SandboxHome {
        private final ServerSocketChannel runtimeApi = listen();
        private final ServerSocketChannel awsEndpoint = listen();
        private final GuestPipe output;
        private final GuestPipe frames;
        public final List<Guest> started = new CopyOnWriteArrayList<>();
        public volatile boolean throttled;
        public volatile boolean startFails;

        Home(Path folder) throws IOException {
            output = GuestPipe.make(folder.resolve("output"));
            frames = GuestPipe.make(folder.resolve("frames"));
        }

        private static ServerSocketChannel listen() throws IOException {
            return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
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
            return LOG_PIPE;
        }

        @Override
        public Guest start(SandboxSpec spec) throws SandboxException {
            if (startFails) {
                throw new SandboxException("cannot start");
            }
            Guest process = new Guest(this, spec, started.size() + 1);
            started.add(process);
            process.start(program);
            return process;
        }

        @Override
        public void throttle() {
            throttled = true;
        }

        @Override
        public long peakMemory() {
            return 42L << 20;
        }

        @Override
        public void close() {
            try {
                if (slowClose.isPresent()) {
                    slowClose.get().await();
                }
                started.forEach(Guest::kill);
                runtimeApi.close();
                awsEndpoint.close();
                output.close();
                frames.close();
                closed.incrementAndGet();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One life of a fake runtime. */
    public static final class Guest implements Sandbox {
        private final Home home;
        private final SandboxSpec spec;
        private final int number;
        private final CompletableFuture<Exit> exit = new CompletableFuture<>();
        private final List<GuestClient> connections = new CopyOnWriteArrayList<>();
        private volatile boolean killed;
        private volatile Thread thread = Thread.currentThread();

        Guest(Home home, SandboxSpec spec, int number) {
            this.home = home;
            this.spec = spec;
            this.number = number;
        }

        void start(Program program) {
            thread = Thread.ofPlatform().daemon().unstarted(() -> run(program));
            thread.start();
        }

        private void run(Program program) {
            int status = 0;
            try {
                program.run(this);
            } catch (Crash crash) {
                status = crash.status;
            } catch (IOException | InterruptedException | UncheckedIOException e) {
                status = 1;
            }
            connections.forEach(Guest::hangUp);
            exit.complete(new Exit(killed ? 137 : status, false));
        }

        private static void hangUp(GuestClient connection) {
            try {
                connection.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Which process of its home this is, from 1. */
        public int number() {
            return number;
        }

        public SandboxSpec spec() {
            return spec;
        }

        public boolean killed() {
            return killed;
        }

        public GuestClient connection() throws IOException {
            if (connections.isEmpty()) {
                connections.add(new GuestClient((InetSocketAddress) home.runtimeApi.getLocalAddress()));
            }
            if (killed) {
                throw new InterruptedIOException("killed");
            }
            return connections.getFirst();
        }

        public GuestClient.Answer next() throws IOException {
            GuestClient.Answer event = connection().next();
            if (event.status() != 200) {
                throw new IOException("no event: " + event);
            }
            return event;
        }

        public void respond(GuestClient.Answer event, String body) throws IOException {
            connection().respond(event.header("Lambda-Runtime-Aws-Request-Id"), body);
        }

        public void print(String text) throws IOException {
            try (OutputStream out = Files.newOutputStream(home.output(), StandardOpenOption.WRITE)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public CompletableFuture<Exit> exit() {
            return exit;
        }

        @Override
        public void kill() {
            killed = true;
            connections.forEach(Guest::hangUp);
            thread.interrupt();
        }
    }
}
