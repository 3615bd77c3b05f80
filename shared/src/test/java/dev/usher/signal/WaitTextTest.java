package dev.usher.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Dialect.Form;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTextTest {
    /** 784,111,747 s since 1970. */
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | PT0S
            120 | PT2M
            ' 7 ' | PT7S
            007 | PT7S
            1.5 | PT1.5S
            2.0 | PT2S
            0.0001 | PT0.001S
            34.074824224 | PT34.075S
            467887746 | PT87840H
            467887747 | PT0S
            100000000000 | PT87840H
            784111777 | PT30S
            784111777.25 | PT30.25S
            784111746 | PT0S
            784111777500 | PT30.5S
            99999999999 | PT87840H
            99999999999999999999999999 | PT87840H
            Sun, 06 Nov 1994 08:49:37 GMT | PT30S
            Sunday, 06-Nov-94 08:49:37 GMT | PT30S
            Sun Nov  6 08:49:37 1994 | PT30S
            Sun Nov 16 08:49:07 1994 | PT240H
            Sun, 06 Nov 1994 08:49:07 GMT | PT0S
            Sat, 05 Nov 1994 08:49:37 GMT | PT0S
            Sun, 06 Nov 1994 08:49:37 UTC | PT30S
            Sun, 6 Nov 1994 09:49:37 +0100 | PT30S
            Sun Nov 06 1994 08:49:37 GMT+0000 (Coordinated Universal Time) | PT30S
            Sun Nov 06 1994 09:49:37 GMT+0100 (Central European Standard Time) | PT30S
            Sun Nov 06 1994 08:49:37 GMT+0000 | PT30S
            1994-11-06T08:49:37Z | PT30S
            1994-11-06T08:49:37.0001Z | PT30.001S
            1994-11-06T09:49:37+01:00 | PT30S
            1994-11-06T09:49:37+0100 | PT30S
            1994-11-06T09:49:37+01 | PT30S
            1994-11-06t08:49:37z | PT30S
            1994-11-06 08:49:37 | PT30S
            1994-11-06T08:49:37 | PT30S
            1994-11-07 | PT15H10M53S
            9999-12-31T23:59:59Z | PT87840H
            5s | PT5S
            6m0s | PT6M
            1h2m3.5s | PT1H2M3.5S
            500ms | PT0.5S
            PT30S | PT30S
            P1D | PT24H
            P1DT1H | PT25H
            P99999999D | PT87840H
            """)
    void readsWhateverIsSent(String value, Duration wait) {
        assertThat(WaitText.readOrNull(value, Form.ANY, NOW)).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource({
        "SECONDS, 784111777, PT87840H",
        "SECONDS, 0.65, PT0.65S",
        "MILLISECONDS, 650, PT0.65S",
        "MILLISECONDS, 0.1, PT0.001S"
    })
    void readsANumberAsWhatItIsDeclaredToBe(Form form, String value, Duration wait) {
        assertThat(WaitText.readOrNull(value, form, NOW)).isEqualTo(wait);
    }

    @Test
    void readsNothingButNumbersWhereNumbersAreDeclared() {
        assertThat(WaitText.readOrNull("Sun, 06 Nov 1994 08:49:37 GMT", Form.SECONDS, NOW))
                .isNull();
        assertThat(WaitText.readOrNull("5s", Form.MILLISECONDS, NOW)).isNull();
    }

    @Test
    void neverRoundsDown() {
        var now = NOW.plusNanos(1);
        assertThat(WaitText.readOrNull("Sun, 06 Nov 1994 08:49:37 GMT", Form.ANY, now))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(WaitText.readOrNull("784111777", Form.ANY, now)).isGreaterThanOrEqualTo(Duration.ofMillis(29_999));
    }

    @Test
    void readsATwoDigitYearAsTheNearestOne() {
        var now = Instant.parse("2026-11-21T00:00:00Z");
        assertThat(WaitText.readOrNull("Saturday, 21-Nov-26 00:01:00 GMT", Form.ANY, now))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(WaitText.readOrNull("Saturday, 21-Nov-94 00:01:00 GMT", Form.ANY, now))
                .isZero();
        assertThat(WaitText.momentOrNull("Saturday, 21-Nov-76 00:00:00 GMT", now))
                .isEqualTo("2076-11-21T00:00:00Z");
        assertThat(WaitText.momentOrNull("Saturday, 21-Nov-77 00:00:00 GMT", now))
                .isEqualTo("1977-11-21T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "-120",
                "+5",
                "soon",
                "5 seconds",
                "1,5",
                "1.",
                ".5",
                "1.5.5",
                "0x10",
                "1e3",
                "1E+9",
                "٣",
                "-5s",
                "5x",
                "P",
                "PT",
                "T",
                "P99999999999999999999D",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Sun, 06 Nov 1994 08:49:37 +9900",
                "Sun, 99 Nov 1994 08:49:37 GMT",
                "Sun, 06 Növ 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 25:49:37 GMT",
                "Sun Nov 06 1994",
                "NaN",
                "Infinity",
                "2026-13-01T00:00:00Z",
                "2026-11-21T00:00:00+99:00",
                "null",
                "Invalid Date",
                "5, 10"
            })
    void readsNothingElse(String value) {
        assertThat(WaitText.readOrNull(value, Form.ANY, NOW)).isNull();
    }

    @Test
    void readsNothingWhereNothingIsOrMuchTooMuch() {
        assertThat(WaitText.readOrNull(null, Form.ANY, NOW)).isNull();
        assertThat(WaitText.readOrNull("9".repeat(WaitText.CHARS + 1), Form.ANY, NOW))
                .isNull();
        assertThat(WaitText.readOrNull("9".repeat(WaitText.CHARS), Form.ANY, NOW))
                .isEqualTo(WaitText.FAR);
    }
}
