package dev.mayfly.worker.telemetry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The bytes of one event as they come in, UTF-8; what is longer than an event may be becomes several. */
final class EventText {
    /** What CloudWatch Logs takes as one event: 1 MiB less the 26 bytes that it adds (quotas of CloudWatch Logs). */
    static final int LONGEST = 1_048_576 - 26;

    private static final int LONGEST_CHARACTER = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Consumer<String> events;

    EventText(Consumer<String> events) {
        this.events = events;
    }

    void append(byte[] source, int start, int end) {
        int from = start;
        while (end - from > LONGEST - bytes.size()) {
            int fits = LONGEST - bytes.size();
            bytes.write(source, from, fits);
            from += fits;
            cut();
        }
        bytes.write(source, from, end - from);
    }

    /** Emits whole characters only; the bytes of one that is not complete begin the next event. */
    private void cut() {
        byte[] full = bytes.toByteArray();
        int whole = wholeCharacters(full);
        events.accept(new String(full, 0, whole, StandardCharsets.UTF_8));
        bytes.reset();
        bytes.write(full, whole, full.length - whole);
    }

    private static int wholeCharacters(byte[] text) {
        for (int back = 1; back < LONGEST_CHARACTER; back++) {
            int lead = Byte.toUnsignedInt(text[text.length - back]);
            if (lead >= 0b1100_0000) {
                int length = lead >= 0b1111_0000 ? 4 : lead >= 0b1110_0000 ? 3 : 2;
                return length > back ? text.length - back : text.length;
            }
        }
        return text.length;
    }

    /** The event is complete. Nothing happens when there is none. */
    void emit() {
        if (bytes.size() > 0) {
            events.accept(bytes.toString(StandardCharsets.UTF_8));
            bytes.reset();
        }
    }
}
