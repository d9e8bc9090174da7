package dev.mayfly.invoke.url;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.invoke.ResultTest;
import dev.mayfly.worker.Outcome;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lambda developer guide, "Response payload format". */
class UrlAnswerTest {
    private static UrlAnswer answer(String payload) {
        return UrlAnswer.of(ResultTest.of(new Outcome.Answered(payload.getBytes(UTF_8), "application/json")));
    }

    private static String text(UrlAnswer answer) {
        return new String(answer.body(), UTF_8);
    }

    @Test
    void an_object_with_a_status_says_it_all() {
        UrlAnswer answer = answer("""
                {"statusCode": 201,
                 "headers": {"Content-Type": "text/plain", "My-Custom-Header": "Custom Value", "X-Number": 7},
                 "body": "Hello", "cookies": ["Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT", "Cookie_2=Value2"],
                 "isBase64Encoded": false}
                """);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(text(answer)).isEqualTo("Hello");
        assertThat(answer.headers().first("content-type")).contains("text/plain");
        assertThat(answer.headers().first("my-custom-header")).contains("Custom Value");
        assertThat(answer.headers().first("x-number")).contains("7");
        assertThat(answer.headers().all("Set-Cookie"))
                .containsExactly("Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT", "Cookie_2=Value2");
    }

    @Test
    void an_object_without_a_status_is_the_body_of_a_200() {
        UrlAnswer answer = answer("{\"message\":\"hello\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("{\"message\":\"hello\"}");
        assertThat(answer.headers().first("Content-Type")).contains("application/json");
    }

    @Test
    void a_string_is_the_body_without_its_quotes() {
        assertThat(text(answer("\"Hello from Lambda!\""))).isEqualTo("Hello from Lambda!");
    }

    @Test
    void a_body_in_base64_is_bytes() {
        assertThat(answer("{\"statusCode\":200,\"body\":\"AP8=\",\"isBase64Encoded\":true}")
                        .body())
                .containsExactly(0, 0xff);
    }

    @Test
    void a_body_that_is_no_string_is_json() {
        assertThat(text(answer("{\"statusCode\":200,\"body\":{\"a\":1}}"))).isEqualTo("{\"a\":1}");
    }

    @Test
    void no_body_is_an_empty_body() {
        assertThat(answer("{\"statusCode\":204}").body()).isEmpty();
        assertThat(answer("{\"statusCode\":204,\"body\":null}").body()).isEmpty();
    }

    @Test
    void a_type_is_given_where_the_function_gave_none() {
        assertThat(answer("{\"statusCode\":200,\"headers\":{\"X\":\"y\"}}")
                        .headers()
                        .first("Content-Type"))
                .contains("application/json");
    }

    @Test
    void a_function_does_not_decide_how_the_connection_goes_on() {
        UrlAnswer answer = answer("{\"statusCode\":200,\"headers\":{\"Content-Length\":\"999\",\"connection\":\"x\","
                + "\"Transfer-Encoding\":\"chunked\",\"Date\":\"never\"}}");

        assertThat(answer.headers().lines()).hasSize(1);
    }

    @Test
    void a_functions_error_is_a_502_without_its_words() {
        UrlAnswer answer = UrlAnswer.of(ResultTest.of(new Outcome.TimedOut(Duration.ofSeconds(3))));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(text(answer)).isEqualTo("Internal Server Error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{\"statusCode\":0}",
                "{\"statusCode\":101}",
                "{\"statusCode\":600}",
                "{\"statusCode\":99999999999}",
                "{\"statusCode\":\"teapot\"}",
                "{\"statusCode\":null}",
                "{\"statusCode\":200,\"headers\":{\"X\":\"a\\r\\nSet-Cookie: b\"}}",
                "{\"statusCode\":200,\"headers\":{\"X\\r\\nY\":\"a\"}}",
                "{\"statusCode\":200,\"headers\":{\"\":\"a\"}}",
                "{\"statusCode\":200,\"headers\":{\"X\":\"\\u0000\"}}",
                "{\"statusCode\":200,\"headers\":{\"X\":\"\\u007f\"}}",
                "{\"statusCode\":200,\"cookies\":[\"a\\nb\"]}",
                "{\"statusCode\":200,\"body\":\"***\",\"isBase64Encoded\":true}"
            })
    void a_description_that_is_none_is_a_502(String payload) {
        assertThat(answer(payload).status()).isEqualTo(502);
    }

    @Test
    void an_answer_nested_without_end_is_a_502() {
        assertThat(answer("[".repeat(100_000)).status()).isEqualTo(502);
    }

    @Property
    void whatever_a_header_says_it_stays_in_its_line(@ForAll String name, @ForAll String value) {
        String payload = tools.jackson.databind.json.JsonMapper.shared()
                .writeValueAsString(java.util.Map.of("statusCode", 200, "headers", java.util.Map.of(name, value)));

        assertThat(answer(payload).headers().lines()).allSatisfy(line -> {
            assertThat(line.name()).matches("[!-~]+").doesNotContain(":");
            assertThat(line.value().chars()).allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
        });
    }
}
