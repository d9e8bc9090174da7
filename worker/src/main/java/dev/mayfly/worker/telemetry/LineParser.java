package dev.mayfly.worker.telemetry;

import java.util.function.Consumer;

/** Standard output: a line is an event, its newline included. */
final class LineParser implements LogPipe.Parser {
    private final EventText line;

    LineParser(Consumer<String> lines) {
        this.line = new EventText(lines);
    }

    @Override
    public void take(byte[] bytes) {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line.append(bytes, start, i + 1);
                line.emit();
                start = i + 1;
            }
        }
        line.append(bytes, start, bytes.length);
    }

    @Override
    public void flush() {
        line.emit();
    }

    @Override
    public void end() {
        line.emit();
    }
}
