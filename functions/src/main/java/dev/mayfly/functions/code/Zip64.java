package dev.mayfly.functions.code;

import java.nio.ByteBuffer;

/**
 * Sizes and offset of an entry, taken from the zip64 extra field where the 32-bit fields say so.
 *
 * @param size unpacked
 * @param stored in the archive
 * @param offset of the local header
 */
record Zip64(long size, long stored, long offset) {
    private static final long ELSEWHERE = 0xffffffffL;

    /** @param extra fields of the central directory's entry, little endian */
    static Zip64 read(ByteBuffer extra, long size, long stored, long offset) throws BadArchive {
        if (size != ELSEWHERE && stored != ELSEWHERE && offset != ELSEWHERE) {
            return new Zip64(size, stored, offset);
        }
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            if (length > extra.remaining()) {
                break;
            }
            if (id == 1) {
                ByteBuffer field = extra.slice(extra.position(), length).order(extra.order());
                return new Zip64(next(field, size), next(field, stored), next(field, offset));
            }
            extra.position(extra.position() + length);
        }
        throw BadArchive.malformed("sizes nowhere to be found");
    }

    private static long next(ByteBuffer field, long narrow) throws BadArchive {
        if (narrow != ELSEWHERE) {
            return narrow;
        }
        if (field.remaining() < 8) {
            throw BadArchive.malformed("zip64 field cut short");
        }
        return field.getLong();
    }
}
