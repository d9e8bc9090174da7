package dev.mayfly.worker.sandbox;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file system of a fixed size for /tmp, in a sparse file: what a guest writes there counts against the disk, as on AWS,
 * not against its memory. The kernel lets the file go when its last mount goes, and a server's mounts go with it.
 */
record Scratch(Path image, Path folder) {
    private static final Logger log = LoggerFactory.getLogger(Scratch.class);

    /** @param owner user and group of the top folder */
    void mount(int megabytes, int owner) throws IOException {
        Folders.create(folder);
        try {
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(megabytes * 1_048_576L);
            }
            Commands.run(
                    List.of(
                            "mkfs.ext4",
                            "-q",
                            "-F",
                            "-m",
                            "0",
                            "-O",
                            "^has_journal,^resize_inode",
                            "-E",
                            "lazy_itable_init=1,root_owner=" + owner + ":" + owner,
                            image.toString()),
                    "");
            Commands.run(List.of("mount", "-o", "loop,nosuid,nodev", image.toString(), folder.toString()), "");
            Files.delete(folder.resolve("lost+found"));
        } catch (IOException e) {
            // POLICY: without loop devices /tmp is memory, and counts as the function's.
            log.debug("{}: no loop device, /tmp is in memory: {}", folder, e.toString());
            Files.deleteIfExists(image);
            String options = "size=" + megabytes + "m,uid=" + owner + ",gid=" + owner;
            Linux.mount("tmpfs", folder.toString(), "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, options);
        }
        // Everybody may write, and only the owner of a file may remove it.
        Files.setAttribute(folder, "unix:mode", 01777);
    }

    void close() throws IOException {
        if (Files.exists(folder)) {
            Linux.unmount(folder.toString());
        }
        Files.deleteIfExists(image);
    }
}
