package dev.mayfly.worker.sandbox;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running bundle: the OCI runtime's process, which waits for the first process inside. */
final class OciSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(OciSandbox.class);

    private final Process runtime;
    private final Path folder;
    private final Group group;
    private final CompletableFuture<Exit> exit;

    /** The processes inside. */
    @FunctionalInterface
    interface Group {
        /** Kills all of them; false when there were none. */
        boolean kill() throws IOException;
    }

    OciSandbox(Process runtime, Path folder, Group group, BooleanSupplier memoryExhausted) {
        this.runtime = runtime;
        this.folder = folder;
        this.group = group;
        this.exit = ProcessEnd.of(runtime).thenApply(ended -> {
            int status = ended.exitValue();
            complain();
            boolean killed = status == 128 + Linux.SIGKILL;
            return new Exit(status, killed && memoryExhausted.getAsBoolean());
        });
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public void kill() {
        try {
            // The runtime puts the guest into its group before it lets it run; until then its own death takes the
            // guest's with it.
            if (!group.kill() && runtime.isAlive()) {
                runtime.destroyForcibly();
                var _ = group.kill();
            }
        } catch (IOException e) {
            log.warn("{}: cannot be killed: {}", folder.getFileName(), e.toString());
        }
    }

    /** What the OCI runtime itself has to say is the operator's business. */
    private void complain() {
        try {
            Path words = folder.resolve("runtime.log");
            if (Files.exists(words) && Files.size(words) > 0) {
                log.error(
                        "{}: {}", folder.getFileName(), Files.readString(words).strip());
                Files.delete(words);
            }
        } catch (IOException e) {
            log.warn("{}: {}", folder.getFileName(), e.toString());
        }
    }
}
