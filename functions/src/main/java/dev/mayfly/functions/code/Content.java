package dev.mayfly.functions.code;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks members, counting what really comes out. One counter for a whole package, or for layers that are merged:
 * confined to the thread that unpacks.
 */
final class Content {
    private static final int LONGEST_LINK = 4_096;

    private final long limit;
    private final byte[] buffer = new byte[1 << 16];
    private long total;

    /** @param limit of all bytes unpacked through this, exclusive */
    Content(long limit) {
        this.limit = limit;
    }

    /** Bytes unpacked so far. */
    long total() {
        return total;
    }

    /** Writes the member's bytes; fails when they are more than claimed or allowed, or not those that were packed. */
    void unpack(ZipArchive archive, Member member, OutputStream to) throws BadArchive, IOException {
        CRC32 crc = new CRC32();
        long size = member.deflated()
                ? inflate(archive.stored(member), member, crc, to)
                : copy(archive.stored(member), crc, to);
        if (size != member.size() || crc.getValue() != member.crc()) {
            throw BadArchive.malformed("damaged entry " + member.path());
        }
    }

    /** Where a link points. */
    String link(ZipArchive archive, Member member) throws BadArchive, IOException {
        if (member.size() > LONGEST_LINK) {
            throw BadArchive.malformed("a link too long");
        }
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        unpack(archive, member, target);
        return target.toString(StandardCharsets.UTF_8);
    }

    private long inflate(ByteBuffer stored, Member member, CRC32 crc, OutputStream to) throws BadArchive, IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(stored);
            long size = 0;
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw BadArchive.malformed("deflated data cut short");
                }
                size += count;
                if (size > member.size()) {
                    throw BadArchive.malformed("more data than claimed");
                }
                emit(count, crc, to);
            }
            if (stored.hasRemaining()) {
                throw BadArchive.malformed("data behind the end of an entry");
            }
            return size;
        } catch (DataFormatException e) {
            throw BadArchive.malformed("not deflated: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    private long copy(ByteBuffer stored, CRC32 crc, OutputStream to) throws BadArchive, IOException {
        long size = stored.remaining();
        while (stored.hasRemaining()) {
            int count = Math.min(buffer.length, stored.remaining());
            stored.get(buffer, 0, count);
            emit(count, crc, to);
        }
        return size;
    }

    private void emit(int count, CRC32 crc, OutputStream to) throws BadArchive, IOException {
        total += count;
        if (total >= limit) {
            throw BadArchive.tooLarge(limit);
        }
        crc.update(buffer, 0, count);
        to.write(buffer, 0, count);
    }
}
