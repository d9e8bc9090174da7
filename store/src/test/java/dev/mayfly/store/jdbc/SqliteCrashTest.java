package dev.mayfly.store.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A process that commits is killed at a moment of chance; what it acknowledged must be there, whole. */
final class SqliteCrashTest {
    private static final int WRITERS = 16;

    @TempDir
    Path home;

    @RepeatedTest(3)
    void whatever_a_killed_process_acknowledged_is_there() throws IOException, InterruptedException {
        Path file = home.resolve("store.db");

        List<String> acknowledged = runAndKill(file, ThreadLocalRandom.current().nextInt(1, 3_000));

        try (Store store = JdbcStore.sqlite(file)) {
            List<String> left = numbers(store, "left/");
            assertThat(left).containsAll(acknowledged);
            // A batch writes both.
            assertThat(numbers(store, "right/")).isEqualTo(left);
        }
    }

    private static List<String> runAndKill(Path file, int after) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Committer.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The end of the last line says that it arrived whole.
                if (line.endsWith(".")) {
                    acknowledged.add(line.substring(0, line.length() - 1));
                }
                if (acknowledged.size() == after) {
                    // Through the handle: destroying the Process itself would lose what is still in the pipe.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(after);
        return acknowledged;
    }

    private static List<String> numbers(Store store, String prefix) {
        return store.scan(prefix, "", Integer.MAX_VALUE).stream()
                .map(entry -> entry.key().substring(prefix.length()))
                .toList();
    }

    /** The process that is killed: many threads commit without end and print what is durable. */
    static final class Committer {
        private Committer() {}

        static void main(String[] arguments) {
            Store store = JdbcStore.sqlite(Path.of(arguments[0]));
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                Thread.ofPlatform().start(() -> {
                    for (int i = 0; ; i++) {
                        String name = number + "-" + i;
                        store.commit(Batch.of(
                                new Batch.Create("left/" + name, name.getBytes(UTF_8)),
                                new Batch.Create("right/" + name, name.getBytes(UTF_8))));
                        System.out.println(name + ".");
                    }
                });
            }
        }
    }
}
