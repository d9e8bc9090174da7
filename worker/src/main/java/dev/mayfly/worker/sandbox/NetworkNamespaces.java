package dev.mayfly.worker.sandbox;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Makes network namespaces with listeners in them. One platform thread does all of it: it steps into a new namespace,
 * opens the sockets there and steps back; a socket keeps the namespace of its birth for life and is served from outside.
 */
final class NetworkNamespaces implements AutoCloseable {

    /**
     * @param descriptor keeps the namespace alive until a process lives in it; {@code /proc/PID/fd/N} names it to others
     * @param listeners bound to 127.0.0.1, in the order of the ports asked for
     */
    record Namespace(int descriptor, List<ServerSocketChannel> listeners) implements AutoCloseable {
        String path() {
            return "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor;
        }

        @Override
        public void close() throws IOException {
            for (ServerSocketChannel listener : listeners) {
                listener.close();
            }
            Linux.close(descriptor);
        }
    }

    /** No ports: the thread may go. */
    private record Order(int[] ports, CompletableFuture<Namespace> done) {
        boolean last() {
            return ports.length == 0;
        }
    }

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    /** Whether the thread is gone. */
    private boolean retired = true;

    /** Makes a namespace with loopback up and a listener on each port. */
    Namespace create(int... ports) throws IOException {
        Order order = new Order(ports, new CompletableFuture<>());
        synchronized (this) {
            if (retired) {
                retired = false;
                startTraveller();
            }
            orders.add(order);
        }
        try {
            return order.done().get();
        } catch (ExecutionException e) {
            throw new IOException("cannot make a network namespace: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void startTraveller() {
        var _ = Thread.ofPlatform().daemon().name("network namespaces").start(this::travel);
    }

    private void travel() {
        try {
            // Java keeps a socket of its own from the first channel on; made abroad, it would keep that network for
            // ever.
            ServerSocketChannel.open(StandardProtocolFamily.INET).close();
            int home = Linux.open("/proc/thread-self/ns/net", Linux.O_RDONLY | Linux.O_CLOEXEC);
            for (Order order = orders.take(); !order.last(); order = orders.take()) {
                try {
                    order.done().complete(visit(order.ports(), home));
                } catch (LostAbroad e) {
                    // A thread that cannot return must not be used again: whatever it opens would land in a guest's
                    // network.
                    order.done().completeExceptionally(e);
                    retire(e);
                    return;
                } catch (IOException | RuntimeException e) {
                    order.done().completeExceptionally(e);
                }
            }
            Linux.close(home);
            retire(new IOException("closed"));
        } catch (IOException e) {
            retire(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next order starts another thread; not this one, whose children would begin where it stands. */
    private synchronized void retire(Exception why) {
        retired = true;
        orders.forEach(order -> order.done().completeExceptionally(why));
        orders.clear();
    }

    private static Namespace visit(int[] ports, int home) throws IOException {
        List<ServerSocketChannel> listeners = new ArrayList<>();
        Linux.unshare(Linux.CLONE_NEWNET);
        try {
            Linux.loopbackUp();
            for (int port : ports) {
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
                listeners.add(listener);
                listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1_024);
            }
            return new Namespace(
                    Linux.open("/proc/thread-self/ns/net", Linux.O_RDONLY | Linux.O_CLOEXEC), List.copyOf(listeners));
        } catch (IOException e) {
            for (ServerSocketChannel listener : listeners) {
                listener.close();
            }
            throw e;
        } finally {
            goHome(home);
        }
    }

    private static void goHome(int home) {
        try {
            Linux.setns(home, Linux.CLONE_NEWNET);
        } catch (Linux.Errno e) {
            throw new LostAbroad(e);
        }
    }

    private static final class LostAbroad extends RuntimeException {
        LostAbroad(Throwable cause) {
            super("cannot return to the host's network namespace", cause);
        }
    }

    @Override
    public void close() {
        orders.add(new Order(new int[0], new CompletableFuture<>()));
    }
}
