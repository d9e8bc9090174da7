package dev.mayfly.functions.code;

import dev.mayfly.functions.code.Member.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The table of contents of a zip, read with distrust. The JDK's reader does not tell unix modes and links, and tolerates
 * what makes two readers see two different archives; this one insists that the central directory, the local headers
 * and the sizes agree, and that no two entries share bytes (which is how a small zip claims petabytes).
 *
 * <p>Layout and field names: PKWARE APPNOTE 4.3, 4.4 and 4.5.3 (zip64).
 */
final class ZipArchive {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int END64_LOCATOR = 0x07064b50;
    private static final int END_SIZE = 22;
    private static final int CENTRAL_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int UTF8 = 1 << 11;
    /** In bytes, as the next. */
    private static final int LONGEST_PATH = 1_024;

    private static final int LONGEST_PART = 255;

    private final ByteBuffer bytes;
    private final List<Member> members = new ArrayList<>();

    private record Directory(int offset, int size, long entries, int shift) {}

    private record Extent(long start, long end) {}

    /**
     * @param content of the archive, kept and read later
     * @param mostEntries more are refused
     */
    ZipArchive(ByteBuffer content, int mostEntries) throws BadArchive {
        this.bytes = content.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() == 0) {
            throw BadArchive.empty();
        }
        Directory directory = directory();
        if (directory.entries > mostEntries) {
            throw BadArchive.malformed(directory.entries + " entries");
        }
        readMembers(directory);
        if (members.isEmpty()) {
            throw BadArchive.empty();
        }
    }

    /** In the order of the central directory. */
    List<Member> members() {
        return members;
    }

    /** The member's bytes as they are stored. */
    ByteBuffer stored(Member member) {
        return bytes.slice(member.dataOffset(), member.storedSize());
    }

    private Directory directory() throws BadArchive {
        int end = endOfDirectory();
        long entries = Short.toUnsignedLong(bytes.getShort(end + 10));
        long size = Integer.toUnsignedLong(bytes.getInt(end + 12));
        long offset = Integer.toUnsignedLong(bytes.getInt(end + 16));
        long diskEntries = Short.toUnsignedLong(bytes.getShort(end + 8));
        int directoryEnd = end;
        boolean zip64 = entries == 0xffff || size == 0xffffffffL || offset == 0xffffffffL;
        int locator = end - 20;
        if (zip64 && locator >= 0 && bytes.getInt(locator) == END64_LOCATOR) {
            directoryEnd = end64(locator);
            diskEntries = bytes.getLong(directoryEnd + 24);
            entries = bytes.getLong(directoryEnd + 32);
            size = bytes.getLong(directoryEnd + 40);
            offset = bytes.getLong(directoryEnd + 48);
        }
        // Something may stand before the archive (an executable stub); everything is shifted by its length then.
        long start = directoryEnd - size;
        long shift = start - offset;
        if (size < 0 || offset < 0 || start < 0 || shift < 0 || entries < 0 || diskEntries != entries) {
            throw BadArchive.malformed("the central directory is not where it is said to be");
        }
        return new Directory((int) start, (int) size, entries, (int) shift);
    }

    private int endOfDirectory() throws BadArchive {
        for (int at = bytes.limit() - END_SIZE; at >= Math.max(0, bytes.limit() - END_SIZE - 0xffff); at--) {
            if (bytes.getInt(at) == END
                    && at + END_SIZE + Short.toUnsignedInt(bytes.getShort(at + 20)) == bytes.limit()) {
                return at;
            }
        }
        throw BadArchive.malformed("no end of central directory");
    }

    private int end64(int locator) throws BadArchive {
        long offset = bytes.getLong(locator + 8);
        long claimed = offset >= 0 && offset <= locator - 56 ? offset : -1;
        // With a stub before the archive the claimed offset is off; the record then stands right before the locator.
        for (long at : new long[] {claimed, locator - 56L}) {
            if (at >= 0 && bytes.getInt((int) at) == END64) {
                return (int) at;
            }
        }
        throw BadArchive.malformed("no zip64 end of central directory");
    }

    private void readMembers(Directory directory) throws BadArchive {
        int at = directory.offset;
        int end = directory.offset + directory.size;
        List<Extent> extents = new ArrayList<>();
        for (long i = 0; i < directory.entries; i++) {
            if (at + CENTRAL_SIZE > end || bytes.getInt(at) != CENTRAL) {
                throw BadArchive.malformed("central directory cut short");
            }
            int nameLength = Short.toUnsignedInt(bytes.getShort(at + 28));
            int extraLength = Short.toUnsignedInt(bytes.getShort(at + 30));
            int commentLength = Short.toUnsignedInt(bytes.getShort(at + 32));
            int next = at + CENTRAL_SIZE + nameLength + extraLength + commentLength;
            if (next > end) {
                throw BadArchive.malformed("central directory cut short");
            }
            readMember(at, nameLength, extraLength, directory, extents);
            at = next;
        }
        if (at != end) {
            throw BadArchive.malformed("central directory longer than its entries");
        }
        requireDisjoint(extents);
    }

    private void readMember(int at, int nameLength, int extraLength, Directory directory, List<Extent> extents)
            throws BadArchive {
        int flags = Short.toUnsignedInt(bytes.getShort(at + 8));
        int method = Short.toUnsignedInt(bytes.getShort(at + 10));
        if ((flags & ENCRYPTED) != 0) {
            throw BadArchive.malformed("encrypted entry");
        }
        if (method != 0 && method != 8) {
            throw BadArchive.malformed("compression method " + method);
        }
        ByteBuffer name = bytes.slice(at + CENTRAL_SIZE, nameLength);
        Zip64 sizes = Zip64.read(
                bytes.slice(at + CENTRAL_SIZE + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN),
                Integer.toUnsignedLong(bytes.getInt(at + 24)),
                Integer.toUnsignedLong(bytes.getInt(at + 20)),
                Integer.toUnsignedLong(bytes.getInt(at + 42)));
        long local = sizes.offset() + directory.shift;
        if (local < 0 || local > directory.offset - LOCAL_SIZE || sizes.stored() < 0 || sizes.size() < 0) {
            throw BadArchive.malformed("entry beyond the archive");
        }
        int data = dataOffset((int) local, name);
        if (sizes.stored() > directory.offset - data) {
            throw BadArchive.malformed("entry beyond the archive");
        }
        extents.add(new Extent(local, data + sizes.stored()));
        if (method == 0 && sizes.stored() != sizes.size()) {
            throw BadArchive.malformed("stored entry with two sizes");
        }
        String written = decode(name, (flags & UTF8) != 0);
        int attributes = unixAttributes(at);
        Kind kind = kind(written, attributes);
        String path = normalise(written);
        if (!path.isEmpty()) {
            members.add(new Member(
                    path,
                    kind,
                    attributes & 0777,
                    method == 8,
                    data,
                    (int) sizes.stored(),
                    sizes.size(),
                    Integer.toUnsignedLong(bytes.getInt(at + 16))));
        } else if (kind != Kind.DIRECTORY) {
            throw BadArchive.malformed("entry without a name");
        }
    }

    private int dataOffset(int local, ByteBuffer name) throws BadArchive {
        if (bytes.getInt(local) != LOCAL) {
            throw BadArchive.malformed("no local header");
        }
        int nameLength = Short.toUnsignedInt(bytes.getShort(local + 26));
        int extraLength = Short.toUnsignedInt(bytes.getShort(local + 28));
        long data = (long) local + LOCAL_SIZE + nameLength + extraLength;
        if (data > bytes.limit() || !bytes.slice(local + LOCAL_SIZE, nameLength).equals(name)) {
            throw BadArchive.malformed("two headers, two names");
        }
        return (int) data;
    }

    /** Type and permissions from the upper half of the external attributes; 0 unless made on a unix. */
    private int unixAttributes(int at) {
        int madeOn = bytes.get(at + 5);
        boolean unix = madeOn == 3 || madeOn == 19;
        return unix ? bytes.getInt(at + 38) >>> 16 : 0;
    }

    private static Kind kind(String name, int attributes) throws BadArchive {
        boolean slash = name.endsWith("/");
        return switch (attributes & 0170000) {
            case 0 -> slash ? Kind.DIRECTORY : Kind.FILE;
            case 0100000 -> slash ? Kind.DIRECTORY : Kind.FILE;
            case 0040000 -> Kind.DIRECTORY;
            case 0120000 -> Kind.LINK;
            default -> throw BadArchive.malformed("neither file, directory nor link: " + name);
        };
    }

    private static String normalise(String name) throws BadArchive {
        boolean drive = name.length() > 1 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0));
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH || name.startsWith("/") || drive) {
            throw BadArchive.malformed("not a relative path");
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..") || part.indexOf('\\') >= 0 || part.indexOf('\0') >= 0) {
                throw BadArchive.malformed("a path that leads out of the archive");
            }
            if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
                throw BadArchive.malformed("a name too long for a file system");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        String path = String.join("/", parts);
        requireExpressible(path);
        return path;
    }

    private static void requireExpressible(String path) throws BadArchive {
        try {
            Path _ = Path.of(path);
        } catch (InvalidPathException e) {
            throw BadArchive.malformed("a name that needs a UTF-8 locale, which this process has not: " + path);
        }
    }

    private static String decode(ByteBuffer name, boolean utf8) throws BadArchive {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(name.duplicate()).toString();
        } catch (CharacterCodingException e) {
            if (utf8) {
                throw BadArchive.malformed("a name that is not UTF-8");
            }
            Charset dos = Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;
            return dos.decode(name.duplicate()).toString();
        }
    }

    private static void requireDisjoint(List<Extent> extents) throws BadArchive {
        extents.sort(Comparator.comparingLong(Extent::start));
        for (int i = 1; i < extents.size(); i++) {
            if (extents.get(i).start < extents.get(i - 1).end) {
                throw BadArchive.malformed("overlapping entries");
            }
        }
    }
}
