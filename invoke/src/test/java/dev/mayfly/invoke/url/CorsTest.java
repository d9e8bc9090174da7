package dev.mayfly.invoke.url;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.functions.UrlTarget;
import dev.mayfly.invoke.FakeExchange;
import dev.mayfly.wire.http.Headers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Lambda developer guide, "Cross-origin resource sharing (CORS)". */
class CorsTest {
    private static final String SITE = "https://www.example.com";

    private static Cors cors(boolean credentials, String allowed, String origin) {
        return new Cors(
                Optional.of(new UrlTarget.Cors(
                        credentials,
                        List.of("x-one", "x-two"),
                        List.of("GET", "PUT"),
                        List.of(allowed),
                        List.of("x-shown"),
                        OptionalInt.of(300))),
                Optional.of(origin));
    }

    private static FakeExchange preflight() {
        return new FakeExchange("OPTIONS", "/").header("Origin", SITE).header("Access-Control-Request-Method", "PUT");
    }

    @Test
    void a_preflight_is_answered_from_the_settings() {
        Headers headers = cors(false, SITE, SITE).preflight();

        assertThat(headers.first("Access-Control-Allow-Origin")).contains(SITE);
        assertThat(headers.first("Access-Control-Allow-Methods")).contains("GET,PUT");
        assertThat(headers.first("Access-Control-Allow-Headers")).contains("x-one,x-two");
        assertThat(headers.first("Access-Control-Expose-Headers")).contains("x-shown");
        assertThat(headers.first("Access-Control-Max-Age")).contains("300");
        assertThat(headers.contains("Access-Control-Allow-Credentials")).isFalse();
    }

    @Test
    void another_origin_gets_nothing() {
        assertThat(cors(true, SITE, "https://evil.example.com").preflight().lines())
                .isEmpty();
    }

    @Test
    void everybody_is_everybody() {
        assertThat(cors(false, "*", SITE).preflight().first("Access-Control-Allow-Origin"))
                .contains("*");
    }

    @Test
    void with_credentials_everybody_is_who_asks() {
        Headers headers = cors(true, "*", SITE).preflight();

        assertThat(headers.first("Access-Control-Allow-Origin")).contains(SITE);
        assertThat(headers.first("Access-Control-Allow-Credentials")).contains("true");
    }

    @Test
    void the_settings_win_over_the_functions_own_headers() {
        Headers headers = Headers.of("access-control-allow-origin", "https://other.example.com");

        cors(false, SITE, SITE).addTo(headers);

        assertThat(headers.all("Access-Control-Allow-Origin")).containsExactly(SITE);
    }

    @Test
    void without_settings_the_function_answers_everything_itself() {
        Cors none = new Cors(Optional.empty(), Optional.of(SITE));
        Headers headers = new Headers();
        none.addTo(headers);

        assertThat(none.isPreflight(preflight())).isFalse();
        assertThat(headers.lines()).isEmpty();
    }

    @Test
    void options_without_a_wanted_method_is_for_the_function() {
        Cors settings = cors(false, SITE, SITE);

        assertThat(settings.isPreflight(preflight())).isTrue();
        assertThat(settings.isPreflight(new FakeExchange("OPTIONS", "/").header("Origin", SITE)))
                .isFalse();
        assertThat(settings.isPreflight(new FakeExchange("GET", "/").header("Access-Control-Request-Method", "PUT")))
                .isFalse();
    }
}
