package dev.mayfly.services.logs.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnPatternTest {
    private static final String MESSAGE =
            "127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ip, user, username, timestamp, request, status_code, bytes]",
                "[ip, user, username, timestamp, request, status_code, bytes > 1000]",
                "[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]",
                "[ip, user, username, timestamp, request, status_code = 404 || status_code = 410, bytes]",
                "[ip, user, username, timestamp, request, status_code = 4* && status_code != 403, bytes]",
                "[..., status_code, bytes]",
                "[ip, user, ..., status_code = 404, bytes]",
                "[ip=127.0.0.1, ...]",
                "[...]",
                "[..., request=*.html*, status_code=4*,]",
                "[..., request = \"GET /index.html HTTP/1.0\", status, bytes]",
                "[ip = %127\\.0\\.0\\.[1-9]%, ...]",
                "[ip, user, username=!bob&&username=!alice, ...]",
                "[,,,,,,]",
            })
    void columns_that_hold_match(String pattern) {
        assertThat(FilterPattern.parse(pattern).matches(MESSAGE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ip, user]",
                "[a, b, c, d, e, f, g, h]",
                "[ip, user, username, timestamp, request, status_code, bytes > 2000]",
                "[..., status_code = 5*, bytes]",
                "[a, b, c, d, ..., e, f, g, h]",
                "[ip, user = frank, ...]",
            })
    void columns_that_do_not_hold_do_not_match(String pattern) {
        assertThat(FilterPattern.parse(pattern).matches(MESSAGE)).isFalse();
    }

    @Test
    void the_first_word_may_be_one_of_several_or_none_of_them() {
        assertThat(FilterPattern.parse("[w1=ERROR, w2]").matches("ERROR message"))
                .isTrue();
        assertThat(FilterPattern.parse("[w1=ERROR || w1=WARN, w2]").matches("WARN message"))
                .isTrue();
        assertThat(FilterPattern.parse("[w1!=ERROR && w1!=WARN, w2]").matches("WARN message"))
                .isFalse();
    }

    @Test
    void what_is_never_closed_is_a_word() {
        assertThat(FilterPattern.parse("[a = \"[open\", b = \"\\\"quote\"]").matches("[open \"quote"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[..., a, ...]",
                "[a = ]",
                "[a b]",
                "[a > x]",
                "[a = 1 && b = 2]",
                "[a = 1 &&]",
                "[(a = 1]",
                "[a,(]",
            })
    void malformed_columns_are_refused(String pattern) {
        assertThatThrownBy(() -> FilterPattern.parse(pattern))
                .isInstanceOf(InvalidPattern.class)
                .hasMessage("Invalid filter pattern");
    }

    @Test
    void an_opening_bracket_needs_a_closing_one() {
        assertThatThrownBy(() -> FilterPattern.parse("[a"))
                .hasMessage("If a filter pattern starts with '[' it must end with ']'");
    }
}
