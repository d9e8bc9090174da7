package dev.mayfly.server;

import dev.mayfly.runtimes.Runtimes;
import dev.mayfly.worker.sandbox.SandboxException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of the server: {@code up}, {@code try}, {@code runtimes}. The launcher has the rest. */
public final class Main {
    private static final String CONFIG = "--config";

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine commands = commands();
        ParseResult parsed;
        try {
            parsed = commands.parseArgs(arguments);
        } catch (CommandLine.ParameterException e) {
            fail(e.getMessage() + " (./mayfly --help)");
            return;
        }
        if (commands.isUsageHelpRequested()
                || !parsed.hasSubcommand()
                || parsed.subcommand().isUsageHelpRequested()) {
            Optional<String> asked = Optional.ofNullable(parsed.subcommand()).map(_ -> name(parsed));
            asked.map(commands.getSubcommands()::get).orElse(commands).usage(System.out);
            return;
        }
        try {
            run(name(parsed), settings(parsed.subcommand()));
        } catch (Settings.Invalid | SandboxException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private static String name(ParseResult parsed) {
        return parsed.subcommand().commandSpec().name();
    }

    private static void run(String command, Settings settings) throws SandboxException {
        switch (command) {
            case "up" -> up(settings);
            case "try" -> tryOut(settings);
            case "runtimes" -> runtimes(settings);
            default -> throw new IllegalStateException(command);
        }
    }

    private static void up(Settings settings) throws SandboxException {
        Platform platform = start(settings);
        System.out.printf(
                "Mayfly %s is ready on http://%s:%d (%s, data in %s, %d ms)%n",
                Version.TEXT,
                platform.config().front().address().getAddress().getHostAddress(),
                platform.port(),
                platform.driverName(),
                platform.config().state().data(),
                System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime());
        stayUntilStopped();
    }

    private static void tryOut(Settings settings) throws SandboxException {
        Platform platform = start(settings);
        try {
            new FirstFunction(platform.port(), platform.runtimes()).show();
        } catch (IOException e) {
            fail("the first function failed: " + e.getMessage());
        }
        stayUntilStopped();
    }

    private static Platform start(Settings settings) throws SandboxException {
        Platform platform = Platform.start(Config.from(settings));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(platform::close));
        return platform;
    }

    private static void runtimes(Settings settings) {
        for (Runtimes.Row row : Runtimes.discover(Config.from(settings).work().runtimes(), System.getenv())
                .rows()) {
            System.out.printf(
                    "%-16s %-8s %s%n", row.name(), row.installed() ? row.version() : "-", row.interpreterOrMissing());
        }
    }

    /** The signal handlers of the JVM run the shutdown hook, which ends the process. */
    private static void stayUntilStopped() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void fail(String message) {
        System.err.println("mayfly: " + message);
        System.exit(1);
    }

    private static CommandLine commands() {
        CommandSpec mayfly = CommandSpec.create().name("mayfly");
        mayfly.usageMessage().description("AWS Lambda, unmodified, on your own machine.");
        mayfly.mixinStandardHelpOptions(true).version("mayfly " + Version.TEXT);
        mayfly.addSubcommand("up", command("up", "Runs the server until it is stopped."));
        mayfly.addSubcommand("try", command("try", "Runs the server, deploys a first function and invokes it."));
        mayfly.addSubcommand("runtimes", command("runtimes", "Lists which runtimes this machine can serve."));
        return new CommandLine(mayfly);
    }

    private static CommandSpec command(String name, String description) {
        CommandSpec command = CommandSpec.create().name(name);
        command.usageMessage()
                .description(description)
                .footer("", "Test with: ./mayfly test. Measure with: ./mayfly bench");
        command.mixinStandardHelpOptions(true);
        for (Option option : Config.OPTIONS) {
            boolean flag = option.label().isEmpty();
            command.addOption(OptionSpec.builder(option.flag())
                    .paramLabel(option.label())
                    .type(flag ? boolean.class : String.class)
                    .arity(flag ? "0" : "1")
                    .description(option.description() + " (" + option.variable()
                            + (flag || option.otherwise().isEmpty() ? ")" : "; " + option.otherwise() + ")"))
                    .build());
        }
        command.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("file of name=value lines, names as above (MAYFLY_CONFIG)")
                .build());
        return command;
    }

    /** The command line wins over the environment, the environment over the file. */
    private static Settings settings(ParseResult parsed) {
        Map<String, String> values = new HashMap<>(file(parsed));
        for (Option option : Config.OPTIONS) {
            @Nullable String variable = System.getenv(option.variable());
            if (variable != null) {
                values.put(option.name(), variable);
            }
            if (parsed.hasMatchedOption(option.flag())) {
                values.put(option.name(), String.valueOf(parsed.<Object>matchedOptionValue(option.flag(), "")));
            }
        }
        return new Settings(values);
    }

    private static Map<String, String> file(ParseResult parsed) {
        @Nullable String variable = System.getenv("MAYFLY_CONFIG");
        @Nullable Path path = parsed.matchedOptionValue(CONFIG, variable == null ? null : Path.of(variable));
        if (path == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (InputStream text = Files.newInputStream(path)) {
            properties.load(text);
        } catch (IOException e) {
            throw new Settings.Invalid("the configuration file " + path + " cannot be read: " + e.getMessage());
        }
        List<String> known = Config.OPTIONS.stream().map(Option::name).toList();
        Map<String, String> values = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (!known.contains(name)) {
                throw new Settings.Invalid(
                        path + ": unknown setting '" + name + "'; known are " + String.join(", ", known));
            }
            values.put(name, properties.getProperty(name));
        }
        return values;
    }
}
