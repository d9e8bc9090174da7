package dev.mayfly.runtimes;

import java.nio.file.Path;

/** A file or folder of the host that a sandbox shows, read-only, at {@code target}. */
public record Mount(Path source, String target) {}
