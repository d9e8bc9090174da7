package dev.mayfly.services.logs.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "^[hc]at ! hat trick ! true",
                "^[hc]at ! a cat ! false",
                "[hc]at$ ! a cat ! true",
                "[hc]at$ ! cats ! false",
                "colou?r ! color ! true",
                "[abcx-z] ! y ! true",
                "[^0-9] ! 123 ! false",
                "a{3,5} ! caaat ! true",
                "a{3,5} ! caat ! false",
                "gray|grey ! so grey ! true",
                "10\\.10\\.0\\.1 ! 10.10.0.1 ! true",
                "10\\.10\\.0\\.1 ! 10x10.0.1 ! false",
                "\\x28x\\x29 ! f(x) ! true",
                "\\d+\\s\\w+ ! 12 ab ! true",
                "^$ ! x ! false",
                "b.*d ! abcde ! true",
                "[.*] ! a*b ! true",
                "[a\\d-] ! - ! true",
            })
    void expressions_match_as_documented(String expression, String text, boolean matches) {
        assertThat(Regex.parse(expression).holds(text)).isEqualTo(matches);
    }

    @Test
    void the_end_is_before_a_last_line_feed() {
        assertThat(Regex.parse("done$").holds("all done\n")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(a)",
                "a b",
                "something!",
                "*a",
                "a**",
                "a{2,1}",
                "a{",
                "a{x}",
                "a{600}",
                "[a",
                "[]",
                "[z-a]",
                "a\\",
                "\\q",
                "\\xg0",
                "\\xff",
                "a^b",
                "a$b",
                "ü",
                "a{100}b{200}c{300}",
            })
    void what_aws_does_not_take_is_refused(String expression) {
        assertThatThrownBy(() -> Regex.parse(expression)).isInstanceOf(InvalidPattern.class);
    }

    /** The oracle: Java's own, on short texts. */
    @Property(tries = 2_000)
    void expressions_agree_with_those_of_java(
            @ForAll("expressions") String expression,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 8) String text) {
        assertThat(Regex.parse(expression).holds(text))
                .isEqualTo(Pattern.compile(expression).matcher(text).find());
    }

    @Provide
    Arbitrary<String> expressions() {
        Arbitrary<String> atom = Arbitraries.of("a", "b", "c", ".", "[ab]", "[^a]", "\\w", "\\d");
        Arbitrary<String> repeat = Arbitraries.of("", "", "?", "*", "+", "{2}", "{1,}", "{0,2}");
        Arbitrary<String> row = Combinators.combine(atom, repeat)
                .as(String::concat)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
        Arbitrary<String> branch = Combinators.combine(Arbitraries.of("", "^"), row, Arbitraries.of("", "$"))
                .as((start, middle, end) -> start + middle + end);
        return branch.list().ofMinSize(1).ofMaxSize(3).map(branches -> String.join("|", branches));
    }

    /** Counted repeats that fill more than one machine word. */
    @Property(tries = 500)
    void long_expressions_agree_with_those_of_java(
            @ForAll @IntRange(max = 80) int least,
            @ForAll @IntRange(max = 80) int more,
            @ForAll("longRepeats") String rest,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 20) String start,
            @ForAll @IntRange(max = 150) int middle) {
        String expression = "ba{" + least + ',' + (least + more) + '}' + rest;
        String text = start + 'b' + "a".repeat(middle) + "ba";

        assertThat(Regex.parse(expression).holds(text))
                .isEqualTo(Pattern.compile(expression).matcher(text).find());
    }

    @Provide
    Arbitrary<String> longRepeats() {
        return Arbitraries.of("", "b", "a{0,60}b", "[ab]{65}$", "a*b?a{2}b", "b{0,70}a$", ".{64}a*b");
    }

    @Test
    void no_expression_takes_longer_than_its_text_is_long() {
        String text = "a".repeat(1 << 20);
        for (String expression : List.of("a*a*a*a*a*a*a*a*a*b", "a{0,250}a{250}b", ".*.*.*.*=.*")) {
            boolean found = Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> Regex.parse(expression).holds(text));
            assertThat(found).isFalse();
        }
    }
}
