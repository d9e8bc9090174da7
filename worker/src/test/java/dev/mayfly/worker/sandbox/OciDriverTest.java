package dev.mayfly.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciDriverTest extends SandboxDriverContract {
    private static final int ENDPOINT = 4566;

    @Override
    SandboxDriver open(Path home) throws SandboxException {
        return new OciDriver("crun", home, ENDPOINT, false);
    }

    @Test
    void a_missing_oci_runtime_is_named_with_what_to_install(@TempDir Path elsewhere) {
        assertThatThrownBy(() -> new OciDriver("no-such-runtime", elsewhere, ENDPOINT, false))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("no-such-runtime")
                .hasMessageContaining("install");
    }

    @Test
    void a_guest_is_an_ordinary_user_without_capabilities_behind_a_filter() throws Exception {
        assertThat(output("id -un; true")).isEqualTo("sbx_user1051");
        assertThat(output("grep -e CapEff -e CapBnd -e Seccomp: -e NoNewPrivs /proc/self/status | tr -d '\\t\\n'"))
                .isEqualTo("CapEff:0000000000000000CapBnd:0000000000000000NoNewPrivs:1Seccomp:2");
    }

    @Test
    void a_guest_sees_its_own_processes_only() throws Exception {
        assertThat(output("ls /proc | grep -c '^[0-9]'")).matches("[1-6]");
    }

    @Test
    void nothing_can_be_written_but_tmp(@TempDir Path code) throws Exception {
        String writes = "for f in / /etc /usr /var /var/task /opt /var/run/mayfly /proc/sys/kernel/hostname;"
                + " do touch $f/x 2>/dev/null && echo wrote $f; (echo y > $f) 2>/dev/null && echo wrote $f; done;"
                + " touch /tmp/x && echo only tmp";

        assertThat(output(writes, new SandboxSpec.Mount(code, "/var/task"))).isEqualTo("only tmp");
        assertThat(code).isEmptyDirectory();
    }

    @Test
    void namespaces_and_mounts_cannot_be_made() throws Exception {
        assertThat(output("unshare -U true 2>/dev/null || mount -t tmpfs x /tmp 2>/dev/null || echo refused"))
                .isEqualTo("refused");
    }

    @Test
    void there_is_no_way_out_of_the_network() throws Exception {
        assertThat(output("ip -o link | grep -vc ': lo:'; ip route | grep -c ."))
                .isEqualTo("0");
    }

    @Test
    void two_homes_do_not_see_each_other() throws Exception {
        try (SandboxHome other = driver.prepare("two", LIMITS)) {
            run("echo secret > /tmp/secret");
            Sandbox neighbour = other.start(shell("test -e /tmp/secret"));

            assertThat(neighbour.exit().get(10, TimeUnit.SECONDS).status()).isNotZero();
        }
    }

    @Test
    void tmp_survives_a_restart_of_the_processes() throws Exception {
        run("echo kept > /tmp/file");

        assertThat(output("cat /tmp/file")).isEqualTo("kept");
    }

    @Test
    void tmp_is_as_large_as_promised_whatever_the_memory_and_no_larger() throws Exception {
        assertThat(run("dd if=/dev/zero of=/tmp/fits bs=1M count=300 2>/dev/null")
                        .status())
                .isZero();
        assertThat(run("dd if=/dev/zero of=/tmp/more bs=1M count=300 2>/dev/null")
                        .status())
                .isNotZero();
    }

    @Test
    void who_eats_more_memory_than_promised_is_killed_for_it() throws Exception {
        Sandbox.Exit exit = run("exec python3 -c 'x = bytearray(300 * 1024 * 1024)'");

        assertThat(exit).isEqualTo(new Sandbox.Exit(137, true));
        assertThat(sandboxHome.peakMemory()).isBetween(100L << 20, 128L << 20);
    }

    @Test
    void a_fork_bomb_is_contained_and_dies_with_its_sandbox() throws Exception {
        Sandbox bomb = sandboxHome.start(shell("f() { f | f & }; f; while true; do sleep 1; done"));
        bomb.exit()
                .completeOnTimeout(new Sandbox.Exit(0, false), 1, TimeUnit.SECONDS)
                .join();
        bomb.kill();

        sandboxHome.close();

        assertThat(leftovers()).noneMatch(group -> group.endsWith("/one"));
    }

    @Test
    void a_new_driver_clears_what_a_killed_server_left(@TempDir Path abandoned) throws Exception {
        SandboxDriver killed = open(abandoned);
        String id = "left-" + UUID.randomUUID();
        SandboxHome left = killed.prepare(id, LIMITS);
        Sandbox sandbox = left.start(shell("sleep 86397"));
        await().until(() -> sleepers() > 0);

        open(abandoned).close();

        sandbox.exit().get(10, TimeUnit.SECONDS);
        assertThat(sleepers()).isZero();
        assertThat(leftovers()).noneMatch(group -> group.endsWith(id));
        left.close();
    }

    @Test
    void closing_a_home_leaves_no_group_and_no_mount() throws Exception {
        run("true");

        sandboxHome.close();

        assertThat(leftovers()).noneMatch(group -> group.endsWith("/one"));
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain("/homes/one");
    }

    /** Groups below the server's own, in any hierarchy. */
    private static List<String> leftovers() throws Exception {
        try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup"), 4)) {
            return groups.map(Path::toString)
                    .filter(group -> group.matches(".*/mayfly/[0-9a-f]{12}/.*"))
                    .filter(group -> !group.matches(".*/mayfly/[0-9a-f]{12}/[a-z._]+\\.[a-z_.]+"))
                    .filter(group -> Files.isDirectory(Path.of(group)))
                    .toList();
        }
    }
}
