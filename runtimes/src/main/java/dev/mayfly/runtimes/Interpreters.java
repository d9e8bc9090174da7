package dev.mayfly.runtimes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Finds interpreters of an exact language version. Owns what is known about each file's version, which holds until the file
 * changes; safe for any number of threads.
 */
final class Interpreters {
    private static final Path USR = Path.of("/usr");
    private static final String OUTSIDE_USR = "/var/lang";

    private final Places places;
    private final Path home;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    private record Known(FileTime changed, Optional<LanguageVersion> version) {}

    /**
     * @param places paths, also with {@code ~} and {@code *}, in order of preference
     * @param name of the executable in directories that the environment names
     * @param links folders of an installation that may hold links to configuration outside of it
     */
    record Search(List<String> places, String name, LanguageVersion.Source version, List<String> links) {}

    Interpreters(Map<String, String> environment) {
        this.places = new Places(environment);
        this.home = places.home();
    }

    /** The most preferred one of exactly {@code version}. */
    Optional<Interpreter> find(Family family, String version) {
        Search search = family.description().interpreter();
        if (search == null) {
            return family.isServed()
                    ? Optional.of(new Interpreter(family.folder(), "", version, List.of()))
                    : Optional.empty();
        }
        return places.expand(search.places(), search.name())
                .flatMap(candidate -> realProgram(candidate).stream())
                .distinct()
                .flatMap(file -> matching(file, search, version).stream())
                .findFirst();
    }

    /** Whether what was found out about {@code interpreter} still holds. */
    boolean isUnchanged(Path interpreter) {
        Known before = known.get(interpreter);
        return before == null ? Files.exists(interpreter) : changed(interpreter).equals(Optional.of(before.changed()));
    }

    private Optional<Interpreter> matching(Path file, Search search, String version) {
        Path installation = installationOf(file);
        // Mounted as a whole, it must not be a folder that holds more than the language.
        if (!file.startsWith(USR) && home.startsWith(installation)) {
            return Optional.empty();
        }
        return versionOf(file, search.version())
                .filter(found -> found.language().equals(version))
                .map(found -> located(file, installation, found.full(), search.links()));
    }

    private static Interpreter located(Path file, Path installation, String version, List<String> links) {
        if (file.startsWith(USR)) {
            return new Interpreter(file, file.toString(), version, Links.leavingUsr(installation, links));
        }
        String inside = OUTSIDE_USR + '/' + installation.relativize(file);
        return new Interpreter(file, inside, version, List.of(new Mount(installation, OUTSIDE_USR)));
    }

    private Optional<LanguageVersion> versionOf(Path file, LanguageVersion.Source source) {
        Optional<FileTime> changed = changed(file);
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        return known.compute(
                        file,
                        (_, before) -> before != null && before.changed().equals(changed.get())
                                ? before
                                : new Known(changed.get(), source.of(file, installationOf(file))))
                .version();
    }

    private static Path installationOf(Path interpreter) {
        Path bin = interpreter.getParent();
        Path installation = bin == null ? null : bin.getParent();
        return installation == null ? interpreter : installation;
    }

    private static Optional<FileTime> changed(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (IOException _) {
            // Gone between one look and the next; then it is not there.
            return Optional.empty();
        }
    }

    /** Links are followed; scripts that choose an interpreter when run, as version managers have them, are none. */
    private static Optional<Path> realProgram(Path candidate) {
        try (InputStream in = Files.newInputStream(candidate)) {
            return startsLikeElf(in.readNBytes(4)) && Files.isExecutable(candidate)
                    ? Optional.of(candidate.toRealPath())
                    : Optional.empty();
        } catch (IOException _) {
            // What cannot be read cannot serve.
            return Optional.empty();
        }
    }

    static boolean startsLikeElf(byte[] bytes) {
        return bytes.length >= 4 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F';
    }

    /** Where interpreters may be on this host. */
    private record Places(Map<String, String> environment) {

        Path home() {
            return Path.of(environment.getOrDefault("HOME", "/root"))
                    .toAbsolutePath()
                    .normalize();
        }

        /** Existing files in order of preference: configured directories, the usual {@code places}, the PATH. */
        Stream<Path> expand(List<String> places, String name) {
            Stream<String> configured = directories("MAYFLY_RUNTIME_PATH")
                    .flatMap(directory -> Stream.of(
                            directory + '/' + name, directory + "/bin/" + name, directory + "/*/bin/" + name));
            Stream<String> usual = places.stream().map(place -> place.replaceFirst("^~", home().toString()));
            Stream<String> onPath = directories("PATH").map(directory -> directory + '/' + name);
            return Stream.of(configured, usual, onPath)
                    .flatMap(patterns -> patterns)
                    .flatMap(Glob::files);
        }

        private Stream<String> directories(String variable) {
            return Stream.of(environment.getOrDefault(variable, "").split(":"))
                    .filter(directory -> directory.startsWith("/"));
        }
    }
}
