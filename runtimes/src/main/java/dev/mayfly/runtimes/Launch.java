package dev.mayfly.runtimes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a runtime is started, once it is known for which function. */
public sealed interface Launch permits InterpreterLaunch, ExecutableLaunch {

    Entrypoint entrypoint(Map<String, String> variables, Path code, List<Path> layers);
}
