package dev.mayfly.worker.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineParserTest {
    private final List<String> lines = new ArrayList<>();
    private final LineParser parser = new LineParser(lines::add);

    private void take(String text) {
        parser.take(text.getBytes(UTF_8));
    }

    @Test
    void a_line_is_an_event_with_its_newline() {
        take("one\ntwo\n");

        assertThat(lines).containsExactly("one\n", "two\n");
    }

    @Test
    void an_empty_line_is_an_event() {
        take("\n\n");

        assertThat(lines).containsExactly("\n", "\n");
    }

    @Test
    void an_unfinished_line_waits_until_it_is_flushed() {
        take("a\nhalf");
        assertThat(lines).containsExactly("a\n");

        parser.flush();
        parser.flush();

        assertThat(lines).containsExactly("a\n", "half");
    }

    @Test
    void a_line_of_the_longest_length_is_one_event() {
        String longest = "x".repeat(EventText.LONGEST - 1) + "\n";

        take(longest);

        assertThat(lines).containsExactly(longest);
    }

    @Test
    void a_longer_line_becomes_several_events_and_loses_nothing() {
        String longer = "x".repeat(2 * EventText.LONGEST) + "y\n";

        take(longer);

        assertThat(lines).hasSize(3).allMatch(line -> line.length() <= EventText.LONGEST);
        assertThat(String.join("", lines)).isEqualTo(longer);
    }

    @Test
    void a_letter_is_not_cut_in_two() {
        for (String letter : List.of("é", "€", "😀")) {
            for (int before = 0; before < 4; before++) {
                lines.clear();
                String text = "x".repeat(EventText.LONGEST - before) + letter + "\n";

                take(text);

                assertThat(String.join("", lines)).isEqualTo(text);
            }
        }
    }

    @Property
    void however_the_bytes_arrive_the_events_are_the_same(@ForAll byte[] bytes, @ForAll @Size(max = 8) int[] cuts) {
        List<String> whole = new ArrayList<>();
        LineParser atOnce = new LineParser(whole::add);
        atOnce.take(bytes);
        atOnce.flush();

        List<String> pieces = new ArrayList<>();
        LineParser piecemeal = new LineParser(pieces::add);
        Pieces.of(bytes, cuts).forEach(piecemeal::take);
        piecemeal.flush();

        assertThat(pieces).isEqualTo(whole);
    }
}
