package dev.mayfly.services.logs.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TermPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                // The examples of AWS's documentation.
                "ERROR ! [ERROR] A fatal exception has occurred ! true",
                "ERROR ! Exiting with ERRORCODE: -1 ! true",
                "ERROR ! Exiting with errorcode: -1 ! false",
                "ERROR - \"Exiting\" ! Exiting with ERRORCODE: -1 ! false",
                "ERROR Exception ! [ERROR] Caught IllegalArgumentException ! true",
                "ERROR Exception ! [ERROR] done ! false",
                "\"Failed to process\" ! [WARN] Failed to process the request ! true",
                "\"Failed to process\" ! [WARN] to process Failed ! false",
                "?ERROR ?WARN ! WARN message ! true",
                "?ERROR ?WARN ! INFO message ! false",
                "ERROR -WARN ! ERROR message ! true",
                "ERROR -WARN ! ERROR WARN message ! false",
                "-WARN ! anything ! true",
                "?ERROR ?ARGUMENTS REQUEST ! [INFO 200] SUCCESSFUL REQUEST ! true",
                "?ERROR ?ARGUMENTS REQUEST ! [ERROR 419] MISSING ARGUMENTS ! false",
                "\"   \" ! anything ! true",
                "\"say \\\"no\\\"\" ! they say \"no\" ! true",
                "%AUTHORIZED% ! [ERROR 401] UNAUTHORIZED REQUEST ! true",
                "%4\\d\\d% ERROR ! [ERROR 40x] BAD ! false",
                "-%[Ee]rror% ! An Error ! false",
            })
    void terms_match_as_documented(String pattern, String message, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(message)).isEqualTo(matches);
    }

    @Test
    void no_pattern_matches_everything() {
        assertThat(FilterPattern.parse("").matches("anything")).isTrue();
        assertThat(FilterPattern.parse(" \t ").matches("")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "a.b", "ERROR:", "\"open", "-", "?", "a -", "%open", "%%", "über", "*", "(a)"})
    void terms_of_other_characters_need_quotes(String pattern) {
        assertThatThrownBy(() -> FilterPattern.parse(pattern))
                .isInstanceOf(InvalidPattern.class)
                .hasMessage("Invalid filter pattern");
    }

    /** The oracle: a term matches when the message contains it. */
    @Property
    void terms_agree_with_a_plain_search(
            @ForAll @Size(max = 3) List<@CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 3) String> all,
            @ForAll @Size(max = 3) List<@CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 5) String> none,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 12) String message) {
        StringBuilder pattern = new StringBuilder();
        all.forEach(term -> pattern.append(' ').append(term));
        none.forEach(term -> pattern.append(" -\"").append(term).append('"'));

        boolean expected =
                all.stream().allMatch(message::contains) && none.stream().noneMatch(message::contains);
        assertThat(FilterPattern.parse(pattern.toString()).matches(message)).isEqualTo(expected);
    }

    @Property
    void either_of_several_terms_agrees_with_a_plain_search(
            @ForAll @Size(min = 1, max = 3)
                    List<@CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 4) String> any,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String message) {
        StringBuilder pattern = new StringBuilder();
        any.forEach(term -> pattern.append(" ?").append(term));

        assertThat(FilterPattern.parse(pattern.toString()).matches(message))
                .isEqualTo(any.stream().anyMatch(message::contains));
    }
}
