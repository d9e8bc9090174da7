package dev.mayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTest {

    private static Config config(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Config.from(new Settings(values));
    }

    @Test
    void without_settings_the_server_is_open_on_loopback() {
        Config config = config();

        assertThat(config.front().verify()).isFalse();
        assertThat(config.front().address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(config.front().address().getPort()).isEqualTo(4566);
        assertThat(config.work().isolated()).isTrue();
    }

    @Test
    void open_on_another_address_is_refused_with_the_ways_out() {
        assertThatThrownBy(() -> config("host", "0.0.0.0"))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("--auth signed")
                .hasMessageContaining("--insecure");
    }

    @Test
    void open_on_another_address_is_possible_for_who_insists() {
        assertThat(config("host", "0.0.0.0", "insecure", "true").front().verify())
                .isFalse();
    }

    @Test
    void signed_may_listen_anywhere() {
        assertThat(config("host", "0.0.0.0", "auth", "signed").front().verify()).isTrue();
    }

    @Test
    void durations_have_units() {
        assertThat(config("idle-timeout", "90s").work().worker().idleTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config("drain", "500ms").front().drain()).isEqualTo(Duration.ofMillis(500));
        assertThatThrownBy(() -> config("drain", "soon")).hasMessageContaining("--drain takes a duration");
        assertThatThrownBy(() -> config("drain", "")).hasMessageContaining("--drain takes a duration");
    }

    @Test
    void what_cannot_be_is_refused_by_the_name_of_its_flag() {
        assertThatThrownBy(() -> config("port", "70000")).hasMessageContaining("--port takes a whole number");
        assertThatThrownBy(() -> config("driver", "docker")).hasMessageContaining("--driver takes one of oci, process");
        assertThatThrownBy(() -> config("store", "mysql")).hasMessageContaining("--store takes");
        assertThatThrownBy(() -> config("host", "example.com")).hasMessageContaining("--host takes an IP address");
    }

    @Test
    void a_variable_is_the_flag_in_capitals() {
        Option option = new Option("idle-timeout", "TIME", "5m", "");

        assertThat(option.flag()).isEqualTo("--idle-timeout");
        assertThat(option.variable()).isEqualTo("MAYFLY_IDLE_TIMEOUT");
    }
}
