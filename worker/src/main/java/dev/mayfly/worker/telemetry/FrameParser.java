package dev.mayfly.worker.telemetry;

import java.nio.ByteBuffer;
import java.time.Clock;

/**
 * Framed log records, as AWS's runtime clients write them to {@code _LAMBDA_TELEMETRY_LOG_FD}: type (4 bytes: 0xa55a00 and
 * a byte for level and format), length (4), and for every type but 0xa55a0001 the time in microseconds (8), then the text.
 * A record is an event, whatever newlines it has. The guest is not trusted: a length may lie, and bytes that are no frame
 * are taken as text.
 */
final class FrameParser implements LogPipe.Parser {

    /** Takes an event. */
    interface Events {
        void accept(long timestampMillis, String message);
    }

    private static final byte[] MAGIC = {(byte) 0xa5, 0x5a, 0x00};
    private static final int WITHOUT_TIME = 0xa55a0001;
    private static final int SHORT_HEAD = 8;
    private static final int LONG_HEAD = 16;
    private static final long MICROSECONDS = 1_000;

    private final Clock clock;
    private final EventText frame;
    private final EventText outside;

    private final ByteBuffer head = ByteBuffer.allocate(LONG_HEAD);
    private long timestampMillis;
    private long missing;

    FrameParser(Events events, Clock clock) {
        this.clock = clock;
        this.frame = new EventText(text -> events.accept(timestampMillis, text));
        this.outside = new EventText(text -> events.accept(clock.millis(), text));
    }

    @Override
    public void take(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            if (missing > 0) {
                at = takeText(bytes, at);
            } else if (head.position() == 0 && bytes[at] != MAGIC[0]) {
                at = takeOutside(bytes, at);
            } else {
                at = takeHead(bytes, at);
            }
        }
    }

    private int takeText(byte[] bytes, int at) {
        int end = at + (int) Math.min(missing, bytes.length - at);
        frame.append(bytes, at, end);
        missing -= end - at;
        if (missing == 0) {
            frame.emit();
        }
        return end;
    }

    /** Up to where a frame may begin. */
    private int takeOutside(byte[] bytes, int at) {
        int end = at;
        while (end < bytes.length && bytes[end] != MAGIC[0]) {
            end++;
        }
        outside.append(bytes, at, end);
        return end;
    }

    private int takeHead(byte[] bytes, int at) {
        if (head.position() < MAGIC.length && bytes[at] != MAGIC[head.position()]) {
            headIsText();
            return at;
        }
        head.put(bytes[at]);
        if (head.position() >= SHORT_HEAD && head.position() == headSize()) {
            outside.emit();
            missing = Integer.toUnsignedLong(head.getInt(4));
            timestampMillis = headSize() == SHORT_HEAD ? clock.millis() : head.getLong(8) / MICROSECONDS;
            head.clear();
        }
        return at + 1;
    }

    private int headSize() {
        return head.getInt(0) == WITHOUT_TIME ? SHORT_HEAD : LONG_HEAD;
    }

    private void headIsText() {
        outside.append(head.array(), 0, head.position());
        head.clear();
    }

    /** A frame that is still on its way will be whole with what comes next; text outside of frames will not. */
    @Override
    public void flush() {
        outside.emit();
    }

    @Override
    public void end() {
        headIsText();
        outside.emit();
        frame.emit();
        missing = 0;
    }
}
