package dev.mayfly.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mayfly.base.TaskGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentLogTest {
    @TempDir
    Path home;

    private LogLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new LogLab(home);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void what_is_written_reaches_the_store_without_being_asked_for() {
        lab.print("hello\n");

        await().until(() -> lab.messages().equals(List.of("hello\n")));
        assertThat(lab.stored.getFirst().timestampMillis()).isEqualTo(LogLab.CLOCK.millis());
    }

    @Test
    void what_was_written_before_settling_comes_before_what_is_said_after() {
        lab.log.say("START");
        lab.print("one\ntwo\nunfinished");
        lab.log.settle();
        lab.log.say("END");
        lab.log.close();

        assertThat(lab.messages()).containsExactly("START\n", "one\n", "two\n", "unfinished", "END\n");
    }

    @Test
    void the_tail_is_the_last_4_kilobytes_since_it_began() {
        lab.log.say("before");
        lab.log.beginTail();
        lab.log.say("a".repeat(3_000));
        lab.log.say("b".repeat(3_000));

        assertThat(lab.log.tail()).hasSize(4_096).startsWith("a").endsWith("b\n");
    }

    @Test
    void the_tail_has_nothing_of_an_earlier_invocation() {
        lab.log.say("before");
        lab.log.beginTail();
        lab.print("during\n");
        lab.log.settle();

        assertThat(lab.log.tail()).isEqualTo("during\n");
    }

    @Test
    void closing_delivers_the_rest() {
        lab.print("last words");
        lab.log.close();

        assertThat(lab.messages()).containsExactly("last words");
    }

    @Test
    void a_store_that_fails_gets_the_same_lines_again_in_order() {
        AtomicInteger attempts = new AtomicInteger();
        lab.storeIs(events -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("out of order");
            }
            lab.stored.addAll(events);
        });

        lab.log.say("one");
        await().until(() -> attempts.get() == 1);
        lab.log.say("two");

        await().until(() -> lab.messages().equals(List.of("one\n", "two\n")));
    }

    @Test
    void new_lines_do_not_hurry_the_next_attempt() {
        AtomicInteger attempts = new AtomicInteger();
        lab.storeIs(events -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("out of order");
        });
        lab.log.say("one");
        await().until(() -> attempts.get() == 1);

        for (int i = 0; i < 10_000; i++) {
            lab.log.say("more");
        }

        assertThat(attempts.get()).isLessThan(3);
        lab.storeWorks();
    }

    @Test
    void a_store_that_is_gone_does_not_hold_up_the_end_for_long() {
        lab.storeIs(events -> {
            throw new IllegalStateException("gone");
        });
        lab.log.say("never kept");

        long began = System.nanoTime();
        lab.log.close();

        assertThat(System.nanoTime() - began).isLessThan(9_000_000_000L);
        lab.storeWorks();
    }

    @Test
    void a_writer_that_never_stops_has_to_wait_and_nobody_else_does() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        lab.storeIs(events -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        AtomicLong written = new AtomicLong();
        Thread writer = Thread.ofPlatform().start(() -> flood(written));
        await().until(() -> blocked(writer, written));

        assertThat(written.get()).isLessThan(8 << 20);
        try (LogLab neighbour = new LogLab(home, lab.pump, "two")) {
            neighbour.print("still heard\n");
            await().until(() -> neighbour.messages().contains("still heard\n"));
            neighbour.log.close();
            long before = written.get();
            released.countDown();
            lab.storeIs(events -> {});
            await().until(() -> written.get() > before + (8 << 20));
            writer.interrupt();
            writer.join();
        }
    }

    /** Short lines, which take more room here than in the pipe. */
    private void flood(AtomicLong written) {
        byte[] lines = "line\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(lab.output)) {
            while (!Thread.currentThread().isInterrupted()) {
                out.write(lines);
                written.addAndGet(lines.length);
            }
        } catch (IOException e) {
            // The interruption closed it.
        }
    }

    private static boolean blocked(Thread writer, AtomicLong written) throws InterruptedException {
        long before = written.get();
        return before > 0 && !writer.join(java.time.Duration.ofMillis(200)) && written.get() == before;
    }

    @Test
    void what_is_said_while_the_store_is_gone_fills_no_memory() {
        CountDownLatch released = new CountDownLatch(1);
        lab.storeIs(events -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            lab.stored.addAll(events);
        });
        String line = "x".repeat(1_000_000);

        for (int i = 0; i < 50; i++) {
            lab.log.say(line);
        }
        released.countDown();
        lab.log.close();

        assertThat(lab.stored).hasSizeBetween(4, 20);
    }

    @Test
    void a_log_that_cannot_be_opened_keeps_no_descriptor(@TempDir Path elsewhere) throws IOException {
        Path real = Files.createDirectory(elsewhere.resolve("frames"));
        long before = descriptors();

        try (TaskGroup tasks = new TaskGroup("closed")) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(
                                () -> new EnvironmentLog(lab.pump, lab.output, real, events -> {}, LogLab.CLOCK, tasks))
                        .isInstanceOf(IOException.class);
            }
        }

        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
