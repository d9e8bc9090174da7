package dev.mayfly.services.logs.pattern;

import static org.assertj.core.api.Assertions.assertThatCode;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FilterPatternPropertyTest {

    @Property(tries = 3_000)
    void any_text_is_a_pattern_or_is_refused(@ForAll String pattern, @ForAll String message) {
        parseAndMatch(pattern, message);
    }

    @Property(tries = 5_000)
    void text_of_the_pieces_of_patterns_is_a_pattern_or_is_refused(
            @ForAll("pieces") String pattern, @ForAll("documents") String message) {
        parseAndMatch(pattern, message);
        parseAndMatch("{" + pattern + "}", message);
        parseAndMatch("[" + pattern + "]", message);
        parseAndMatch("%" + pattern + "%", message);
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "$", ".", "a", "[0]", "[*]", "*", "=", "!=", ">", "1e3", "\"x\"", "\"", "%", "%a+%", "&&", "||",
                        "(", ")", " ", "IS", " NULL", "NOT", " EXISTS", ",", "...", "-", "?", "\\", "{2}", "$.a", "^")
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> documents() {
        return Arbitraries.of(
                "{\"a\":1}",
                "{\"a\":[1,{\"a\":null}]}",
                "[true,\"x\"]",
                "a b c",
                "\"open [a b] c",
                "{\"a\":1e400}",
                "");
    }

    @Test
    void the_deepest_and_widest_patterns_are_decided() {
        for (String piece : new String[] {"(", "[", "{", "!", "-", "\"", "%", "\\", "$", "&&", "a||", "$[0]", "..."}) {
            for (String end : new String[] {"", "}", "]", "%", "\""}) {
                String open = piece.repeat(1000 / piece.length());
                parseAndMatch(open + end, open);
                parseAndMatch("{" + open + end + "}", "{\"a\":1}");
                parseAndMatch("[" + open + end + "]", open);
            }
        }
    }

    private static void parseAndMatch(String pattern, String message) {
        assertThatCode(() -> {
                    try {
                        FilterPattern.parse(pattern).matches(message);
                    } catch (InvalidPattern e) {
                        // The one answer that is allowed.
                    }
                })
                .doesNotThrowAnyException();
    }
}
