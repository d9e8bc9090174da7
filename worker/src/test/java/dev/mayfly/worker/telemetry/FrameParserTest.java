package dev.mayfly.worker.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameParserTest {
    private static final long NOW = 1_770_000_000_000L;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final int WITHOUT_TIME = 0xa55a0001;
    private static final int JSON = 0xa55a0002;
    private static final int TEXT = 0xa55a0003;

    private record Event(long timestampMillis, String message) {}

    private final List<Event> events = new ArrayList<>();
    private final FrameParser parser = parserInto(events);

    private static FrameParser parserInto(List<Event> events) {
        return new FrameParser((time, message) -> events.add(new Event(time, message)), CLOCK);
    }

    private static byte[] frame(int type, long millis, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(16 + bytes.length).putInt(type).putInt(bytes.length);
        return frame.putLong(millis * 1_000).put(bytes).array();
    }

    private static byte[] frameWithoutTime(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocate(8 + bytes.length)
                .putInt(WITHOUT_TIME)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] head(int type, int length) {
        return ByteBuffer.allocate(16).putInt(type).putInt(length).putLong(0).array();
    }

    private void take(String text) {
        parser.take(text.getBytes(UTF_8));
    }

    @Test
    void a_frame_is_one_event_at_its_own_time_whatever_newlines_it_has() {
        parser.take(frame(TEXT, 1_234_567, "one\ntwo\n"));

        assertThat(events).containsExactly(new Event(1_234_567, "one\ntwo\n"));
    }

    @Test
    void a_frame_of_the_first_type_has_no_time() {
        parser.take(frameWithoutTime("hello"));

        assertThat(events).containsExactly(new Event(NOW, "hello"));
    }

    @Test
    void the_level_in_a_type_makes_no_difference() {
        int levels = 7;
        for (int level = 0; level < levels; level++) {
            parser.take(frame(JSON | level << 2, level, "json"));
            parser.take(frame(TEXT | level << 2, level, "text"));
        }

        assertThat(events).hasSize(2 * levels).allMatch(event -> event.timestampMillis() < levels);
    }

    @Test
    void an_empty_frame_is_no_event() {
        parser.take(frame(TEXT, 1, ""));
        parser.take(frame(TEXT, 2, "x"));

        assertThat(events).containsExactly(new Event(2, "x"));
    }

    @Test
    void text_between_frames_is_an_event_of_now() {
        parser.take(frame(TEXT, 1, "a"));
        take("b\n");
        parser.take(frame(TEXT, 2, "c"));

        assertThat(events).containsExactly(new Event(1, "a"), new Event(NOW, "b\n"), new Event(2, "c"));
    }

    @Test
    void text_that_begins_like_a_frame_is_text() {
        byte[] yenAndZ = "¥Z, 5 ¥".getBytes(UTF_8);
        parser.take(yenAndZ);
        parser.end();

        assertThat(events).extracting(Event::message).containsExactly("¥Z, 5 ¥");
    }

    @Test
    void a_frame_that_is_not_whole_is_waited_for() {
        byte[] frame = frame(TEXT, 1, "later");
        parser.take(java.util.Arrays.copyOf(frame, 18));
        parser.flush();
        assertThat(events).isEmpty();

        parser.take(java.util.Arrays.copyOfRange(frame, 18, frame.length));

        assertThat(events).containsExactly(new Event(1, "later"));
    }

    @Test
    void a_frame_that_its_writer_never_finished_does_not_swallow_the_next_writers() {
        parser.take(java.util.Arrays.copyOf(frame(TEXT, 1, "interrupted"), 21));
        parser.end();

        parser.take(frame(TEXT, 2, "after"));

        assertThat(events).containsExactly(new Event(1, "inter"), new Event(2, "after"));
    }

    @Test
    void a_head_that_its_writer_never_finished_does_not_swallow_the_next_writers() {
        parser.take(java.util.Arrays.copyOf(frame(TEXT, 1, "interrupted"), 9));
        parser.end();

        parser.take(frame(TEXT, 2, "after"));

        assertThat(events).last().isEqualTo(new Event(2, "after"));
    }

    @Test
    void a_length_that_lies_costs_no_memory_and_no_text() {
        parser.take(head(TEXT, 0xffffffff));
        String text = "x".repeat(EventText.LONGEST);
        take(text);
        take(text);
        take("the end");
        parser.end();

        assertThat(events).extracting(Event::message).containsExactly(text, text, "the end");
    }

    @Property
    void any_bytes_at_all_are_taken(@ForAll byte[] bytes, @ForAll @Size(max = 8) int[] cuts) {
        assertThat(parsed(Pieces.of(bytes, cuts))).isEqualTo(parsed(List.of(bytes)));
    }

    @Property
    void however_frames_and_text_arrive_the_events_are_the_same(
            @ForAll("writings") List<byte[]> writings, @ForAll @Size(max = 8) int[] cuts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        writings.forEach(all::writeBytes);

        assertThat(parsed(Pieces.of(all.toByteArray(), cuts))).isEqualTo(parsed(List.of(all.toByteArray())));
    }

    @Property
    void every_frame_is_its_own_event(@ForAll List<String> texts) {
        List<byte[]> frames =
                texts.stream().map(text -> frame(TEXT, text.length(), text)).toList();

        assertThat(parsed(frames))
                .isEqualTo(texts.stream()
                        .filter(text -> !text.isEmpty())
                        .map(text -> new Event(text.length(), new String(text.getBytes(UTF_8), UTF_8)))
                        .toList());
    }

    private static List<Event> parsed(List<byte[]> pieces) {
        List<Event> events = new ArrayList<>();
        FrameParser parser = parserInto(events);
        pieces.forEach(parser::take);
        parser.end();
        return events;
    }

    @Provide
    Arbitrary<List<byte[]>> writings() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(12);
        Arbitrary<byte[]> frames = Combinators.combine(
                        Arbitraries.integers().between(0, 31), Arbitraries.longs(), texts)
                .as((level, time, text) -> frame(0xa55a0000 | level, time, text));
        Arbitrary<byte[]> liars = Combinators.combine(
                        Arbitraries.integers(), Arbitraries.of(WITHOUT_TIME, JSON, TEXT, 0xa55a0100, 0xa55affff))
                .as((length, type) -> head(type, length));
        Arbitrary<byte[]> text = texts.map(characters -> characters.getBytes(UTF_8));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(6, frames),
                        net.jqwik.api.Tuple.of(3, text),
                        net.jqwik.api.Tuple.of(1, liars))
                .list()
                .ofMaxSize(8);
    }
}
