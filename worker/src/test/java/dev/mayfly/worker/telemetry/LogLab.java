package dev.mayfly.worker.telemetry;

import dev.mayfly.base.TaskGroup;
import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log with real pipes, and a store that can be out of order. */
final class LogLab implements AutoCloseable {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07.089Z"), ZoneOffset.UTC);

    final LogPump pump;
    final TaskGroup tasks = new TaskGroup("test");
    final Path output;
    final Path frames;
    final EnvironmentLog log;
    final List<LogSink.Event> stored = new CopyOnWriteArrayList<>();
    private volatile LogSink sink = stored::addAll;

    LogLab(Path home) throws IOException {
        this(home, new LogPump(), "one");
    }

    LogLab(Path home, LogPump pump, String name) throws IOException {
        this.pump = pump;
        this.output = home.resolve(name + "-output");
        this.frames = home.resolve(name + "-frames");
        Linux.mkfifo(output.toString(), 0600);
        Linux.mkfifo(frames.toString(), 0600);
        this.log = new EnvironmentLog(pump, output, frames, events -> sink.append(events), CLOCK, tasks);
    }

    void storeIs(LogSink other) {
        sink = other;
    }

    void storeWorks() {
        sink = stored::addAll;
    }

    List<String> messages() {
        return stored.stream().map(LogSink.Event::message).toList();
    }

    void print(String text) {
        try (OutputStream out = Files.newOutputStream(output, StandardOpenOption.WRITE)) {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        log.close();
        tasks.close();
        pump.close();
    }
}
