package dev.mayfly.bench;

import dev.mayfly.bench.commits.CommitBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs one measurement and prints its figures: {@code bench commits [DIRECTORY]}. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = List.of(arguments);
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "commits" -> new CommitBench(directory(words)).run(System.out);
            default -> {
                System.err.println("usage: bench commits [DIRECTORY ON THE DISK TO MEASURE]");
                System.exit(2);
            }
        }
    }

    private static Path directory(List<String> words) {
        return Path.of(words.size() > 1 ? words.get(1) : ".");
    }
}
