package dev.mayfly.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.base.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What all blobs do, wherever they are kept. */
abstract class BlobsContract {
    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    Blobs blobs;

    /** Blobs of which there are none. */
    abstract Blobs open();

    @BeforeEach
    void openBlobs() {
        blobs = open();
    }

    @Test
    void a_blob_is_named_by_its_digest_and_read_back() throws IOException {
        Blobs.Blob blob = blobs.put(HELLO);

        assertThat(blob.digest()).isEqualTo(Sha256.of(HELLO));
        assertThat(blob.size()).isEqualTo(5);
        assertThat(read(blob.digest())).isEqualTo(HELLO);
    }

    @Test
    void a_stream_is_read_to_its_end() throws IOException {
        byte[] large = new byte[1_000_001];
        large[1_000_000] = 1;

        Blobs.Blob blob = blobs.put(new ByteArrayInputStream(large));

        assertThat(blob.size()).isEqualTo(large.length);
        assertThat(read(blob.digest())).isEqualTo(large);
    }

    @Test
    void a_blob_may_be_empty() throws IOException {
        Blobs.Blob blob = blobs.put(new byte[0]);

        assertThat(blob.size()).isZero();
        assertThat(read(blob.digest())).isEmpty();
    }

    @Test
    void a_blob_is_read_byte_by_byte_and_skipped_through_alike() throws IOException {
        Blobs.Blob blob = blobs.put(HELLO);

        try (InputStream bytes = blobs.open(blob.digest())) {
            assertThat(bytes.read()).isEqualTo('h');
            assertThat(bytes.skip(3)).isEqualTo(3);
            assertThat(bytes.read()).isEqualTo('o');
            assertThat(bytes.read()).isEqualTo(-1);
            assertThat(bytes.read()).isEqualTo(-1);
        }
    }

    @Test
    void the_same_bytes_twice_are_one_blob() {
        assertThat(blobs.put(HELLO)).isEqualTo(blobs.put(HELLO));

        blobs.delete(Sha256.of(HELLO));

        assertThat(blobs.contains(Sha256.of(HELLO))).isFalse();
    }

    @Test
    void an_array_that_was_put_stays_the_callers() throws IOException {
        byte[] mine = HELLO.clone();
        Blobs.Blob blob = blobs.put(mine);

        mine[0] = 'X';

        assertThat(read(blob.digest())).isEqualTo(HELLO);
    }

    @Test
    void content_that_breaks_off_throws_its_own_exception_and_is_not_kept() {
        IOException broken = new IOException("the client went away");
        InputStream breaking = new SequenceInputStream(new ByteArrayInputStream(HELLO), new BrokenStream(broken));

        assertThatThrownBy(() -> blobs.put(breaking)).isSameAs(broken);

        assertThat(blobs.contains(Sha256.of(HELLO))).isFalse();
    }

    @Test
    void a_blob_that_is_not_there_is_unavailable() {
        Sha256 unknown = Sha256.of(HELLO);

        assertThat(blobs.contains(unknown)).isFalse();
        assertThatThrownBy(() -> blobs.open(unknown))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(unknown.hex());
    }

    @Test
    void deleting_what_is_not_there_is_fine() {
        blobs.delete(Sha256.of(HELLO));

        assertThat(blobs.contains(Sha256.of(HELLO))).isFalse();
    }

    @Test
    void clear_removes_all_and_new_ones_can_follow() {
        Blobs.Blob first = blobs.put(HELLO);
        Blobs.Blob second = blobs.put(new byte[] {1});

        blobs.clear();

        assertThat(blobs.contains(first.digest())).isFalse();
        assertThat(blobs.contains(second.digest())).isFalse();
        assertThat(blobs.contains(blobs.put(HELLO).digest())).isTrue();
    }

    @Test
    void many_may_put_the_same_bytes_while_others_clear() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] content = {(byte) (i % 8)};
                all.add(threads.submit(() -> blobs.put(content)));
                all.add(threads.submit(blobs::clear));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(blobs.contains(blobs.put(HELLO).digest())).isTrue();
    }

    final byte[] read(Sha256 digest) throws IOException {
        try (InputStream bytes = blobs.open(digest)) {
            return bytes.readAllBytes();
        }
    }
}
