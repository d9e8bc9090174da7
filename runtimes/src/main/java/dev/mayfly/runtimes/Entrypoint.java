package dev.mayfly.runtimes;

import java.util.List;

/** What starts a function's runtime inside its sandbox, or why nothing can. */
public sealed interface Entrypoint {

    /** The program and its arguments, as seen from inside; the working directory is {@code /var/task}. */
    record Command(List<String> arguments) implements Entrypoint {
        public Command {
            arguments = List.copyOf(arguments);
        }
    }

    /** The function's own fault. The message is AWS's, without the request id that goes before it. */
    record Invalid(String message) implements Entrypoint {
        public static final String ERROR_TYPE = "Runtime.InvalidEntrypoint";
    }
}
