package dev.mayfly.runtimes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An interpreter and its bootstrap. In {@code command}, {@code {handler}} stands for the function's handler and
 * {@code {memory 90%}} for so much of its MemorySize, in megabytes. The command runs as arguments of {@code launcher},
 * and where the function has an exec wrapper, as that one's arguments in turn.
 */
public record InterpreterLaunch(List<String> launcher, List<String> command) implements Launch {
    private static final Pattern MEMORY_SHARE = Pattern.compile("\\{memory (\\d+)%}");
    private static final int DEFAULT_MEMORY_MEGABYTES = 128;

    // As AWS's own bootstraps do it, messages and exit codes included (test_lambda_runtime_wrapper_not_found: 127).
    private static final String RUN_WRAPPER = """
            if [ ! -f "$1" ]; then echo "$1: does not exist"; exit 127; fi
            if [ ! -x "$1" ]; then echo "$1: is not an executable"; exit 126; fi
            exec "$@"
            """;

    public InterpreterLaunch {
        launcher = List.copyOf(launcher);
        command = List.copyOf(command);
    }

    @Override
    public Entrypoint entrypoint(Map<String, String> variables, Path code, List<Path> layers) {
        List<String> arguments = new ArrayList<>(launcher);
        String wrapper = variables.getOrDefault("AWS_LAMBDA_EXEC_WRAPPER", "");
        if (!wrapper.isEmpty()) {
            arguments.addAll(List.of("/bin/sh", "-c", RUN_WRAPPER, "bootstrap", wrapper));
        }
        for (String argument : command) {
            arguments.add(fillIn(argument, variables));
        }
        return new Entrypoint.Command(arguments);
    }

    private static String fillIn(String argument, Map<String, String> variables) {
        if (argument.equals("{handler}")) {
            return variables.getOrDefault("_HANDLER", "");
        }
        String memory = variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
        long megabytes = memory == null ? DEFAULT_MEMORY_MEGABYTES : Long.parseLong(memory);
        return MEMORY_SHARE
                .matcher(argument)
                .replaceAll(share -> Long.toString(megabytes * Long.parseLong(share.group(1)) / 100));
    }
}
