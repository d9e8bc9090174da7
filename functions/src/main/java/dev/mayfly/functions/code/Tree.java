package dev.mayfly.functions.code;

import dev.mayfly.functions.code.Member.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one or several archives unpack to, decided before anything is written: a later entry replaces an earlier one of
 * the same path, or one that stands in its way. So every directory on a path is a real one, never a link, and links are
 * made when all files are there: nothing is ever written through a link. Used by one thread.
 */
final class Tree {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final int READABLE = 0444;
    private static final int PLAIN_FILE = 0644;

    private record Leaf(ZipArchive archive, Member member) {}

    /** Files and links by path, and directories that are there for their own sake. */
    private final TreeMap<String, Leaf> leaves = new TreeMap<>();

    private final TreeSet<String> directories = new TreeSet<>();

    void add(ZipArchive archive) {
        for (Member member : archive.members()) {
            clearTheWayTo(member.path());
            if (member.kind() == Kind.DIRECTORY) {
                leaves.remove(member.path());
                directories.add(member.path());
            } else {
                clearBelow(member.path());
                leaves.put(member.path(), new Leaf(archive, member));
            }
        }
    }

    private void clearTheWayTo(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            leaves.remove(path.substring(0, slash));
        }
    }

    private void clearBelow(String path) {
        directories.remove(path);
        // Between "path/" and "path0", the character after the slash, lies what is below the path.
        directories.subSet(path + '/', path + '0').clear();
        leaves.subMap(path + '/', path + '0').clear();
    }

    /** Writes everything below {@code root}, an empty directory that nobody else writes to. */
    void write(Path root, Content content) throws BadArchive, IOException {
        for (String directory : directories) {
            makeDirectory(root, directory);
        }
        for (Map.Entry<String, Leaf> leaf : leaves.entrySet()) {
            makeDirectory(root, parentOf(leaf.getKey()));
            if (leaf.getValue().member.kind() == Kind.FILE) {
                writeFile(root.resolve(leaf.getKey()), leaf.getValue(), content);
            }
        }
        for (Map.Entry<String, Leaf> leaf : leaves.entrySet()) {
            if (leaf.getValue().member.kind() == Kind.LINK) {
                String target = content.link(leaf.getValue().archive, leaf.getValue().member);
                requireInside(leaf.getKey(), target);
                Files.createSymbolicLink(root.resolve(leaf.getKey()), Path.of(target));
            }
        }
    }

    /** Unpacks everything to nowhere: the archive is then known to be good, and how large it is. */
    void check(Content content) throws BadArchive, IOException {
        for (Map.Entry<String, Leaf> leaf : leaves.entrySet()) {
            Leaf value = leaf.getValue();
            if (value.member.kind() == Kind.LINK) {
                requireInside(leaf.getKey(), content.link(value.archive, value.member));
            } else {
                content.unpack(value.archive, value.member, OutputStream.nullOutputStream());
            }
        }
    }

    /**
     * A link may first go up, through directories that are real, and then down. It may not go up again: what it went
     * down to could be a link itself, and then nobody knows where "up" is. So no chain of links leaves the tree.
     */
    private static void requireInside(String path, String target) throws BadArchive {
        int depth = (int) path.chars().filter(c -> c == '/').count();
        boolean down = false;
        if (target.isEmpty() || target.startsWith("/") || !isExpressible(target)) {
            throw BadArchive.malformed("a link out of the archive");
        }
        for (String part : target.split("/")) {
            if (part.equals("..")) {
                depth--;
                if (down || depth < 0) {
                    throw BadArchive.malformed("a link out of the archive");
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                down = true;
            }
        }
    }

    private static boolean isExpressible(String target) {
        try {
            Path _ = Path.of(target);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void writeFile(Path file, Leaf leaf, Content content) throws BadArchive, IOException {
        // CREATE_NEW follows no link, and fails where something stands already.
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.unpack(leaf.archive, leaf.member, out);
        }
        int mode = leaf.member.mode() == 0 ? PLAIN_FILE : leaf.member.mode() | READABLE;
        Files.setPosixFilePermissions(file, permissions(mode));
    }

    private static void makeDirectory(Path root, String path) throws IOException {
        if (path.isEmpty() || Files.isDirectory(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        makeDirectory(root, parentOf(path));
        Path directory = Files.createDirectory(root.resolve(path));
        Files.setPosixFilePermissions(directory, DIRECTORY);
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        StringBuilder text = new StringBuilder(9);
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
