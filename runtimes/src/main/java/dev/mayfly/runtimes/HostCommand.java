package dev.mayfly.runtimes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs short commands on the host, outside of any sandbox, in a clean environment. */
final class HostCommand {
    private static final Logger log = LoggerFactory.getLogger(HostCommand.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private HostCommand() {}

    /** What {@code command} printed; empty, and a line in our log, when it failed or took too long. */
    static Optional<String> run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0) {
                return Optional.of(output);
            }
            process.destroyForcibly();
            log.warn("{} failed: {}", String.join(" ", command), output.strip());
            return Optional.empty();
        } catch (IOException e) {
            log.warn("{} could not be run", String.join(" ", command), e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while running " + command.getFirst(), e));
        }
    }
}
