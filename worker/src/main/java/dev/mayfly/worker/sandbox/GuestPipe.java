package dev.mayfly.worker.sandbox;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A named pipe that guests write to. Kept open here, so that opening it never waits and it never ends. */
record GuestPipe(Path path, int descriptor) implements AutoCloseable {

    static GuestPipe make(Path path) throws IOException {
        Linux.mkfifo(path.toString(), 0622);
        // The umask may have taken the guest's right to write.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw--w--w-"));
        return new GuestPipe(path, Linux.open(path.toString(), Linux.O_RDWR | Linux.O_CLOEXEC));
    }

    @Override
    public void close() throws IOException {
        Linux.close(descriptor);
    }
}
