package dev.mayfly.worker.sandbox;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running bundle: the OCI runtime's process, and the first process inside that it waits for. */
final class OciSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(OciSandbox.class);

    private final Process runtime;
    private final Path folder;
    private final CompletableFuture<Exit> exit;

    OciSandbox(Process runtime, Path folder, BooleanSupplier memoryExhausted) {
        this.runtime = runtime;
        this.folder = folder;
        this.exit = runtime.onExit().thenApply(ended -> {
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
            // The runtime writes the file before it lets the guest run; its own death takes the guest's with it until
            // then.
            if (runtime.isAlive()) {
                String pid = Files.exists(folder.resolve("pid"))
                        ? Files.readString(folder.resolve("pid")).strip()
                        : "";
                if (pid.isEmpty()) {
                    runtime.destroyForcibly();
                } else {
                    Linux.kill(Integer.parseInt(pid), Linux.SIGKILL);
                }
            }
        } catch (IOException | NumberFormatException e) {
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
