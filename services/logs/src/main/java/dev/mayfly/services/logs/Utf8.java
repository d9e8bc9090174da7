package dev.mayfly.services.logs;

import java.util.ArrayList;
import java.util.List;

/** Text as the bytes it becomes; JSON lets clients send halves of surrogate pairs, which no bytes stand for. */
final class Utf8 {
    private Utf8() {}

    static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            bytes += lengthAt(text, i);
        }
        return bytes;
    }

    /** Whether every surrogate has its other half. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!startsPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The text itself, or a copy with U+FFFD for each surrogate that stands alone. */
    static String wellFormed(String text) {
        if (isWellFormed(text)) {
            return text;
        }
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .forEach(repaired::appendCodePoint);
        return repaired.toString();
    }

    /** The text in pieces of at most {@code most} bytes (at least 4), cut between characters; one piece if it fits. */
    static List<String> pieces(String text, int most) {
        if (text.length() <= most / 3) {
            return List.of(text);
        }
        List<String> pieces = new ArrayList<>();
        int start = 0;
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int chars = startsPair(text, i) ? 2 : 1;
            int width = chars == 2 ? 4 : lengthAt(text, i);
            if (bytes + width > most) {
                pieces.add(text.substring(start, i));
                start = i;
                bytes = 0;
            }
            bytes += width;
            i += chars;
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    /** Bytes of the character at {@code i}; each half of a pair counts two, a lone one three as its replacement does. */
    private static int lengthAt(String text, int i) {
        char c = text.charAt(i);
        if (c < 0x80) {
            return 1;
        }
        if (c < 0x800) {
            return 2;
        }
        boolean ofPair = Character.isSurrogate(c) && (startsPair(text, i) || (i > 0 && startsPair(text, i - 1)));
        return ofPair ? 2 : 3;
    }

    private static boolean startsPair(String text, int i) {
        return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }
}
