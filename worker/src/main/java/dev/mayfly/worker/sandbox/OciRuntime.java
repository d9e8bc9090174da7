package dev.mayfly.worker.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The OCI runtime's command line.
 *
 * @param executable absolute
 * @param state where it keeps what it runs
 */
record OciRuntime(Path executable, Path state) {

    static OciRuntime find(String command, Path state) throws SandboxException {
        Path executable = locate(command)
                .orElseThrow(
                        () -> new SandboxException(
                                "the OCI runtime '" + command
                                        + "' is not installed: install it (Debian: apt-get install crun), or name another with --oci-runtime"));
        return new OciRuntime(executable, state);
    }

    static Optional<Path> locate(String command) {
        if (command.indexOf('/') >= 0) {
            return Optional.of(Path.of(command).toAbsolutePath()).filter(Files::isExecutable);
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        for (String folder : path.split(File.pathSeparator)) {
            Path candidate = Path.of(folder, command);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    String name() {
        return executable.getFileName().toString();
    }

    /**
     * Starts a bundle and stays as its parent: the process ends with the sandbox's exit status.
     *
     * @param output receives standard output and standard error
     */
    Process run(String id, Path bundle, Path log, Path output) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                executable.toString(),
                "--root",
                state.toString(),
                "--log",
                log.toString(),
                "run",
                "--bundle",
                bundle.toString(),
                id));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        Process process = builder.start();
        // Standard input is a pipe that is closed, not /dev/null: the runtime hands it to the guest's user, and would
        // give away the host's device.
        process.getOutputStream().close();
        return process;
    }
}
