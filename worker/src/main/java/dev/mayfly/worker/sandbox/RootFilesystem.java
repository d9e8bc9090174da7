package dev.mayfly.worker.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The root directory that all sandboxes share, read-only: mount points, a minimal /etc, and links into /usr, which is the
 * host's own /usr mounted read-only, so that interpreters and their libraries are there.
 *
 * @param path on the host
 */
record RootFilesystem(Path path) {
    /** AWS runs functions as this user. */
    static final int USER = 993;

    static final int GROUP = 990;

    private static final List<String> MOUNT_POINTS = List.of(
            "usr", "proc", "dev", "tmp", "opt", "var/task", "var/runtime", "var/lang", "var/run/mayfly", "etc/ssl");

    private static final List<String> HOST_LINKS = List.of("bin", "sbin", "lib", "lib64");

    private static final Map<String, String> FILES = Map.of(
            "etc/passwd",
            """
            root:x:0:0:root:/root:/bin/sh
            sbx_user1051:x:%d:%d::/home/sbx_user1051:/sbin/nologin
            nobody:x:65534:65534:nobody:/:/sbin/nologin
            """.formatted(USER, GROUP),
            "etc/group",
            """
            root:x:0:
            sbx_user1051:x:%d:
            nogroup:x:65534:
            """.formatted(GROUP),
            "etc/hosts",
            """
            127.0.0.1 localhost sandbox sandbox.localdomain
            """,
            "etc/nsswitch.conf",
            """
            passwd: files
            group: files
            hosts: files dns
            """);

    /** @param resolver what /etc/resolv.conf says */
    static RootFilesystem make(Path path, String resolver) throws IOException {
        for (String mountPoint : MOUNT_POINTS) {
            Folders.create(path.resolve(mountPoint));
        }
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            write(path.resolve(file.getKey()), file.getValue());
        }
        write(path.resolve("etc/resolv.conf"), resolver);
        for (String name : HOST_LINKS) {
            mirror(Path.of("/", name), path.resolve(name));
        }
        return new RootFilesystem(path);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** On merged systems /lib and the like are links into /usr; elsewhere they become mount points. */
    private static void mirror(Path host, Path inside) throws IOException {
        if (Files.isSymbolicLink(host)) {
            if (!Files.exists(inside, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(inside, Files.readSymbolicLink(host));
            }
        } else if (Files.isDirectory(host)) {
            Folders.create(inside);
        }
    }

    /** Host directories that every sandbox sees at the same place. */
    List<Path> hostDirectories() {
        return List.of("usr", "bin", "sbin", "lib", "lib64", "etc/ssl").stream()
                .map(name -> Path.of("/", name))
                .filter(host -> Files.isDirectory(host) && !Files.isSymbolicLink(host))
                .toList();
    }

    /** Makes sure that something can be mounted at {@code inside}. Idempotent; the root is shared by all. */
    synchronized void mountPoint(Path host, String inside) throws IOException {
        Path target = path.resolve(inside.substring(1)).normalize();
        if (!target.startsWith(path)) {
            throw new IOException("not a path inside: " + inside);
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isDirectory(host)) {
            Folders.create(target);
        } else {
            Folders.create(Objects.requireNonNull(target.getParent()));
            Files.writeString(target, "");
        }
    }
}
