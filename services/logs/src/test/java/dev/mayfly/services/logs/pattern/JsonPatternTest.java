package dev.mayfly.services.logs.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPatternTest {
    /** The documents of AWS's documentation, made one. */
    private static final String MESSAGE = """
            {
              "eventType": "UpdateTrail",
              "sourceIPAddress": "111.111.111.111",
              "arrayKey": ["value", "another value"],
              "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
              "SomeObject": null,
              "ThisFlag": true,
              "ThatFlag": false,
              "latency": 550.5,
              "small": 1e-3,
              "account": "123456789012",
              "odd key": "x",
              "user": {"id": 1, "email": "John.Stiles@example.com"},
              "users": [{"id": 2, "email": "John.Doe@example.com"}, {"id": 3, "email": "Jane.Doe@example.com"}],
              "actions": ["GET", "PUT", "DELETE"],
              "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]]
            }
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ $.eventType = \"UpdateTrail\" }",
                "{$.eventType=UpdateTrail}",
                "{ $.eventType = * }",
                "{ $.eventType = \"Update*\" }",
                "{ $.eventType = *Trail }",
                "{ $.eventType = *date* }",
                "{ $.eventType != \"Up*ail\" }",
                "{ $.sourceIPAddress != 123.123.* }",
                "{ $.arrayKey[0] = \"value\" }",
                "{ $.objectList[1].id = 2 }",
                "{ $.SomeObject IS NULL }",
                "{ $.SomeOtherObject NOT EXISTS }",
                "{ $.SomeObject EXISTS }",
                "{ $.ThisFlag IS TRUE }",
                "{ $.ThatFlag IS FALSE }",
                "{ $.ThisFlag = true }",
                "{ ($.user.id = 1) && ($.users[0].email = \"John.Doe@example.com\") }",
                "{ $.user.email = \"John.Stiles@example.com\" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }",
                "{ $.coordinates[1][2] = 6 }",
                "{ $.latency >= 500 }",
                "{ $.latency < 10e3 }",
                "{ $.latency > +100 }",
                "{ $.latency <= 5.505e2 }",
                "{ $.small < 10e-3 && $.small > -1 }",
                "{ $.latency != 500 }",
                "{ $.account = 123456789012 }",
                "{ $.user.id = \"1\" }",
                "{ $['odd key'] = x && $.['odd key'] = \"x\" }",
                "{ $.objectList[*].name = b }",
                "{ $.user.* = 1 }",
                "{ $.eventType = %^Update[A-Z]% }",
                "{ $.eventType != %\\d% }",
                "{ ($.a IS NULL || (($.ThisFlag IS TRUE))) && $.user.id < 2 }",
            })
    void a_condition_that_holds_matches(String pattern) {
        assertThat(FilterPattern.parse(pattern).matches(MESSAGE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ $.eventType = \"updatetrail\" }",
                "{ $.eventType = \"Up*ail\" }",
                "{ $.arrayKey[5] = * }",
                "{ $.users = 1 }",
                "{ $.users != 1 }",
                "{ $.absent != 1 }",
                "{ $.absent = * }",
                "{ $.SomeObject = * }",
                "{ $.SomeObject NOT EXISTS }",
                "{ $.absent IS NULL }",
                "{ $.absent EXISTS }",
                "{ $.ThatFlag IS TRUE }",
                "{ $.eventType > 5 }",
                "{ ($.user.id = 2 && $.users[0].email = \"nonmatch\") || $.actions[2] = \"GET\" }",
                "{ ($.user.email = \"John.Stiles@example.com\" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }",
                "{ $.objectList[*].name = c }",
            })
    void a_condition_that_does_not_hold_does_not_match(String pattern) {
        assertThat(FilterPattern.parse(pattern).matches(MESSAGE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "{", "{\"a\":1} tail", "[1", "{\"a\":1,}", "\"a\"", "7"})
    void what_is_no_document_does_not_match(String message) {
        assertThat(FilterPattern.parse("{ $.a NOT EXISTS }").matches(message)).isFalse();
    }

    @Test
    void a_document_nested_without_end_does_not_match() {
        assertThat(FilterPattern.parse("{ $.a NOT EXISTS }").matches("{\"a\":".repeat(200_000)))
                .isFalse();
        assertThat(FilterPattern.parse("{ $.a NOT EXISTS }").matches("[".repeat(200_000)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ }",
                "{ $ = 1 }",
                "{ a = 1 }",
                "{ $.a }",
                "{ $.a = }",
                "{ $.a > x }",
                "{ $.a > \"1\" }",
                "{ $.a IS }",
                "{ $.a IS NOTHING }",
                "{ $.a NOT }",
                "{ $.a = 1 && }",
                "{ $.a = 1 $.b = 2 }",
                "{ ($.a = 1 }",
                "{ $.a[x] = 1 }",
                "{ $.a[99999999999] = 1 }",
                "{ $.*.* = 1 }",
                "{ $.a = user@example.com! }",
                "{ $.a = \"open }",
                "{ $.a = %x% || $.a = %y% || $.a = %z% }",
            })
    void a_malformed_condition_is_refused(String pattern) {
        assertThatThrownBy(() -> FilterPattern.parse(pattern))
                .isInstanceOf(InvalidPattern.class)
                .hasMessage("Invalid filter pattern");
    }

    @Test
    void parentheses_nest_to_a_bound() {
        String fifty = "(".repeat(50) + "$.a = 1" + ")".repeat(50);

        assertThat(FilterPattern.parse("{" + fifty + "}").matches("{\"a\":1}")).isTrue();
        assertThatThrownBy(() -> FilterPattern.parse("{(" + fifty + ")}")).isInstanceOf(InvalidPattern.class);
    }

    @Test
    void an_opening_brace_needs_a_closing_one() {
        assertThatThrownBy(() -> FilterPattern.parse("{ $.a = 1"))
                .hasMessage("If a filter pattern starts with '{' it must end with '}'");
        assertThatThrownBy(() -> FilterPattern.parse("{")).isInstanceOf(InvalidPattern.class);
    }
}
