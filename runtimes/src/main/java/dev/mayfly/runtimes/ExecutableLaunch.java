package dev.mayfly.runtimes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An executable that the function brings along: the first of {@code candidates} (paths inside) that is there. What the
 * kernel would refuse to run is refused here, in the words of AWS.
 */
public record ExecutableLaunch(List<String> candidates) implements Launch {
    private static final String CODE = "/var/task/";
    private static final String LAYERS = "/opt/";
    private static final Set<PosixFilePermission> EXECUTE = Set.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
    private static final Map<String, Integer> ELF_MACHINES = Map.of("x86_64", 62, "arm64", 183);

    public ExecutableLaunch {
        candidates = List.copyOf(candidates);
    }

    @Override
    public Entrypoint entrypoint(Map<String, String> variables, Path code, List<Path> layers) {
        for (String candidate : candidates) {
            Optional<Path> file = onHost(candidate, code, layers);
            if (file.isPresent()) {
                return check(candidate, file.get());
            }
        }
        return new Entrypoint.Invalid("Couldn't find valid bootstrap(s): [%s]".formatted(String.join(" ", candidates)));
    }

    private static Optional<Path> onHost(String inside, Path code, List<Path> layers) {
        if (inside.startsWith(CODE)) {
            return present(code.resolve(inside.substring(CODE.length())));
        }
        return layers.stream()
                .flatMap(layer -> present(layer.resolve(inside.substring(LAYERS.length()))).stream())
                .findFirst();
    }

    private static Optional<Path> present(Path file) {
        boolean there = Files.isSymbolicLink(file) || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        return there ? Optional.of(file) : Optional.empty();
    }

    private static Entrypoint check(String inside, Path file) {
        // A link points somewhere inside the sandbox, which the host does not see.
        if (Files.isSymbolicLink(file)) {
            return new Entrypoint.Command(List.of(inside));
        }
        try {
            if (Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).stream()
                    .noneMatch(EXECUTE::contains)) {
                return new Entrypoint.Invalid("fork/exec %s: permission denied".formatted(inside));
            }
            return isScript(file) || isProgramOfThisHost(file)
                    ? new Entrypoint.Command(List.of(inside))
                    : new Entrypoint.Invalid("fork/exec %s: exec format error".formatted(inside));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isScript(Path file) throws IOException {
        byte[] start = firstBytes(file, 2);
        return start.length == 2 && start[0] == '#' && start[1] == '!';
    }

    private static boolean isProgramOfThisHost(Path file) throws IOException {
        byte[] header = firstBytes(file, 20);
        if (header.length < 20 || !Interpreters.startsLikeElf(header)) {
            return false;
        }
        int machine = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getShort(18);
        return machine == ELF_MACHINES.getOrDefault(Host.ARCHITECTURE, machine);
    }

    private static byte[] firstBytes(Path file, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(length);
        }
    }
}
