package dev.mayfly.worker.telemetry;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * Framed log records, as AWS's runtime clients write them to {@code _LAMBDA_TELEMETRY_LOG_FD}: type (4 bytes, 0xa55a in
 * the upper half), length (4), and for every type but 1 the time in microseconds (8), then the text. A record is an event,
 * whatever newlines it has. The guest is not trusted: a length may lie, and bytes that are no frame are taken as text.
 */
final class FrameParser implements LogPipe.Parser {

    /** Takes an event. */
    interface Events {
        void accept(long timestampMillis, String message);
    }

    private static final int MAGIC = 0xa55a;
    private static final int WITHOUT_TIME = 0xa55a0001;
    private static final long MICROSECONDS = 1_000;

    private final Events events;
    private final Clock clock;
    private final BooleanSupplier full;

    private final ByteBuffer head = ByteBuffer.allocate(16);
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private int headSize = 8;
    private long timestampMillis;
    private long missing;

    FrameParser(Events events, Clock clock, BooleanSupplier full) {
        this.events = events;
        this.clock = clock;
        this.full = full;
    }

    @Override
    public void take(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            at = missing > 0 ? takeText(bytes, at) : takeHead(bytes, at);
        }
    }

    private int takeHead(byte[] bytes, int at) {
        head.put(bytes[at]);
        if (head.position() == 4) {
            int type = head.getInt(0);
            if (type >>> 16 != MAGIC) {
                takeAsText();
                return at + 1;
            }
            headSize = type == WITHOUT_TIME ? 8 : 16;
        }
        if (head.position() == headSize) {
            emit(clock.millis());
            missing = Integer.toUnsignedLong(head.getInt(4));
            timestampMillis = headSize == 8 ? clock.millis() : head.getLong(8) / MICROSECONDS;
            head.clear();
        }
        return at + 1;
    }

    /** Not a frame: these four bytes, and all that follows until a frame begins, are text. */
    private void takeAsText() {
        text.write(head.array(), 0, 4);
        head.clear();
        if (text.size() >= EnvironmentLog.LONGEST_EVENT - 4) {
            emit(clock.millis());
        }
    }

    private int takeText(byte[] bytes, int at) {
        int room = EnvironmentLog.LONGEST_EVENT - text.size();
        int count = (int) Math.min(Math.min(missing, bytes.length - at), room);
        text.write(bytes, at, count);
        missing -= count;
        if (missing == 0 || text.size() >= EnvironmentLog.LONGEST_EVENT) {
            emit(timestampMillis);
        }
        return at + count;
    }

    private void emit(long timestamp) {
        if (text.size() > 0) {
            events.accept(timestamp, text.toString(StandardCharsets.UTF_8));
            text.reset();
        }
    }

    @Override
    public void flush() {
        // A frame that is still on its way will be whole with the next read; text outside of frames will not.
        if (missing == 0) {
            emit(clock.millis());
        }
    }

    @Override
    public boolean full() {
        return full.getAsBoolean();
    }
}
