package dev.mayfly.worker.telemetry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Standard output: a line is an event, up to the longest that CloudWatch Logs takes; a longer one becomes several. */
final class LineParser implements LogPipe.Parser {
    private final Consumer<String> lines;
    private final BooleanSupplier full;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineParser(Consumer<String> lines, BooleanSupplier full) {
        this.lines = lines;
        this.full = full;
    }

    @Override
    public void take(byte[] bytes) {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                append(bytes, start, i + 1);
                emit();
                start = i + 1;
            }
        }
        append(bytes, start, bytes.length);
    }

    private void append(byte[] bytes, int start, int end) {
        int from = start;
        while (end - from > EnvironmentLog.LONGEST_EVENT - line.size()) {
            int fits = EnvironmentLog.LONGEST_EVENT - line.size();
            line.write(bytes, from, fits);
            emit();
            from += fits;
        }
        line.write(bytes, from, end - from);
    }

    private void emit() {
        if (line.size() > 0) {
            lines.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }

    @Override
    public void flush() {
        emit();
    }

    @Override
    public boolean full() {
        return full.getAsBoolean();
    }
}
