package dev.mayfly.wire.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Elements and text, escaped; names come from the models. */
final class XmlWriter {
    private final StringBuilder xml = new StringBuilder(512);

    void open(String name) {
        xml.append('<').append(name).append('>');
    }

    void open(String name, String namespace) {
        xml.append('<').append(name);
        if (!namespace.isEmpty()) {
            xml.append(" xmlns=\"");
            text(namespace);
            xml.append('"');
        }
        xml.append('>');
    }

    void close(String name) {
        xml.append("</").append(name).append('>');
    }

    void element(String name, String value) {
        open(name);
        text(value);
        close(name);
    }

    private void text(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                // A reader would turn it into a line feed.
                case '\r' -> xml.append("&#xD;");
                // XML 1.0 has no way to write the other controls.
                default -> xml.append((c < ' ' && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF ? '\uFFFD' : c);
            }
        }
    }

    byte[] bytes() {
        return xml.toString().getBytes(UTF_8);
    }
}
