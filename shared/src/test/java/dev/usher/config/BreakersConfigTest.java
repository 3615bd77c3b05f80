package dev.usher.config;

import static dev.usher.config.MistakesTest.GOOD;
import static dev.usher.config.MistakesTest.mistakes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakersConfigTest {
    private static BreakerPolicy policy(String own, String defaults) {
        var text = GOOD.replace("    secret: env:SIGNING\n", "    secret: env:SIGNING\n" + own) + defaults;
        var ledger = ConfigReader.read(text, Shipped.ENVIRONMENT, Shipped.PERMISSIVE)
                .destinations()
                .get("ledger");
        assertThat(ledger).isNotNull();
        return ledger == null ? BreakerPolicy.USUAL : ledger.breaker();
    }

    @Test
    void aDestinationThatSaysNothingHasTheUsualOne() {
        assertThat(policy("", "")).isEqualTo(BreakerPolicy.USUAL);
    }

    @Test
    void whatADestinationLeavesOutIsAsForTheDeployment() {
        var policy = policy(
                "    breaker: { failures: 3, open: 10s }\n",
                "breaker: { failures: 7, rate: 80, calls: 40, window: 30s, successes: 1, open: 5s, longest: 20s }\n");
        assertThat(policy)
                .isEqualTo(new BreakerPolicy(
                        3, 80, 40, Duration.ofSeconds(30), 1, Duration.ofSeconds(10), Duration.ofSeconds(20)));
    }

    @Test
    void theLongestIsNoLessThanTheFirst() {
        assertThat(policy("    breaker: { open: 10m }\n", "").longestOpen()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void theShippedOneIsTheUsualOneThatTriesEveryHalfMinute() {
        var config = Shipped.config();
        assertThat(config.destinations().values())
                .extracting(Destination::breaker)
                .containsOnly(shipped());
        assertThat(config.services().values()).extracting(Service::breaker).containsOnly(shipped());
    }

    private static BreakerPolicy shipped() {
        var usual = BreakerPolicy.USUAL;
        return new BreakerPolicy(
                usual.failures(),
                usual.ratePercent(),
                usual.minimumCalls(),
                usual.window(),
                usual.successes(),
                usual.open(),
                usual.open());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { failures: 0 } | breaker.failures: must be a whole number, 1 to 100
            { rate: 101 } | breaker.rate: must be a whole number, 1 to 100
            { calls: 0 } | breaker.calls: must be a whole number, 1 to 10000
            { window: 500ms } | breaker.window: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1s to 1h
            { successes: 21 } | breaker.successes: must be a whole number, 1 to 20
            { open: 0s } | breaker.open: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1s to 1h
            { longest: 2d } | breaker.longest: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1s to 1d
            { open: 1m, longest: 30s } | breaker.longest: must be no less than open
            { failure: 3 } | breaker.failure: unknown key; did you mean failures?
            [] | breaker: must be a mapping
            """)
    void saysWhatIsWrong(String section, String mistake) {
        assertThat(mistakes(GOOD + "breaker: " + section + "\n")).anyMatch(line -> line.endsWith(mistake));
        var own = GOOD.replace("    secret: env:SIGNING\n", "    secret: env:SIGNING\n    breaker: " + section + "\n");
        assertThat(mistakes(own)).anyMatch(line -> line.endsWith(mistake));
    }
}
