package dev.mayfly.runtimes;

import java.nio.file.Path;
import java.util.List;

/**
 * An interpreter on this host: its real file, its path inside a sandbox, its full version, and what must be mounted for it.
 * Families without one have their folder here, and no version.
 */
record Interpreter(Path onHost, String inside, String version, List<Mount> mounts) {}
