package dev.mayfly.worker.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The way out for sandboxes, where it is asked for: each home's network gets one end of a pair of virtual interfaces and
 * an address of its own, translated on its way out. Guests reach neither each other, nor this host, nor its link-local
 * services such as a cloud's metadata. A pair goes with its network; the translation rules are one table, named by server.
 *
 * @param instance names this server among those of the machine
 */
record Internet(String instance) implements AutoCloseable {
    /** A network of four addresses each, from 10.128.0.0/9 on; which sixteen bits of it depends on the server. */
    private static final int NETWORKS = 16_384;

    private static final Path RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");

    /** @throws IOException naming what is missing */
    static Internet open(String instance) throws IOException {
        Internet internet = new Internet(instance);
        internet.close();
        Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
        internet.rules("""
                table ip %1$s {
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname "mf*" oifname "mf*" drop
                    iifname "mf*" ip daddr 169.254.0.0/16 drop
                  }
                  chain input {
                    type filter hook input priority filter; policy accept;
                    iifname "%2$s*" drop
                  }
                  chain source {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr 10.%3$d.0.0/16 oifname != "mf*" masquerade
                  }
                }
                """.formatted(internet.table(), internet.interfaces(), internet.net()));
        return internet;
    }

    /** Gives the network behind {@code namespacePath} a way out. */
    void connect(String namespacePath, int home) throws IOException {
        int number = Math.floorMod(home, NETWORKS);
        String outer = interfaces() + number;
        String network = "10." + net() + "." + number / 64 + ".";
        int first = number % 64 * 4;
        Commands.run(List.of("ip", "-batch", "-"), """
                link add %1$s type veth peer name eth0 netns %2$s
                addr add %3$s%4$d/30 dev %1$s
                link set %1$s up
                """.formatted(outer, namespacePath, network, first + 1));
        Commands.run(List.of("nsenter", "--net=" + namespacePath, "ip", "-batch", "-"), """
                addr add %1$s%2$d/30 dev eth0
                link set eth0 up
                route add default via %1$s%3$d
                """.formatted(
                        network, first + 2, first + 1));
    }

    /** Who resolves names: the host's resolver, past a local one that a guest cannot reach. */
    static String resolver() throws IOException {
        Path source = Files.exists(RESOLVED) ? RESOLVED : RESOLVER;
        try (Stream<String> lines = Files.lines(source)) {
            return String.join(
                            "\n",
                            lines.filter(line -> !line.matches("nameserver\\s+(127\\.|::1).*"))
                                    .toList()) + "\n";
        }
    }

    private int net() {
        int servers = 128;
        return 128 + Integer.parseInt(instance.substring(0, 4), 16) % servers;
    }

    private String table() {
        return "mayfly_" + instance;
    }

    /** Names of interfaces are at most 15 characters long. */
    private String interfaces() {
        return "mf" + instance.substring(0, 6) + "-";
    }

    private void rules(String text) throws IOException {
        Commands.run(List.of("nft", "-f", "-"), text);
    }

    /** Takes the rules away, also those of an earlier server of this name. */
    @Override
    public void close() throws IOException {
        // Declared first, so that deleting is no error where there is none.
        rules("table ip %1$s\ndelete table ip %1$s\n".formatted(table()));
    }
}
