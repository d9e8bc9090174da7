package dev.mayfly.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the sandboxes of one server are on this machine, as anybody can see it: processes, control groups, mounts, network
 * namespaces, files. Without sandboxes all are empty.
 *
 * @param processes in its control groups, and those that start and watch them
 * @param mounts of single sandboxes, in whatever mount namespace
 */
record Traces(
        List<String> processes, List<String> groups, List<String> mounts, List<String> networks, List<String> files) {

    static final Traces NONE = new Traces(List.of(), List.of(), List.of(), List.of(), List.of());

    /** @param server its process id; it may be gone */
    static Traces of(Path data, long server) {
        Path sandboxes = data.resolve("sandboxes");
        String instance = instance(sandboxes);
        List<Path> processes = Folders.list(Path.of("/proc")).stream()
                .filter(path -> path.getFileName().toString().chars().allMatch(Character::isDigit))
                .toList();
        String home = link(Path.of("/proc", Long.toString(server), "ns/net")).orElse("");
        return new Traces(
                processes.stream()
                        .filter(process -> read(process.resolve("cgroup")).contains("/mayfly/" + instance + "/")
                                || read(process.resolve("cmdline")).contains("/run/mayfly/" + instance + "/runtime"))
                        .map(process -> process.getFileName() + " "
                                + read(process.resolve("cmdline")).replace('\0', ' '))
                        .toList(),
                Folders.list(Path.of("/sys/fs/cgroup")).stream()
                        .flatMap(hierarchy ->
                                Folders.list(hierarchy.resolve("mayfly").resolve(instance)).stream())
                        .filter(Files::isDirectory)
                        .map(Path::toString)
                        .toList(),
                processes.stream()
                        .flatMap(process -> read(process.resolve("mountinfo")).lines())
                        .filter(line -> line.contains("/run/mayfly/" + instance + "/homes/"))
                        .distinct()
                        .toList(),
                Folders.list(Path.of("/proc", Long.toString(server), "fd")).stream()
                        .flatMap(descriptor -> link(descriptor).stream())
                        .filter(target -> target.startsWith("net:") && !target.equals(home))
                        .sorted()
                        .toList(),
                Folders.list(sandboxes.resolve("images")).stream()
                        .map(Path::toString)
                        .toList());
    }

    /** Servers of one machine are told apart by where they keep their sandboxes. */
    private static String instance(Path sandboxes) {
        try {
            byte[] path = sandboxes.toRealPath().toString().getBytes(UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(path))
                    .substring(0, 12);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty for what is gone by now. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<String> link(Path path) {
        try {
            return Optional.of(Files.readSymbolicLink(path).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
