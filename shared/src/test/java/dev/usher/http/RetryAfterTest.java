package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | PT0S
            120 | PT2M
            ' 7 ' | PT7S
            007 | PT7S
            1.5 | PT2S
            2.0 | PT2S
            99999999999 | PT277777H46M40S
            99999999999999999999999999 | PT277777H46M40S
            Sun, 06 Nov 1994 08:49:37 GMT | PT30S
            Sunday, 06-Nov-94 08:49:37 GMT | PT30S
            Sun Nov  6 08:49:37 1994 | PT30S
            Sun Nov 16 08:49:07 1994 | PT240H
            Sun, 06 Nov 1994 08:49:07 GMT | PT0S
            Sat, 05 Nov 1994 08:49:37 GMT | PT0S
            """)
    void readsSecondsAndAllThreeDates(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, NOW)).contains(wait);
    }

    @Test
    void readsATwoDigitYearAsTheNearestOne() {
        var now = Instant.parse("2026-11-21T00:00:00Z");
        assertThat(RetryAfter.parse("Saturday, 21-Nov-26 00:01:00 GMT", now)).contains(Duration.ofMinutes(1));
        assertThat(RetryAfter.parse("Saturday, 21-Nov-94 00:01:00 GMT", now)).contains(Duration.ZERO);
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
                "5s",
                "5 seconds",
                "1,5",
                "1.",
                ".5",
                "1.5.5",
                "0x10",
                "1e3",
                "٣",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Sun, 99 Nov 1994 08:49:37 GMT",
                "NaN",
                "2026-11-21T00:00:00Z",
                "5, 10"
            })
    void readsNothingElse(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    @Test
    void readsNothingWhereNothingIsOrMuchTooMuch() {
        assertThat(RetryAfter.parse(null, NOW)).isEmpty();
        assertThat(RetryAfter.parse("9".repeat(100), NOW)).isEmpty();
    }
}
