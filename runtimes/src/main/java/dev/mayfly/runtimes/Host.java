package dev.mayfly.runtimes;

import java.util.Map;

/** This machine, in Lambda's words. */
final class Host {
    /** {@code x86_64}, {@code arm64}, or what Java calls an architecture that Lambda does not have. */
    static final String ARCHITECTURE = Map.of("amd64", "x86_64", "aarch64", "arm64")
            .getOrDefault(System.getProperty("os.arch"), System.getProperty("os.arch"));

    private Host() {}
}
