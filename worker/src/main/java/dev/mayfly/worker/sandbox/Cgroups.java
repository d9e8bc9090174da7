package dev.mayfly.worker.sandbox;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Control groups of this server, all under one name that is its own, so that what a killed server left is found. A home
 * has a group with the memory and CPU limits; the sandboxes in it come and go in groups below. Versions 1 and 2 differ in
 * file names alone; a hybrid mount counts as version 1.
 */
final class Cgroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Path HYBRID = ROOT.resolve("unified");
    /** The kernel charges up to 64 pages ahead. */
    private static final long CHARGED_AT_ONCE = 64 * 4_096L;

    private static final int PERIOD_MICROSECONDS = 100_000;

    private final String prefix;
    private final boolean unified;

    /** @param instance names this server among those of the machine; the same after a restart */
    Cgroups(String instance) throws IOException {
        this.prefix = "mayfly/" + instance;
        this.unified = Files.exists(ROOT.resolve("cgroup.controllers"));
        if (Files.exists(HYBRID.resolve("cgroup.controllers"))) {
            // crun 1.8 refuses to run where it sees both versions. This mount namespace is ours: only we see it go.
            Linux.unmount(HYBRID.toString());
            Linux.mount("none", HYBRID.toString(), "tmpfs", Linux.MS_NOSUID | Linux.MS_NODEV, "mode=755");
        }
    }

    /** The group of one home, relative to the root of every hierarchy. */
    String path(String id) {
        return "/" + prefix + "/" + id;
    }

    /** Makes the group and sets its memory limit, swap included. */
    void create(String id, int memoryMegabytes) throws IOException {
        String bytes = Long.toString(memoryMegabytes * 1_048_576L);
        if (unified) {
            enable("memory", "cpu", "pids");
            Path group = Files.createDirectories(ROOT.resolve(prefix).resolve(id));
            Files.writeString(group.resolve("memory.max"), bytes);
            write(group.resolve("memory.swap.max"), "0");
            return;
        }
        Path group = Files.createDirectories(memory(id));
        Files.writeString(group.resolve("memory.limit_in_bytes"), bytes);
        // Absent where the kernel does not account swap.
        write(group.resolve("memory.memsw.limit_in_bytes"), bytes);
        Files.createDirectories(cpu(id));
    }

    /** @param processors 1.0 is one core */
    void throttle(String id, double processors) throws IOException {
        long quota = Math.max(1_000, Math.round(processors * PERIOD_MICROSECONDS));
        if (unified) {
            Files.writeString(cpu(id).resolve("cpu.max"), quota + " " + PERIOD_MICROSECONDS);
        } else {
            Files.writeString(cpu(id).resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
    }

    /** In bytes; 0 when the group is gone. */
    long peakMemory(String id) {
        return number(memory(id).resolve(unified ? "memory.peak" : "memory.max_usage_in_bytes"));
    }

    /** Whether processes of this group have met the memory limit and could not be helped. */
    boolean memoryExhausted(String id) {
        if (!unified) {
            // Version 1 counts kills in the group that was hit, which is below this one and gone by now.
            return peakMemory(id) + CHARGED_AT_ONCE >= number(memory(id).resolve("memory.limit_in_bytes"));
        }
        try {
            return Files.readAllLines(memory(id).resolve("memory.events")).stream()
                    .anyMatch(line -> line.startsWith("oom_kill ") && !line.equals("oom_kill 0"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills every process in the group of {@code id} and below; false when there was none. */
    boolean kill(String id) throws IOException {
        AtomicBoolean any = new AtomicBoolean();
        Files.walkFileTree(memory(id), new Groups() {
            @Override
            public FileVisitResult preVisitDirectory(Path group, BasicFileAttributes attributes) throws IOException {
                if (killAll(group)) {
                    any.set(true);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return any.get();
    }

    /** Visits groups, which may go while they are visited: the OCI runtime removes its own. */
    private static class Groups extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path group, @Nullable IOException e) throws IOException {
            return FileVisitResult.CONTINUE;
        }
    }

    /** Ends every process in the group of {@code id} and below, in every hierarchy, and removes the group. */
    void remove(String id) throws IOException {
        for (Path hierarchy : hierarchies()) {
            removeTree(hierarchy.resolve(prefix).resolve(id));
        }
    }

    /** The same for all that a server of this name ever made. */
    void removeAll() throws IOException {
        for (Path hierarchy : hierarchies()) {
            removeTree(hierarchy.resolve(prefix));
        }
    }

    private Path memory(String id) {
        return (unified ? ROOT : ROOT.resolve("memory")).resolve(prefix).resolve(id);
    }

    private Path cpu(String id) {
        return (unified ? ROOT : ROOT.resolve("cpu")).resolve(prefix).resolve(id);
    }

    private List<Path> hierarchies() throws IOException {
        if (unified) {
            return List.of(ROOT);
        }
        try (Stream<Path> entries = Files.list(ROOT)) {
            return entries.filter(Files::isDirectory)
                    .filter(path -> !Files.isSymbolicLink(path))
                    .toList();
        }
    }

    /** Controllers reach a group only through every group above it. */
    private void enable(String... controllers) throws IOException {
        Path group = ROOT;
        for (Path name : Path.of(prefix)) {
            for (String controller : controllers) {
                write(group.resolve("cgroup.subtree_control"), "+" + controller);
            }
            group = Files.createDirectories(group.resolve(name));
        }
        for (String controller : controllers) {
            write(group.resolve("cgroup.subtree_control"), "+" + controller);
        }
    }

    private static void removeTree(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        if (!Files.exists(top.resolve("cgroup.procs"))) {
            // Not a group: what stands in for the hidden hierarchy of a hybrid mount.
            Folders.delete(top);
            return;
        }
        Files.walkFileTree(top, new Groups() {
            @Override
            public FileVisitResult preVisitDirectory(Path group, BasicFileAttributes attributes) throws IOException {
                var _ = killAll(group);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path group, @Nullable IOException e) throws IOException {
                removeEmptied(group);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** False when there was none. */
    private static boolean killAll(Path group) throws IOException {
        List<String> processes = processes(group);
        for (String pid : processes) {
            Linux.kill(Integer.parseInt(pid), Linux.SIGKILL);
        }
        return !processes.isEmpty();
    }

    /** A killed process leaves its group a moment later; until then the group is busy. */
    private static void removeEmptied(Path group) throws IOException {
        int attempts = 1_000;
        while (true) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException busy) {
                if (--attempts == 0) {
                    throw busy;
                }
                var _ = killAll(group);
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static List<String> processes(Path group) throws IOException {
        try {
            // 0 stands for a process that this server cannot see, and to kill() it would mean the server itself.
            return Files.readAllLines(group.resolve("cgroup.procs")).stream()
                    .filter(pid -> !pid.equals("0"))
                    .toList();
        } catch (IOException e) {
            // Of a group that goes while it is read, the kernel says "no such device".
            if (!Files.exists(group)) {
                return List.of();
            }
            throw e;
        }
    }

    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** For files that not every kernel has. */
    private static void write(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, value);
        }
    }
}
