package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class WildcardTest {

    @Property(tries = 2_000)
    void it_agrees_with_the_regular_expression_it_stands_for(
            @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 8) String pattern,
            @ForAll @Chars({'a', 'b'}) @StringLength(max = 10) String text) {
        Pattern expression = Pattern.compile(pattern.replace("*", ".*").replace("?", "."));

        assertThat(Wildcard.matches(pattern, text))
                .isEqualTo(expression.matcher(text).matches());
    }

    @Test
    void a_pattern_of_many_stars_takes_no_exponential_time() {
        assertThat(Wildcard.matches("*a".repeat(1_000) + "b", "a".repeat(5_000)))
                .isFalse();
    }
}
