package dev.mayfly.server;

import dev.mayfly.worker.sandbox.SandboxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Starts a server, runs a function through it and stops: what the JDK's ahead-of-time cache is trained with. */
public final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) throws SandboxException, IOException {
        Config config = Config.from(new Settings(Map.of(
                "port", "0", "data", Path.of(arguments[0]).resolve("data").toString())));
        try (Platform platform = Platform.start(config)) {
            new FirstFunction(platform.port(), platform.runtimes()).show();
        }
    }
}
