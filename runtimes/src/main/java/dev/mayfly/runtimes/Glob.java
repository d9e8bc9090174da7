package dev.mayfly.runtimes;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Absolute paths with {@code *} in their names. */
final class Glob {
    private Glob() {}

    /** Existing files that match, the last names first, since those tend to be the newer versions. */
    static Stream<Path> files(String pattern) {
        Stream<Path> found = Stream.of(Path.of("/"));
        for (Path name : Path.of(pattern)) {
            found = found.flatMap(folder -> children(folder, name.toString()));
        }
        return found.filter(Files::isRegularFile);
    }

    private static Stream<Path> children(Path folder, String name) {
        if (!name.contains("*")) {
            return Stream.of(folder.resolve(name));
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, name)) {
            matching.forEach(children::add);
        } catch (IOException | DirectoryIteratorException _) {
            // A folder that is not there, or not ours to read, holds nothing for us.
            return Stream.empty();
        }
        children.sort(Comparator.reverseOrder());
        return children.stream();
    }
}
