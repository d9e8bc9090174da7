package dev.mayfly.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NetworkNamespacesTest {
    private static final int PORT = 9_001;

    private static NetworkNamespaces.Namespace create(NetworkNamespaces networks) {
        try {
            return networks.create(PORT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_same_port_can_be_had_in_every_namespace() throws IOException {
        try (NetworkNamespaces networks = new NetworkNamespaces();
                NetworkNamespaces.Namespace one = create(networks);
                NetworkNamespaces.Namespace two = create(networks)) {
            assertThat(one.listeners().getFirst().getLocalAddress())
                    .isEqualTo(two.listeners().getFirst().getLocalAddress());
        }
    }

    @Test
    void what_is_opened_afterwards_is_in_the_hosts_network() throws IOException {
        try (NetworkNamespaces networks = new NetworkNamespaces();
                NetworkNamespaces.Namespace _ = create(networks);
                ServerSocket here = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            here.setSoTimeout(5_000);
            var _ = CompletableFuture.runAsync(() -> connect(here.getLocalPort()));
            assertThat(here.accept().isConnected()).isTrue();
        }
    }

    private static void connect(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void many_can_be_made_at_the_same_time() throws Exception {
        try (NetworkNamespaces networks = new NetworkNamespaces()) {
            List<CompletableFuture<NetworkNamespaces.Namespace>> made = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                made.add(CompletableFuture.supplyAsync(
                        () -> create(networks), task -> Thread.ofVirtual().start(task)));
            }
            for (CompletableFuture<NetworkNamespaces.Namespace> one : made) {
                one.get(20, TimeUnit.SECONDS).close();
            }
        }
    }

    @Test
    void after_the_end_nobody_waits_for_a_namespace() throws Exception {
        NetworkNamespaces networks = new NetworkNamespaces();
        create(networks).close();
        networks.close();

        CompletableFuture<Object> late = CompletableFuture.supplyAsync(() -> {
            try {
                networks.create(PORT).close();
                return "made";
            } catch (IOException e) {
                return "refused";
            }
        });

        assertThat(late.get(10, TimeUnit.SECONDS)).isIn("made", "refused");
    }

    @Test
    void a_port_that_cannot_be_bound_is_said_and_does_no_harm() throws IOException {
        try (NetworkNamespaces networks = new NetworkNamespaces()) {
            assertThatThrownBy(() -> networks.create(PORT, PORT)).isInstanceOf(IOException.class);
            create(networks).close();
        }
    }
}
