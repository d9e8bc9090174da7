package dev.mayfly.runtimes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder {@code runtimes/<family>/} and what its runtime.json says. Texts in it may hold {@code {runtime}},
 * {@code {version}} and {@code {interpreter}}. A family without a command and entrypoints is one that Mayfly only knows
 * the names of.
 */
record Family(String name, Path folder, Description description) {
    static final String FILE = "runtime.json";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String INSIDE = "/var/runtime";

    /**
     * @param runtimes name → language version, oldest first
     * @param interpreter how to find one; absent where functions bring their own executable
     * @param launcher what the command is run by, usually nothing
     * @param command interpreter and arguments; {@code {options}} stands for those of its version
     * @param entrypoints the paths where a function may bring its own executable
     * @param prepare run on the host once an interpreter is to be used; {@code {folder}} stands for the family's
     * @param install what to install where the interpreter is missing
     */
    record Description(
            LinkedHashMap<String, String> runtimes,
            String language,
            Interpreters.@Nullable Search interpreter,
            @Nullable List<String> launcher,
            @Nullable List<String> command,
            @Nullable Map<String, List<String>> options,
            @Nullable List<String> entrypoints,
            @Nullable Map<String, String> environment,
            @Nullable List<String> prepare,
            @Nullable String install) {}

    static Family read(Path folder) {
        Description description = JSON.readValue(folder.resolve(FILE), Description.class);
        return new Family(folder.getFileName().toString(), folder.toAbsolutePath(), description);
    }

    Map<String, String> runtimes() {
        return description.runtimes();
    }

    String whyMissing(String runtime) {
        String needed = (description.language() + " " + runtimes().get(runtime)).strip();
        String install = description.install();
        if (install == null) {
            return "The runtime %s needs %s, which Mayfly does not run.".formatted(runtime, needed);
        }
        return "The runtime %s needs %s, which this host does not have: install %s."
                .formatted(
                        runtime, needed, install.replace("{version}", runtimes().getOrDefault(runtime, "")));
    }

    InstalledRuntime install(String runtime, String version, Interpreter interpreter) {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(new Mount(folder, INSIDE));
        mounts.addAll(interpreter.mounts());
        Map<String, String> filled = new LinkedHashMap<>();
        orEmpty(description.environment())
                .forEach((key, value) ->
                        filled.put(key, value.replace("{runtime}", runtime).replace("{version}", version)));
        return new InstalledRuntime(
                runtime, name, version, interpreter.onHost(), mounts, filled, launch(version, interpreter));
    }

    /** May write into the family's folder. Without it functions start more slowly, and all else is the same. */
    void prepare(Interpreter interpreter) {
        List<String> command = orEmpty(description.prepare()).stream()
                .map(argument -> argument.replace(
                                "{interpreter}", interpreter.onHost().toString())
                        .replace("{folder}", folder.toString()))
                .toList();
        if (!command.isEmpty()) {
            HostCommand.run(command);
        }
    }

    private Launch launch(String version, Interpreter interpreter) {
        List<String> entrypoints = description.entrypoints();
        if (entrypoints != null) {
            return new ExecutableLaunch(entrypoints);
        }
        List<String> command = new ArrayList<>();
        for (String argument : orEmpty(description.command())) {
            switch (argument) {
                case "{interpreter}" -> command.add(interpreter.inside());
                case "{options}" ->
                    command.addAll(orEmpty(description.options()).getOrDefault(version, List.of()));
                default -> command.add(argument);
            }
        }
        return new InterpreterLaunch(orEmpty(description.launcher()), command);
    }

    boolean isServed() {
        return description.command() != null || description.entrypoints() != null;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static <K, V> Map<K, V> orEmpty(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : map;
    }
}
