package dev.mayfly.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Outbound access, against a stand-in for the internet: a host with a listener in a network namespace of its own, behind
 * a pair of interfaces. 198.51.100.0/24 is for documentation and is nowhere else.
 */
class InternetTest {
    private static final String OUTSIDE = "198.51.100.2";
    private static final int PORT = 8_099;
    private static final SandboxDriver.Limits LIMITS = new SandboxDriver.Limits(128, 0.5, 512, 256, 1_024);

    private SandboxDriver driver;
    private Process host;

    @BeforeEach
    void openDriverAndOutside(@TempDir Path home) throws Exception {
        String serve = "import socket\n"
                + "s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n"
                + "s.bind(('0.0.0.0', " + PORT + ")); s.listen(); print('ready', flush=True)\n"
                + "while True: s.accept()[0].close()\n";
        host = new ProcessBuilder("unshare", "--net", "python3", "-c", serve)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(host.inputReader().readLine()).isEqualTo("ready");
        String network = "/proc/" + host.pid() + "/ns/net";
        Commands.run(
                List.of("ip", "-batch", "-"),
                "link add outside type veth peer name eth0 netns " + network + "\n"
                        + "addr add 198.51.100.1/24 dev outside\nlink set outside up\n");
        Commands.run(
                List.of("nsenter", "--net=" + network, "ip", "-batch", "-"),
                "addr add " + OUTSIDE + "/24 dev eth0\nlink set eth0 up\n");
        driver = new OciDriver("crun", home, 4_566, true);
    }

    @AfterEach
    void closeBoth() {
        driver.close();
        host.destroyForcibly();
    }

    private static int connect(SandboxHome home, String address, int port) throws Exception {
        SandboxSpec spec = new SandboxSpec(
                List.of(
                        "/bin/bash",
                        "-c",
                        "exec timeout 2 bash -c 'exec 3<>/dev/tcp/" + address + "/" + port + "; echo connected'"),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of(),
                "/tmp");
        return home.start(spec).exit().get(10, TimeUnit.SECONDS).status();
    }

    @Test
    void a_guest_reaches_the_outside() throws Exception {
        try (SandboxHome home = driver.prepare("one", LIMITS)) {
            assertThat(connect(home, OUTSIDE, PORT)).isZero();
        }
    }

    @Test
    void guests_reach_neither_each_other_nor_this_host() throws Exception {
        try (SandboxHome home = driver.prepare("one", LIMITS);
                SandboxHome _ = driver.prepare("two", LIMITS);
                var here = new java.net.ServerSocket(0)) {
            assertThat(connect(home, "198.51.100.1", here.getLocalPort())).isNotZero();
            assertThat(connect(home, neighbour(), 9_001)).isNotZero();
        }
    }

    /** The second home's address; the first has .2. */
    private static String neighbour() throws Exception {
        Process addresses = new ProcessBuilder("sh", "-c", "ip -o -4 addr show | grep -o '10[.][0-9.]*5/30'").start();
        return String.valueOf(addresses.inputReader().readLine()).replace("5/30", "6");
    }

    @Test
    void rules_go_with_the_driver_and_interfaces_with_the_home() throws Exception {
        driver.prepare("one", LIMITS).close();
        driver.close();

        Process rules = new ProcessBuilder("nft", "list", "tables").start();
        assertThat(rules.inputReader().lines()).noneMatch(line -> line.contains("mayfly"));
        org.awaitility.Awaitility.await().until(() -> {
            Process links = new ProcessBuilder("ip", "-o", "link").start();
            return links.inputReader().lines().noneMatch(line -> line.contains(": mf"));
        });
    }
}
