package dev.mayfly.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:lambda:eu-central-1:000000000000:function:f:1",
                "arn:aws:iam::000000000000:role/path/name",
                "arn:aws-cn:s3:::bucket"
            })
    void what_is_parsed_prints_as_it_was(String text) {
        assertThat(Arn.parse(text)).hasValueSatisfying(arn -> assertThat(arn).hasToString(text));
    }

    @Test
    void the_resource_keeps_its_colons() {
        assertThat(Arn.parse("arn:aws:logs:r:a:log-group:g:*"))
                .map(Arn::resource)
                .contains("log-group:g:*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "arn", "arn:aws:lambda:r:a", "urn:aws:lambda:r:a:x", "arn:aws::r:a:x", "arn:aws:lambda:r:a:"
            })
    void what_lacks_a_part_is_no_arn(String text) {
        assertThat(Arn.parse(text)).isEmpty();
    }
}
