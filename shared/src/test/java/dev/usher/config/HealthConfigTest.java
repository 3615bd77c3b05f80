package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usher.config.Probe.Kind;
import dev.usher.lambda.DomainChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HealthConfigTest {
    private static final String GOOD = """
            sources: { s: { scheme: stripe, secrets: [env:S], types: ["*"] } }
            limits: { shop: { minute: 10 } }
            """;

    private static UsherConfig read(String service, String rest) {
        return ConfigReader.read(
                GOOD + "services: { shop: { url: \"https://shop.example.com\"" + service + " } }\n" + rest,
                Map.of(),
                new DomainChecks());
    }

    private static List<String> mistakes(String service, String rest) {
        var wrong = catchThrowableOfType(ConfigException.class, () -> read(service, rest));
        return Objects.requireNonNull(wrong.getMessage()).lines().toList();
    }

    private static Probe probe(String text) {
        var service = Objects.requireNonNull(read(", probes: { p: { path: /x, " + text + " } }", "")
                .services()
                .get("shop"));
        return Objects.requireNonNull(service.probes().get("p"));
    }

    @Test
    void aProbeThatSaysLittleIsUsual() {
        assertThat(probe("kind: authentication"))
                .isEqualTo(new Probe(
                        "p",
                        Kind.AUTHENTICATION,
                        "GET",
                        "/x",
                        Set.of(),
                        null,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofMillis(2500),
                        false));
        var full = probe("method: HEAD, status: [200, 204], timeout: 30s, interval: 5m, slow: 1s, counted: true");
        assertThat(full.statuses()).containsExactlyInAnyOrder(200, 204);
        assertThat(full.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(full.counted()).isTrue();
    }

    @Test
    void everyShippedServiceIsProbed() {
        var config = Shipped.config();
        assertThat(config.services().values())
                .allSatisfy(service -> assertThat(service.probes()).isNotEmpty());
        assertThat(Objects.requireNonNull(config.services().get("supabase")).probes())
                .containsOnlyKeys("auth", "realtime");
        assertThat(config.health()).isEqualTo(HealthPolicy.USUAL);
    }

    @Test
    void aWindowComesAgain() {
        var config = read("", """
                health:
                  failures: 4
                  maintenance: [{ services: [shop], from: "2026-06-07T02:00:00Z", for: 2h, every: 7d, reason: theirs }]
                """);
        var window = config.health().maintenance().getFirst();
        var first = Instant.parse("2026-06-07T02:00:00Z");
        for (int week : new int[] {0, 1, 30}) {
            var start = first.plus(Duration.ofDays(7L * week));
            assertThat(window.covers("shop", start.minusSeconds(1))).isFalse();
            assertThat(window.covers("shop", start)).isTrue();
            assertThat(window.covers("shop", start.plus(Duration.ofMinutes(119))))
                    .isTrue();
            assertThat(window.covers("shop", start.plus(Duration.ofHours(2)))).isFalse();
            assertThat(window.covers("mail", start)).isFalse();
        }
        assertThat(config.health().failures()).isEqualTo(4);
        assertThat(config.health().quorum()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { path: x } | path: must be a path under the service's URL, beginning with a slash, of at most 1024 visible ASCII characters
            { path: /a/../b } | path: must be a path under the service's URL, beginning with a slash, of at most 1024 visible ASCII characters
            { path: "/a#b" } | path: must be a path under the service's URL, beginning with a slash, of at most 1024 visible ASCII characters
            { path: "/a{b" } | path: must be a path and a query, percent-encoded
            { kind: health } | path: is missing
            { path: /, kind: health } | kind: must be one of authentication, connectivity, functionality
            { path: /, method: POST } | method: must be one of GET, HEAD, OPTIONS
            { path: /, timeout: 31s } | timeout: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1s to 30s
            { path: /, interval: 2d } | interval: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 100ms to 1d
            { path: /, slow: 6s } | slow: must be no more than the timeout
            { path: /, status: 99 } | status: must be a whole number, 200 to 599
            { path: /, counted: perhaps } | counted: must be true or false
            { path: /, expect: {} } | expect: needs one of pointer and jsonata
            { path: /, expect: { jsonata: x, is: y } } | is: belongs to pointer
            { path: /, expect: { pointer: x } } | pointer: must be a JSON pointer like /data/object/id, of at most 256 characters
            { path: /, every: 1m } | every: unknown key
            """)
    void saysWhatIsWrongWithAProbe(String probe, String mistake) {
        assertThat(mistakes(", probes: { p: " + probe + " }", ""))
                .anyMatch(line -> line.contains("services.shop.probes.p.") && line.contains(mistake));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { failures: 0 } | failures: must be a whole number, 1 to 20
            { quorum: 11 } | quorum: must be a whole number, 1 to 10
            { maintenance: [{ from: "2026-06-07T02:00:00Z" }] } | for: is missing
            { maintenance: [{ from: yesterday, for: 1h }] } | from: must be a time such as 2026-06-07T02:00:00Z, between 1970 and 2200
            { maintenance: [{ from: "+1000000000-12-31T23:59:59Z", for: 1h }] } | from: must be a time such as 2026-06-07T02:00:00Z, between 1970 and 2200
            { maintenance: [{ from: "2026-06-07T02:00:00Z", for: 8d }] } | for: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1m to 7d
            { maintenance: [{ from: "2026-06-07T02:00:00Z", for: 2h, every: 1h }] } | every: must be no less than for
            { maintenance: [{ from: "2026-06-07T02:00:00Z", for: 2h, services: [shp] }] } | services[0]: there is no service of this name; did you mean shop?
            { failure: 3 } | failure: unknown key; did you mean failures?
            """)
    void saysWhatIsWrongWithThePolicy(String section, String mistake) {
        assertThat(mistakes("", "health: " + section + "\n")).anyMatch(line -> line.endsWith(mistake));
    }

    @Test
    void aStatusPageIsAnAddress() {
        assertThat(mistakes(", statusPage: status", "")).anyMatch(line -> line.contains("services.shop.statusPage"));
    }
}
