package dev.mayfly.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.base.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryBlobsTest extends BlobsContract {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final Sha256 DIGEST = Sha256.of(CONTENT);

    @TempDir
    Path home;

    @Override
    Blobs open() {
        return new DirectoryBlobs(home.resolve("blobs"));
    }

    @Test
    void blobs_are_there_when_the_directory_is_opened_again() throws IOException {
        blobs.put(CONTENT);

        blobs = open();

        assertThat(read(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void a_damaged_blob_is_found_out_at_its_last_byte() throws IOException {
        blobs.put(CONTENT);
        Files.write(fileOf(DIGEST), new byte[] {1, 2, 4});

        assertThatThrownBy(() -> read(DIGEST)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    }

    @Test
    void a_blob_that_was_cut_short_is_found_out() throws IOException {
        blobs.put(CONTENT);
        Files.write(fileOf(DIGEST), new byte[] {1, 2});

        assertThatThrownBy(() -> read(DIGEST)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    }

    @Test
    void putting_the_bytes_again_heals_a_damaged_blob() throws IOException {
        blobs.put(CONTENT);
        Files.write(fileOf(DIGEST), new byte[] {9});

        blobs.put(CONTENT);

        assertThat(read(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void a_reader_keeps_its_bytes_while_the_blob_is_deleted() throws IOException {
        blobs.put(CONTENT);

        try (InputStream reading = blobs.open(DIGEST)) {
            blobs.delete(DIGEST);
            assertThat(reading.readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    void what_a_crash_left_half_written_is_removed_when_opened() throws IOException {
        Path half = home.resolve("blobs/incoming/half");
        Files.write(half, CONTENT);

        open();

        assertThat(half).doesNotExist();
    }

    @Test
    void content_that_breaks_off_leaves_no_file() throws IOException {
        InputStream breaking = new BrokenStream(new IOException("the client went away"));

        assertThatThrownBy(() -> blobs.put(breaking)).isInstanceOf(IOException.class);

        assertThat(files()).isEmpty();
    }

    @Test
    void a_disk_that_cannot_be_written_is_unavailable_and_says_where() throws IOException {
        Files.delete(home.resolve("blobs/incoming"));

        assertThatThrownBy(() -> blobs.put(new ByteArrayInputStream(CONTENT)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(home.toString());
        assertThat(blobs.contains(DIGEST)).isFalse();
    }

    @Test
    void a_place_that_is_no_directory_is_unavailable() throws IOException {
        Path file = Files.createFile(home.resolve("file"));

        assertThatThrownBy(() -> new DirectoryBlobs(file)).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> new DirectoryBlobs(Path.of("/proc/blobs")))
                .isInstanceOf(StoreException.Unavailable.class);
    }

    private Path fileOf(Sha256 digest) throws IOException {
        return files().stream()
                .filter(file -> file.endsWith(digest.hex()))
                .findFirst()
                .orElseThrow();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
