package dev.mayfly.runtimes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A runtime that this host can serve, and what a sandbox needs for it. Paths in {@code mounts}' targets, in
 * {@code environment} and in an {@link #entrypoint} are as seen from inside, where the host's {@code /usr} is at
 * {@code /usr}, the function's code at {@code /var/task} and its layers at {@code /opt}.
 *
 * @param name the runtime's name, such as {@code python3.11}
 * @param family the folder's name, such as {@code python}
 * @param version the language version that the name stands for, such as {@code 3.11}; empty where there is none
 * @param interpreter on the host; for a family without one, its folder
 * @param mounts beside {@code /usr}: the family's folder at {@code /var/runtime}, an interpreter from outside
 *     {@code /usr} at {@code /var/lang}, configuration that an interpreter links to
 * @param environment what the runtime itself sets; the function's own variables come after and win
 */
public record InstalledRuntime(
        String name,
        String family,
        String version,
        Path interpreter,
        List<Mount> mounts,
        Map<String, String> environment,
        Launch launch) {

    public InstalledRuntime {
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
    }

    /**
     * What to run for one function.
     *
     * @param variables the whole environment that the process will have; MemorySize, handler and exec wrapper are in it
     * @param code the function's unpacked code on the host, which will be {@code /var/task}
     * @param layers its layers' folders on the host, which will be {@code /opt}
     */
    public Entrypoint entrypoint(Map<String, String> variables, Path code, List<Path> layers) {
        return launch.entrypoint(variables, code, layers);
    }
}
