package dev.mayfly.worker.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param command argv; its first element is a path inside
 * @param environment the whole environment; nothing is inherited
 * @param mounts host files and directories that are visible inside, read-only
 * @param workingDirectory a path inside
 */
public record SandboxSpec(
        List<String> command, Map<String, String> environment, List<Mount> mounts, String workingDirectory) {

    /** @param inside absolute path under which {@code host} appears */
    public record Mount(Path host, String inside) {}
}
