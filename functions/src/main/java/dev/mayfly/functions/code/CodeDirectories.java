package dev.mayfly.functions.code;

import dev.mayfly.base.Ids;
import dev.mayfly.base.Sha256;
import dev.mayfly.functions.Limits;
import dev.mayfly.store.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Packages unpacked on this host: a cache of directories, each made once per digest and then only read. A directory
 * appears whole or not at all; what a crash left half made is removed at the next start. Safe for any thread.
 */
public final class CodeDirectories {
    /** An execution environment that is being started is known to nobody else for so long at most. */
    private static final Duration JUST_HANDED_OUT = Duration.ofMinutes(10);

    private final Path home;
    private final Path unfinished;
    private final Blobs blobs;
    private final Limits limits;
    private final InstantSource clock;
    private final List<ReentrantLock> making =
            IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toList();
    private final Map<String, Instant> handedOut = new ConcurrentHashMap<>();

    /** @param home of the cache, made if it is not there; nothing else may live in it */
    public CodeDirectories(Path home, Blobs blobs, Limits limits, InstantSource clock) {
        this.home = home;
        this.unfinished = home.resolve("unfinished");
        this.blobs = blobs;
        this.limits = limits;
        this.clock = clock;
        try {
            Directories.delete(unfinished);
            Files.createDirectories(unfinished);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + home, e);
        }
    }

    /**
     * The unpacked package, to be mounted read-only at {@code /var/task}.
     *
     * @throws UncheckedIOException when the disk refuses, or the package is not what was accepted
     */
    public Path code(Sha256 zip) {
        return directory(zip.hex(), List.of(zip));
    }

    /** The layers merged in order, later ones winning, to be mounted read-only at {@code /opt}; may be empty. */
    public Path layers(List<Sha256> zips) {
        return directory(nameOfLayers(zips), zips);
    }

    /**
     * Removes directories that nothing uses.
     *
     * @param code packages, and {@code layers} lists of layers, of every revision that can still be invoked or still
     *     has an execution environment
     */
    public void sweep(Set<Sha256> code, Set<List<Sha256>> layers) {
        Set<String> keep = code.stream().map(Sha256::hex).collect(Collectors.toCollection(HashSet::new));
        layers.forEach(list -> keep.add(nameOfLayers(list)));
        for (String name : names()) {
            ReentrantLock lock = lock(name);
            lock.lock();
            try {
                Instant handed = handedOut.getOrDefault(name, Instant.MIN);
                if (!keep.contains(name) && handed.isBefore(clock.instant().minus(JUST_HANDED_OUT))) {
                    remove(name);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + home.resolve(name), e);
            } finally {
                lock.unlock();
            }
        }
    }

    private Path directory(String name, List<Sha256> zips) {
        ReentrantLock lock = lock(name);
        lock.lock();
        try {
            handedOut.put(name, clock.instant());
            Path directory = home.resolve(name);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                make(directory, zips);
            }
            return directory;
        } catch (BadArchive e) {
            throw new UncheckedIOException("cannot unpack " + name, new IOException(e.detail(), e));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + name, e);
        } finally {
            lock.unlock();
        }
    }

    private void make(Path directory, List<Sha256> zips) throws IOException, BadArchive {
        Path work = Files.createDirectory(unfinished.resolve(Ids.uuid()));
        try (Arena arena = Arena.ofConfined()) {
            Tree tree = new Tree();
            for (Sha256 zip : zips) {
                tree.add(open(zip, work, arena));
            }
            Path root = Files.createDirectory(work.resolve("root"));
            tree.write(root, new Content(limits.unzippedBytes()));
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(root, directory, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Directories.delete(work);
        }
    }

    private ZipArchive open(Sha256 zip, Path work, Arena arena) throws IOException, BadArchive {
        Path copy = work.resolve(Ids.uuid());
        try (InputStream bytes = blobs.open(zip)) {
            Files.copy(bytes, copy);
        }
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw BadArchive.malformed("larger than any package may be");
            }
            return new ZipArchive(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                            .asByteBuffer(),
                    limits.archiveEntries());
        }
    }

    private void remove(String name) throws IOException {
        // Out of sight first: nobody may find a directory that is half gone.
        Path going = unfinished.resolve(Ids.uuid());
        Files.move(home.resolve(name), going, StandardCopyOption.ATOMIC_MOVE);
        handedOut.remove(name);
        Directories.delete(going);
    }

    private List<String> names() {
        try (Stream<Path> entries = Files.list(home)) {
            return entries.filter(entry -> !entry.equals(unfinished))
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + home, e);
        }
    }

    private static String nameOfLayers(List<Sha256> zips) {
        String list = zips.stream().map(Sha256::hex).collect(Collectors.joining(","));
        return "layers-" + Sha256.of(list.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private ReentrantLock lock(String name) {
        return making.get(Math.floorMod(name.hashCode(), making.size()));
    }
}
