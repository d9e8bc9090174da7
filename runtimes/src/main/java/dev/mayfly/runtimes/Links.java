package dev.mayfly.runtimes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an installation below {@code /usr} links to outside of it. Debian's JDKs keep their configuration so, in
 * {@code /etc/java-17-openjdk}, and do not start without it.
 */
final class Links {
    private static final Path USR = Path.of("/usr");
    // Certificates, which every sandbox has.
    private static final Path PROVIDED = Path.of("/etc/ssl");
    private static final int DEPTH = 3;

    private Links() {}

    static List<Mount> leavingUsr(Path installation, List<String> folders) {
        return folders.stream()
                .map(installation::resolve)
                .filter(Files::isDirectory)
                .flatMap(folder -> linksIn(folder).stream())
                .flatMap(link -> target(link).stream())
                .filter(target -> !target.startsWith(USR) && !target.startsWith(PROVIDED))
                // The folder as a whole, /etc/java-17-openjdk, rather than each file.
                .map(target -> Path.of("/").resolve(target.subpath(0, Math.min(2, target.getNameCount()))))
                .distinct()
                .sorted()
                .map(target -> new Mount(target, target.toString()))
                .toList();
    }

    private static List<Path> linksIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(Files::isSymbolicLink).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> target(Path link) {
        try {
            return Optional.of(link.toRealPath());
        } catch (IOException _) {
            // A link to nothing needs no mount.
            return Optional.empty();
        }
    }
}
