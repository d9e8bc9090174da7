package dev.mayfly.store;

import dev.mayfly.base.Ids;
import dev.mayfly.base.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Blobs as files of one directory, which this object has to itself: {@code ab/abcd…} holds the blob whose digest is
 * {@code abcd…}, {@code incoming/} what is being written. A blob appears under its name by a rename, whole or not at
 * all; what a crash leaves in {@code incoming} is removed when the directory is opened next.
 *
 * <p>A deletion is not forced to disk: after a power failure a deleted blob may be back, which wastes its space only.
 */
public final class DirectoryBlobs implements Blobs {
    private static final int SHELVES = 256;
    private static final int COPY_BYTES = 64 * 1024;

    private final Path directory;
    private final Path incoming;

    /** @throws StoreException.Unavailable when the directory cannot be made, read or written */
    public DirectoryBlobs(Path directory) {
        this.directory = directory;
        this.incoming = directory.resolve("incoming");
        onDisk(this::prepare);
    }

    private void prepare() throws IOException {
        Files.createDirectories(incoming);
        // All shelves at once: one made by a put would have to be durable before another put may use it.
        for (int i = 0; i < SHELVES; i++) {
            Path shelf = shelf(HexFormat.of().toHexDigits((byte) i));
            if (!Files.isDirectory(shelf)) {
                Files.createDirectory(shelf);
            }
        }
        force(directory);
        deleteFilesIn(incoming);
    }

    @Override
    public Blob put(InputStream content) throws IOException {
        Path file = incoming.resolve(Ids.hex(16));
        try {
            Blob blob = receive(content, file);
            onDisk(() -> publish(file, blob.digest()));
            return blob;
        } finally {
            onDisk(() -> Files.deleteIfExists(file));
        }
    }

    @Override
    public Blob put(byte[] content) {
        try {
            return put(new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new IllegalStateException("reading an array does not fail", e);
        }
    }

    /** The only IOException that leaves here is the content's own. */
    private Blob receive(InputStream content, Path file) throws IOException {
        FileChannel target =
                answerOfDisk(() -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        try {
            MessageDigest digest = Sha256.newDigest();
            long size = 0;
            byte[] buffer = new byte[COPY_BYTES];
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                digest.update(buffer, 0, n);
                ByteBuffer piece = ByteBuffer.wrap(buffer, 0, n);
                onDisk(() -> write(piece, target));
                size += n;
            }
            onDisk(() -> target.force(true));
            return new Blob(Sha256.ofDigest(digest.digest()), size);
        } finally {
            onDisk(target::close);
        }
    }

    private static void write(ByteBuffer bytes, FileChannel target) throws IOException {
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }

    // Renames even over a file of that name: should the old bytes be damaged, this heals them.
    private void publish(Path file, Sha256 digest) throws IOException {
        Files.move(file, home(digest), StandardCopyOption.ATOMIC_MOVE);
        force(shelf(digest.hex()));
    }

    @Override
    public boolean contains(Sha256 digest) {
        return Files.isRegularFile(home(digest));
    }

    @Override
    public InputStream open(Sha256 digest) {
        InputStream bytes = answerOfDisk(() -> Files.newInputStream(home(digest)));
        return new VerifiedInputStream(bytes, digest);
    }

    @Override
    public void delete(Sha256 digest) {
        onDisk(() -> Files.deleteIfExists(home(digest)));
    }

    @Override
    public void clear() {
        onDisk(() -> {
            try (DirectoryStream<Path> shelves = Files.newDirectoryStream(directory, "??")) {
                for (Path shelf : shelves) {
                    deleteFilesIn(shelf);
                }
            }
        });
    }

    private Path home(Sha256 digest) {
        return shelf(digest.hex()).resolve(digest.hex());
    }

    /** A directory of a 256th of all blobs: one with very many files is slow on some file systems. */
    private Path shelf(String name) {
        return directory.resolve(name.substring(0, 2));
    }

    private static void deleteFilesIn(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private interface DiskWork {
        void run() throws IOException;
    }

    private interface DiskQuestion<T> {
        T ask() throws IOException;
    }

    private void onDisk(DiskWork work) {
        answerOfDisk(() -> {
            work.run();
            return true;
        });
    }

    private <T> T answerOfDisk(DiskQuestion<T> question) {
        try {
            return question.ask();
        } catch (NoSuchFileException e) {
            throw new StoreException.Unavailable("there is no " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StoreException.Unavailable("the blobs in " + directory + " are out of reach: " + e, e);
        }
    }
}
