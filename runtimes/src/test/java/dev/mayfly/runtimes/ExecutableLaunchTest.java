package dev.mayfly.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that bring their own bootstrap. */
class ExecutableLaunchTest {
    @TempDir
    Path folder;

    private final InstalledRuntime provided = Runtimes.discover(Guest.RUNTIMES_HOME, Map.of())
            .find("provided.al2023")
            .orElseThrow();
    private Path code;
    private Path layer;

    @BeforeEach
    void folders() throws IOException {
        code = Files.createDirectory(folder.resolve("code"));
        layer = Files.createDirectory(folder.resolve("layer"));
    }

    private Entrypoint entrypoint() {
        return provided.entrypoint(Map.of(), code, List.of(layer));
    }

    private static void write(Path file, String content, boolean executable) throws IOException {
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(executable)).isTrue();
    }

    @Test
    void the_bootstrap_of_the_code_goes_before_that_of_a_layer() throws IOException {
        write(code.resolve("bootstrap"), "#!/bin/sh\n", true);
        write(layer.resolve("bootstrap"), "#!/bin/sh\n", true);
        assertThat(entrypoint()).isEqualTo(new Entrypoint.Command(List.of("/var/task/bootstrap")));
    }

    @Test
    void a_layer_may_bring_the_bootstrap() throws IOException {
        write(layer.resolve("bootstrap"), "#!/bin/sh\n", true);
        assertThat(entrypoint()).isEqualTo(new Entrypoint.Command(List.of("/opt/bootstrap")));
    }

    @Test
    void a_program_of_this_host_is_run() throws IOException {
        Files.copy(Path.of("/bin/true").toRealPath(), code.resolve("bootstrap"));
        assertThat(code.resolve("bootstrap").toFile().setExecutable(true)).isTrue();
        assertThat(entrypoint()).isEqualTo(new Entrypoint.Command(List.of("/var/task/bootstrap")));
    }

    @Test
    void no_bootstrap_is_an_invalid_entrypoint() {
        assertThat(entrypoint())
                .isEqualTo(new Entrypoint.Invalid(
                        "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"));
    }

    @Test
    void a_bootstrap_that_may_not_be_executed_is_an_invalid_entrypoint() throws IOException {
        write(code.resolve("bootstrap"), "#!/bin/sh\n", false);
        assertThat(entrypoint()).isEqualTo(new Entrypoint.Invalid("fork/exec /var/task/bootstrap: permission denied"));
    }

    @Test
    void a_bootstrap_that_is_no_program_is_an_invalid_entrypoint() throws IOException {
        write(code.resolve("bootstrap"), "echo no first line\n", true);
        assertThat(entrypoint()).isEqualTo(new Entrypoint.Invalid("fork/exec /var/task/bootstrap: exec format error"));
    }

    @Test
    void a_program_for_another_machine_is_an_invalid_entrypoint() throws IOException {
        byte[] program = Files.readAllBytes(Path.of("/bin/true").toRealPath());
        program[18] = (byte) (Host.ARCHITECTURE.equals("arm64") ? 62 : 183);
        Files.write(code.resolve("bootstrap"), program);
        assertThat(code.resolve("bootstrap").toFile().setExecutable(true)).isTrue();
        assertThat(entrypoint()).isEqualTo(new Entrypoint.Invalid("fork/exec /var/task/bootstrap: exec format error"));
    }

    @Test
    void a_link_is_left_to_the_sandbox_and_never_followed_on_the_host() throws IOException {
        Files.createSymbolicLink(code.resolve("bootstrap"), Path.of("run"));
        assertThat(entrypoint()).isEqualTo(new Entrypoint.Command(List.of("/var/task/bootstrap")));
    }
}
