package dev.mayfly.worker.sandbox;

import dev.mayfly.base.Sha256;
import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs sandboxes as OCI bundles through an OCI runtime such as crun: namespaces for everything, the user namespace
 * included; a read-only root; no capabilities; a seccomp filter; limits by cgroups. Needs root on Linux, and a mount
 * namespace of the server's own (the launcher sees to it), so that its mounts go when it goes.
 *
 * <p>Owns two places: a memory file system under /run/mayfly with the root that all share and a folder for each
 * {@link OciHome}, where the users of guests can get to, whatever the way to the data directory allows; and {@code home},
 * a folder on disk with the files behind their /tmp.
 */
public final class OciDriver implements SandboxDriver {
    private static final Logger log = LoggerFactory.getLogger(OciDriver.class);

    /** Each home has user ids of its own, so that no limit or signal by user reaches another. */
    private static final int IDS_PER_HOME = 65_536;

    private static final int FIRST_ID = 8 * IDS_PER_HOME;
    private static final int ID_RANGES = 30_000;

    private static final String MOUNT_NAMESPACE = "MAYFLY_MOUNT_NAMESPACE";

    private final OciRuntime runtime;
    private final Path images;
    private final Path place;
    private final RootFilesystem root;
    private final Optional<Internet> internet;
    private final Cgroups cgroups;
    private final NetworkNamespaces networks = new NetworkNamespaces();
    private final int endpointPort;
    private final AtomicInteger homes = new AtomicInteger();

    /**
     * Removes what an earlier server with the same {@code home} left: its processes, cgroups and files.
     *
     * @param command of the OCI runtime, found on PATH or absolute
     * @param endpointPort where a guest finds AWS on its loopback
     * @param outbound whether guests reach the internet; without, they have no route
     * @throws SandboxException when this machine cannot run sandboxes; the message says what is missing
     */
    public OciDriver(String command, Path home, int endpointPort, boolean outbound) throws SandboxException {
        this.endpointPort = endpointPort;
        try {
            requireOwnMounts();
            Path real = Files.createDirectories(home).toRealPath();
            String instance = Sha256.of(real.toString().getBytes(StandardCharsets.UTF_8))
                    .hex()
                    .substring(0, 12);
            this.cgroups = new Cgroups(instance);
            cgroups.removeAll();
            this.images = real.resolve("images");
            Folders.delete(images);
            Files.createDirectories(images);
            this.place = Folders.create(Path.of("/run/mayfly", instance));
            Linux.mount("mayfly", place.toString(), "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=755");
            this.runtime = OciRuntime.find(command, Files.createDirectories(place.resolve("runtime")));
            this.internet = outbound ? Optional.of(Internet.open(instance)) : Optional.empty();
            this.root = RootFilesystem.make(place.resolve("root"), outbound ? Internet.resolver() : "");
            Folders.create(place.resolve("homes"));
        } catch (IOException e) {
            throw new SandboxException("cannot prepare " + home + " for sandboxes", e);
        }
    }

    /** Nothing in /proc says for sure whose a mount namespace is, so the launcher that made it says so. */
    private static void requireOwnMounts() throws SandboxException {
        if (!"own".equals(System.getenv(MOUNT_NAMESPACE))) {
            throw new SandboxException(
                    "sandboxes need a mount namespace of the server's own: start it with ./mayfly, or"
                            + " as 'unshare --mount --propagation private env " + MOUNT_NAMESPACE + "=own java …'");
        }
    }

    @Override
    public String name() {
        return runtime.name();
    }

    @Override
    public SandboxHome prepare(String id, Limits limits) throws SandboxException {
        int number = Math.floorMod(homes.getAndIncrement(), ID_RANGES);
        OciHome home =
                new OciHome(this, id, number, limits, new IdRange(FIRST_ID + number * IDS_PER_HOME, IDS_PER_HOME));
        try {
            home.build();
            return home;
        } catch (IOException e) {
            home.close();
            throw new SandboxException("cannot make a sandbox", e);
        }
    }

    /** User and group ids from {@code first}, {@code size} of them, that a user namespace maps 0… to. */
    record IdRange(int first, int size) {}

    OciRuntime runtime() {
        return runtime;
    }

    Cgroups cgroups() {
        return cgroups;
    }

    RootFilesystem root() {
        return root;
    }

    /** A new network for home {@code number}, with a way out where guests may have one. */
    NetworkNamespaces.Namespace network(int number) throws IOException {
        NetworkNamespaces.Namespace network = networks.create(OciHome.RUNTIME_API_PORT, endpointPort);
        if (internet.isPresent()) {
            try {
                internet.get().connect(network.path(), number);
            } catch (IOException e) {
                network.close();
                throw e;
            }
        }
        return network;
    }

    Path folder(String id) {
        return place.resolve("homes").resolve(id);
    }

    Path image(String id) {
        return images.resolve(id);
    }

    @Override
    public void close() {
        networks.close();
        try {
            cgroups.removeAll();
            if (internet.isPresent()) {
                internet.get().close();
            }
            Linux.unmount(place.toString());
            Folders.delete(place);
            Folders.delete(images);
        } catch (IOException e) {
            log.warn("left for the next start to remove: {}", e.toString());
        }
    }
}
