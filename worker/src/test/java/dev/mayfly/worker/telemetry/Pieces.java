package dev.mayfly.worker.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes cut where a pipe may have cut them. */
final class Pieces {
    private Pieces() {}

    /** @param cuts any numbers: they are taken modulo the length */
    static List<byte[]> of(byte[] bytes, int[] cuts) {
        int[] at = Arrays.stream(cuts)
                .map(cut -> Math.floorMod(cut, bytes.length + 1))
                .sorted()
                .toArray();
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int to : at) {
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return pieces;
    }
}
