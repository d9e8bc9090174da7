package dev.mayfly.worker.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes folders that guests' users may enter, and removes folders with all that is in them; never follows a link. */
final class Folders {
    private Folders() {}

    /** Whatever the umask is: a guest's user must get through. Parents that are there are left as they are. */
    static Path create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            create(Objects.requireNonNull(folder.getParent(), "the root is a directory"));
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return folder;
    }

    /** Stops with an exception at what is mounted below {@code top}: that is not ours to delete. */
    static void delete(Path top) throws IOException {
        try {
            Object device = Files.getAttribute(top, "unix:dev", LinkOption.NOFOLLOW_LINKS);
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    if (!Files.getAttribute(folder, "unix:dev", LinkOption.NOFOLLOW_LINKS)
                            .equals(device)) {
                        throw new IOException("still mounted: " + folder);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                    if (e != null) {
                        throw e;
                    }
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // Gone already is what was wanted.
        }
    }
}
