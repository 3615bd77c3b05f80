package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"1e9999999999", "{\"a\":-1E+9999999999}", "[1e-9999999999]", "{", "", "1 2", "NaN"})
    void isNullForWhatItCantHold(String text) {
        assertThat(Json.readOrNull(text.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "{\"a\":1.50}", "[]", "null", "\"é\""})
    void readsWhatItCan(String text) {
        assertThat(Json.readOrNull(text.getBytes(StandardCharsets.UTF_8))).isNotNull();
    }
}
