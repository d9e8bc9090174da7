package dev.mayfly.functions.code;

/**
 * One entry of a zip, its claims not yet believed.
 *
 * @param path normalised: relative, without empty, {@code .} or {@code ..} parts, no trailing slash
 * @param mode unix permission bits without the type; 0 when the zip has none
 * @param dataOffset where its bytes begin in the archive
 * @param storedSize in the archive
 * @param size unpacked, as claimed
 */
record Member(String path, Kind kind, int mode, boolean deflated, int dataOffset, int storedSize, long size, long crc) {

    enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }
}
