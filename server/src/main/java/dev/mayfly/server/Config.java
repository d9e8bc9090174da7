package dev.mayfly.server;

import dev.mayfly.functions.Limits;
import dev.mayfly.worker.pool.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All settings, one record a room. */
record Config(Front front, State state, Work work, Limits limits) {
    private static final Option PORT = new Option("port", "PORT", "4566", "port of the AWS endpoint");
    private static final Option HOST = new Option("host", "ADDRESS", "127.0.0.1", "address to listen on");
    private static final Option AUTH =
            new Option("auth", "MODE", "open", "open: any credentials are accepted; signed: signatures are verified");
    private static final Option INSECURE =
            new Option("insecure", "", "false", "let --auth open listen on an address that others can reach");
    private static final Option DRAIN =
            new Option("drain", "TIME", "10s", "how long running requests may take to end when the server stops");

    private static final Option DATA = new Option("data", "DIR", "data", "where everything is kept");
    private static final Option STORE =
            new Option("store", "STORE", "sqlite", "sqlite, memory (nothing survives), or jdbc:postgresql://…");
    private static final Option STORE_USER = new Option("store-user", "NAME", "", "user of the PostgreSQL store");
    private static final Option STORE_PASSWORD =
            new Option("store-password", "TEXT", "", "password of the PostgreSQL store; better by variable or file");

    private static final Option DRIVER = new Option(
            "driver", "DRIVER", "oci", "oci: sandboxes; process: plain processes without isolation, for development");
    private static final Option OCI_RUNTIME =
            new Option("oci-runtime", "COMMAND", "crun", "the OCI runtime that makes sandboxes");
    private static final Option INTERNET = new Option(
            "internet",
            "",
            "false",
            "let functions reach the internet (nft and ip are needed); without, they have no route");
    private static final Option RUNTIMES = new Option("runtimes", "DIR", "runtimes", "where the language runtimes are");
    private static final Option MEMORY = new Option(
            "memory", "MB", "0", "memory that all functions together may be promised; 0: four fifths of the machine's");
    private static final Option IDLE_TIMEOUT =
            new Option("idle-timeout", "TIME", "5m", "how long an unused execution environment is kept");
    private static final Option LONGEST_LIFE =
            new Option("longest-life", "TIME", "2h", "age at which an execution environment is replaced");

    private static final Option CONCURRENCY =
            new Option("concurrency", "N", "1000", "executions of an account at the same time");

    /** Every option, by room, as help lists them. */
    static final List<Option> OPTIONS = List.of(
            PORT,
            HOST,
            AUTH,
            INSECURE,
            DRAIN,
            DATA,
            STORE,
            STORE_USER,
            STORE_PASSWORD,
            DRIVER,
            OCI_RUNTIME,
            INTERNET,
            RUNTIMES,
            MEMORY,
            IDLE_TIMEOUT,
            LONGEST_LIFE,
            CONCURRENCY);

    /** @param verify signatures */
    record Front(InetSocketAddress address, boolean verify, Duration drain) {}

    /** @param store as {@code --store} has it */
    record State(Path data, String store, String user, String password) {}

    /** @param internet whether functions reach it */
    record Work(boolean isolated, String ociRuntime, boolean internet, Path runtimes, Worker.Settings worker) {}

    static Config from(Settings settings) {
        return new Config(front(settings), state(settings), work(settings), limits(settings));
    }

    private static Front front(Settings settings) {
        boolean verify = settings.oneOf(AUTH, "open", "signed").equals("signed");
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(settings.text(HOST));
        } catch (IllegalArgumentException e) {
            throw new Settings.Invalid(HOST.flag() + " takes an IP address, not '" + settings.text(HOST) + "'");
        }
        if (!verify && !address.isLoopbackAddress() && !settings.flag(INSECURE)) {
            throw new Settings.Invalid("with --auth open anybody who reaches " + address.getHostAddress()
                    + " may do anything: use --auth signed, listen on loopback, or insist with --insecure");
        }
        return new Front(
                new InetSocketAddress(address, settings.number(PORT, 0, 65_535)), verify, settings.duration(DRAIN));
    }

    private static State state(Settings settings) {
        String store = settings.text(STORE);
        if (!store.equals("sqlite") && !store.equals("memory") && !store.startsWith("jdbc:postgresql:")) {
            throw new Settings.Invalid(STORE.flag() + " takes " + STORE.description() + ", not '" + store + "'");
        }
        return new State(
                Path.of(settings.text(DATA)).toAbsolutePath(),
                store,
                settings.text(STORE_USER),
                settings.text(STORE_PASSWORD));
    }

    private static Work work(Settings settings) {
        int threads = 1_024;
        int memory = settings.number(MEMORY, 0, Integer.MAX_VALUE);
        return new Work(
                settings.oneOf(DRIVER, "oci", "process").equals("oci"),
                settings.text(OCI_RUNTIME),
                settings.flag(INTERNET),
                Path.of(settings.text(RUNTIMES)).toAbsolutePath(),
                new Worker.Settings(
                        memory == 0 ? mostOfTheMachine() : memory,
                        settings.duration(IDLE_TIMEOUT),
                        settings.duration(LONGEST_LIFE),
                        threads));
    }

    private static Limits limits(Settings settings) {
        int concurrency = settings.number(CONCURRENCY, 1, 1_000_000);
        int unreserved = Math.min(100, concurrency);
        return Limits.aws().withConcurrentExecutions(concurrency, unreserved);
    }

    private static int mostOfTheMachine() {
        int kilobytesInMegabyte = 1_024;
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            long total = lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
            return Math.toIntExact(total / kilobytesInMegabyte * 4 / 5);
        } catch (IOException e) {
            throw new Settings.Invalid("the machine's memory is not known (" + e.getMessage() + "): say --memory");
        }
    }
}
