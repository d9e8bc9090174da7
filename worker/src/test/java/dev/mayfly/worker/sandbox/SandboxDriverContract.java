package dev.mayfly.worker.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every driver promises; a driver's own test names the driver and adds what it alone can do. */
abstract class SandboxDriverContract {
    static final SandboxDriver.Limits LIMITS = new SandboxDriver.Limits(128, 0.5, 512, 256, 1_024);

    @TempDir
    Path home;

    SandboxDriver driver;
    SandboxHome sandboxHome;

    abstract SandboxDriver open(Path home) throws SandboxException;

    @BeforeEach
    void openDriver() throws SandboxException {
        driver = open(home);
        sandboxHome = driver.prepare("one", LIMITS);
    }

    @AfterEach
    void closeDriver() {
        sandboxHome.close();
        driver.close();
    }

    static SandboxSpec shell(String script, SandboxSpec.Mount... mounts) {
        return new SandboxSpec(
                List.of("/bin/sh", "-c", script),
                Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "GREETING", "hello from outside"),
                List.of(mounts),
                "/tmp");
    }

    Sandbox.Exit run(String script, SandboxSpec.Mount... mounts) throws Exception {
        return sandboxHome.start(shell(script, mounts)).exit().get(20, TimeUnit.SECONDS);
    }

    /** What is in the pipe now, up to the first newline. */
    static String firstLineOf(Path pipe) throws IOException {
        int descriptor = Linux.open(pipe.toString(), Linux.O_RDWR | Linux.O_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4_096);
            int size = Math.max(0, Linux.read(descriptor, buffer));
            String text = new String(buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE), UTF_8);
            return text.lines().findFirst().orElse("");
        } finally {
            Linux.close(descriptor);
        }
    }

    String output(String script, SandboxSpec.Mount... mounts) throws Exception {
        run(script, mounts);
        return firstLineOf(sandboxHome.output());
    }

    @Test
    void a_program_sees_the_environment_it_was_given_and_no_other() throws Exception {
        assertThat(output("env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= -e ^TMPDIR= | sort | tr '\\n' ,"))
                .isEqualTo("GREETING=hello from outside,PATH=/usr/local/bin:/usr/bin:/bin,");
    }

    @Test
    void an_exit_status_is_passed_on() throws Exception {
        assertThat(run("exit 42")).isEqualTo(new Sandbox.Exit(42, false));
    }

    @Test
    void a_signal_is_told_as_128_and_its_number() throws Exception {
        assertThat(run("kill -SEGV $$").status()).isEqualTo(128 + 11);
    }

    @Test
    void a_killed_sandbox_ends_with_all_its_processes() throws Exception {
        Sandbox sandbox = sandboxHome.start(shell("sleep 86397 & sleep 86397"));
        await().until(() -> sleepers() >= 2);

        sandbox.kill();

        sandbox.exit().get(10, TimeUnit.SECONDS);
        await().until(() -> sleepers() == 0);
    }

    static long sleepers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith("sleep 86397"))
                .count();
    }

    @Test
    void a_program_reaches_the_runtime_api_and_the_aws_endpoint_on_its_loopback() throws Exception {
        int port = ((InetSocketAddress) sandboxHome.runtimeApi().getLocalAddress()).getPort();
        String connect = "exec 3<>/dev/tcp/127.0.0.1/" + port + "; sleep 86397";
        sandboxHome.start(new SandboxSpec(List.of("/bin/bash", "-c", connect), Map.of(), List.of(), "/tmp"));

        try (SocketChannel guest = sandboxHome.runtimeApi().accept()) {
            assertThat(guest.isConnected()).isTrue();
        }
    }

    @Test
    void what_is_mounted_can_be_read(@TempDir Path code) throws Exception {
        Files.writeString(code.resolve("greeting"), "hi\n");
        Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(output("cat /var/task/greeting", new SandboxSpec.Mount(code, "/var/task")))
                .isEqualTo("hi");
    }

    @Test
    void log_records_go_through_the_pipe() throws Exception {
        run("echo a record > " + sandboxHome.framesInside());

        assertThat(firstLineOf(sandboxHome.frames())).isEqualTo("a record");
    }

    @Test
    void closing_a_home_leaves_no_file_and_no_listener() throws Exception {
        Path output = sandboxHome.output();
        run("true");

        sandboxHome.close();

        assertThat(sandboxHome.runtimeApi().isOpen()).isFalse();
        assertThat(output.getParent()).doesNotExist();
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files).noneMatch(Files::isRegularFile);
        }
    }
}
