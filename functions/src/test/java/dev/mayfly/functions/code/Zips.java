package dev.mayfly.functions.code;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Zips for tests: honest ones, and ones made by hand in which every field can lie. */
public final class Zips {

    private Zips() {}

    /** @param namesAndContents in turn */
    public static byte[] of(String... namesAndContents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** An entry of which everything can be chosen. */
    static final class Entry {
        final String name;
        final byte[] content;
        int mode = 0100644;
        int flags;
        boolean deflate = true;
        long claimedSize;
        int crc;
        int offset = -1;

        Entry(String name, String content) {
            this(name, content.getBytes(StandardCharsets.UTF_8));
        }

        Entry(String name, byte[] content) {
            this.name = name;
            this.content = content;
            this.claimedSize = content.length;
            CRC32 sum = new CRC32();
            sum.update(content);
            this.crc = (int) sum.getValue();
        }

        static Entry link(String name, String target) {
            return new Entry(name, target).mode(0120777);
        }

        static Entry directory(String name) {
            return new Entry(name + '/', "").mode(0040755);
        }

        Entry mode(int unixMode) {
            mode = unixMode;
            return this;
        }

        Entry flags(int value) {
            flags = value;
            return this;
        }

        Entry claiming(long size) {
            claimedSize = size;
            return this;
        }

        Entry stored() {
            deflate = false;
            return this;
        }

        Entry crc(int value) {
            crc = value;
            return this;
        }

        /** The central directory points there instead of at the entry's own header. */
        Entry pointingAt(int localHeader) {
            offset = localHeader;
            return this;
        }

        private byte[] packed() {
            if (!deflate) {
                return content;
            }
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8_192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            deflater.end();
            return out.toByteArray();
        }
    }

    static byte[] handMade(Entry... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<byte[]> central = new ArrayList<>();
        for (Entry entry : entries) {
            byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
            byte[] packed = entry.packed();
            int offset = entry.offset >= 0 ? entry.offset : out.size();
            out.writeBytes(little(30)
                    .putInt(0x04034b50)
                    .putShort((short) 20)
                    .putShort((short) entry.flags)
                    .putShort((short) (entry.deflate ? 8 : 0))
                    .putInt(0)
                    .putInt(entry.crc)
                    .putInt(packed.length)
                    .putInt((int) entry.claimedSize)
                    .putShort((short) name.length)
                    .putShort((short) 0)
                    .array());
            out.writeBytes(name);
            out.writeBytes(packed);
            central.add(little(46 + name.length)
                    .putInt(0x02014b50)
                    .putShort((short) (3 << 8 | 20))
                    .putShort((short) 20)
                    .putShort((short) entry.flags)
                    .putShort((short) (entry.deflate ? 8 : 0))
                    .putInt(0)
                    .putInt(entry.crc)
                    .putInt(packed.length)
                    .putInt((int) entry.claimedSize)
                    .putShort((short) name.length)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(entry.mode << 16)
                    .putInt(offset)
                    .put(name)
                    .array());
        }
        int start = out.size();
        central.forEach(out::writeBytes);
        out.writeBytes(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) entries.length)
                .putShort((short) entries.length)
                .putInt(out.size() - start)
                .putInt(start)
                .putShort((short) 0)
                .array());
        return out.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
