package dev.mayfly.server;

import java.util.Locale;

/**
 * One setting: {@code --name} on the command line, {@code MAYFLY_NAME} in the environment, {@code name} in the file.
 *
 * @param name in kebab case
 * @param label of the value in help, for example {@code MB}
 * @param otherwise the default, as it would be written
 */
record Option(String name, String label, String otherwise, String description) {

    String flag() {
        return "--" + name;
    }

    String variable() {
        return "MAYFLY_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
