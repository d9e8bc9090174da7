package dev.mayfly.wire.http;

/** The character classes of RFC 9110 and 9112, as table look-ups on single bytes. */
final class Grammar {
    private static final boolean[] TOKEN = new boolean[256];
    private static final boolean[] FIELD = new boolean[256];
    private static final boolean[] TARGET = new boolean[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            TOKEN[c] = alphanumeric || (c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
            FIELD[c] = c == '\t' || (c >= ' ' && c != 0x7F);
            TARGET[c] = c > ' ' && c < 0x7F && c != '#';
        }
    }

    private Grammar() {}

    /** May stand in a method or a header name. */
    static boolean token(int c) {
        return c < 256 && TOKEN[c];
    }

    /** May stand in a header value; 0x80 and above are opaque, controls are not allowed. */
    static boolean fieldValue(int c) {
        return c >= 256 || FIELD[c];
    }

    /** May stand in a request target: visible ASCII, no fragment. */
    static boolean target(int c) {
        return c < 256 && TARGET[c];
    }

    /** May stand in a host with its port. */
    static boolean host(int c) {
        return c < 256 && (c == ':' || c == '[' || c == ']' || (TOKEN[c] && "!#$&'*^`|".indexOf(c) < 0));
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
