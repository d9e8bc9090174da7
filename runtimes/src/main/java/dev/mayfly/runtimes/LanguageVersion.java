package dev.mayfly.runtimes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An interpreter's version in full, such as {@code 20.20.2}, and the part of it that runtime names have, {@code 20}. */
record LanguageVersion(String full, String language) {

    /** Where the text with the version is found. Only the last one costs a process. */
    enum Place {
        FILE_NAME,
        RELEASE_FILE,
        OUTPUT_OF_VERSION_OPTION
    }

    /**
     * How to learn a version.
     *
     * @param pattern what a line with the version looks like; its first group is the full version, its second the
     *     language's
     */
    record Source(Place place, Pattern pattern) {

        Optional<LanguageVersion> of(Path interpreter, Path installation) {
            return text(interpreter, installation)
                    .map(pattern::matcher)
                    .filter(Matcher::matches)
                    .map(version -> new LanguageVersion(version.group(1), version.group(2)))
                    .findFirst();
        }

        private Stream<String> text(Path interpreter, Path installation) {
            return switch (place) {
                case FILE_NAME -> Stream.of(interpreter.getFileName().toString());
                case RELEASE_FILE -> lines(installation.resolve("release"));
                case OUTPUT_OF_VERSION_OPTION ->
                    HostCommand.run(List.of(interpreter.toString(), "--version")).stream()
                            .flatMap(String::lines);
            };
        }

        private static Stream<String> lines(Path file) {
            try {
                return Files.readAllLines(file).stream();
            } catch (IOException _) {
                // An installation without one is of no known version.
                return Stream.empty();
            }
        }
    }
}
