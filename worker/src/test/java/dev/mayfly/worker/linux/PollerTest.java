package dev.mayfly.worker.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollerTest {
    @TempDir
    Path home;

    private Poller poller;
    private final List<Integer> opened = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        poller = new Poller();
    }

    @AfterEach
    void close() throws IOException {
        poller.close();
        for (int descriptor : opened) {
            Linux.close(descriptor);
        }
    }

    private int fifo(String name) throws IOException {
        String path = home.resolve(name).toString();
        Linux.mkfifo(path, 0600);
        int descriptor = Linux.open(path, Linux.O_RDWR | Linux.O_NONBLOCK | Linux.O_CLOEXEC);
        opened.add(descriptor);
        return descriptor;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
    }

    /** What is reported now; wakes the poller, so that it never blocks. May be called once. */
    private List<Integer> reports() throws IOException {
        poller.wake();
        return awaited();
    }

    private List<Integer> awaited() throws IOException {
        List<Integer> reports = new ArrayList<>();
        poller.await(reports::add);
        return reports;
    }

    private static int read(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(100);
            return Linux.read(descriptor, buffer);
        }
    }

    @Test
    void only_what_can_be_read_is_reported() throws IOException {
        int one = fifo("one");
        int two = fifo("two");
        poller.add(one);
        poller.add(two);

        write("two", "x");

        assertThat(awaited()).containsExactly(two);
    }

    @Test
    void after_a_report_a_descriptor_is_silent() throws IOException {
        int one = fifo("one");
        poller.add(one);
        write("one", "x");
        assertThat(awaited()).containsExactly(one);

        write("one", "y");

        assertThat(reports()).isEmpty();
    }

    @Test
    void what_is_armed_again_is_reported_again_if_it_still_can_be_read() throws IOException {
        int one = fifo("one");
        poller.add(one);
        write("one", "x");
        assertThat(awaited()).containsExactly(one);

        poller.arm(one);

        assertThat(awaited()).containsExactly(one);
    }

    @Test
    void what_is_removed_is_not_reported_and_cannot_be_armed() throws IOException {
        int one = fifo("one");
        poller.add(one);
        write("one", "x");

        poller.remove(one);

        assertThat(reports()).isEmpty();
        assertThatThrownBy(() -> poller.arm(one)).isInstanceOf(Linux.Errno.class);
    }

    @Test
    void who_waits_can_be_woken() throws Exception {
        CompletableFuture<List<Integer>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return awaited();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        poller.wake();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void reading_an_empty_pipe_says_that_nothing_is_there_now() throws IOException {
        assertThat(read(fifo("one"))).isEqualTo(-1);
    }

    @Test
    void reading_returns_what_was_written() throws IOException {
        int one = fifo("one");
        write("one", "four");

        assertThat(read(one)).isEqualTo(4);
    }

    @Test
    void a_failure_names_the_call_and_the_reason() {
        assertThatThrownBy(() -> Linux.mkfifo(home.resolve("no/such/folder").toString(), 0600))
                .isInstanceOf(Linux.Errno.class)
                .hasMessageContaining("mkfifo")
                .hasMessageContaining("no such file or directory");
    }
}
