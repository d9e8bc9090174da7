package dev.mayfly.bench.commits;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.jdbc.JdbcStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Durable commits a second of the embedded store at 1, 8 and 64 writers, beside what the disk allows: a writer that
 * forces 4 KiB to disk, again and again. A commit puts one value of 300 bytes, about a small function's row, under one
 * of 100,000 keys; each writer waits for its commit before it makes the next.
 */
public final class CommitBench {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(5);
    private static final int[] WRITERS = {1, 8, 64};
    private static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 300;
    private static final int FORCED_BYTES = 4_096;

    private final Path disk;

    public CommitBench(Path disk) {
        this.disk = disk;
    }

    public void run(PrintStream out) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(disk.toAbsolutePath(), "bench-commits");
        try {
            double forced = forcedWrites(directory.resolve("raw"));
            out.printf(Locale.ROOT, "raw       %,10.0f forced writes of 4 KiB a second%n", forced);
            try (Store store = JdbcStore.sqlite(directory.resolve("store.db"))) {
                commits(store, WRITERS[WRITERS.length - 1], WARM_UP);
                for (int writers : WRITERS) {
                    print(out, writers, commits(store, writers, MEASURED), forced);
                }
            }
        } finally {
            delete(directory);
        }
    }

    private static void print(PrintStream out, int writers, long[] latencies, double forced) {
        double rate = latencies.length / seconds(MEASURED);
        out.printf(
                Locale.ROOT,
                "%2d writers %,9.0f commits a second, %5.2f for each raw forced write; a commit takes %s, 1 in 100 %s%n",
                writers,
                rate,
                rate / forced,
                milliseconds(latencies[latencies.length / 2]),
                milliseconds(latencies[latencies.length - 1 - latencies.length / 100]));
    }

    private static double forcedWrites(Path file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(FORCED_BYTES);
        int count = 0;
        long end = System.nanoTime() + MEASURED.toNanos();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (System.nanoTime() < end) {
                channel.write(page.clear());
                channel.force(false);
                count++;
            }
        }
        return count / seconds(MEASURED);
    }

    /** How long each commit took, in nanoseconds, ascending. */
    private static long[] commits(Store store, int writers, Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        List<Future<long[]>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < writers; i++) {
                results.add(threads.submit(() -> commitUntil(store, end)));
            }
        }
        return results.stream()
                .flatMapToLong(result -> Arrays.stream(result.resultNow()))
                .sorted()
                .toArray();
    }

    private static long[] commitUntil(Store store, long end) {
        long[] latencies = new long[1_024];
        int count = 0;
        for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
            store.commit(Batch.of(new Batch.Put(randomKey(), randomValue())));
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = System.nanoTime() - begin;
        }
        return Arrays.copyOf(latencies, count);
    }

    private static String randomKey() {
        return "000000000000/us-east-1/bench/" + ThreadLocalRandom.current().nextInt(KEYS);
    }

    private static byte[] randomValue() {
        byte[] value = new byte[VALUE_BYTES];
        ThreadLocalRandom.current().nextBytes(value);
        return value;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }

    private static void delete(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
