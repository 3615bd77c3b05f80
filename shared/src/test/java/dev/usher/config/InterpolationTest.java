package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usher.config.Source.Locator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Variables, defaults and what a text means when it is good. */
class InterpolationTest {
    private static final String TEXT = """
            sources:
              shop:
                scheme: { name: hmac, header: "x-${TENANT}", tolerance: 300 }
                secrets: ["ssm:/usher/${STAGE:-dev}/shop", "secretsmanager:shop#old"]
                types: { "*": }
                limit: { minute: "${PER_MINUTE}", hour: 12 }
                context: { kind: { fixed: "$${STAGE}" } }
            routes:
              - name: all
                when: { payload: { n: [1, 1.50, true, null, yes, "1", "${TENANT}"] } }
                to: [ledger]
                transform: '$${ "stage": "${STAGE:-dev}" }'
            destinations:
              ledger: { url: "https://${TENANT}.example.com", headers: { x-tenant: "${TENANT}", x-n: 5 }, retry: { schedule: [1s, 13h], attempts: 5 } }
            defaults: { destination: { secret: env:S, timeout: 2s } }
            egress: { allow: ["${RANGES}", "::1/128"] }
            """;

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "TENANT",
            "acme",
            "PER_MINUTE",
            "7",
            "STAGE",
            "",
            "RANGES",
            "10.0.0.0/8, 127.0.0.0/8,",
            "USHER_PUBLIC_URL",
            "https://in.example.com/");

    private final UsherConfig config = ConfigReader.read(TEXT, ENVIRONMENT, Shipped.PERMISSIVE);

    @Test
    void variablesStandInForTextAndNumbers() {
        var shop = Objects.requireNonNull(config.sources().get("shop"));
        assertThat(shop.scheme()).isEqualTo(new SchemeConfig("hmac", Map.of("header", "x-acme", "tolerance", "300")));
        assertThat(shop.secrets())
                .containsExactly(new SecretRef("ssm", "/usher/dev/shop"), new SecretRef("secretsmanager", "shop#old"));
        assertThat(Objects.requireNonNull(shop.limit()).rules().getFirst().windows())
                .containsExactly(
                        new Window("minute", 7, Duration.ofMinutes(1)), new Window("hour", 12, Duration.ofHours(1)));
        assertThat(config.egressAllow()).containsExactly("10.0.0.0/8", "127.0.0.0/8", "::1/128");
    }

    @Test
    void anEscapedVariableIsLeftAsItIs() {
        var shop = Objects.requireNonNull(config.sources().get("shop"));
        assertThat(shop.context()).containsEntry("kind", new Locator.Fixed("${STAGE}"));
        assertThat(config.routes().getFirst().transform()).isEqualTo("${ \"stage\": \"dev\" }");
    }

    @Test
    void patternsBecomeTheJsonThatTheyLookLike() {
        assertThat(config.routes().getFirst().pattern())
                .isEqualTo("{\"payload\":{\"n\":[1,1.50,true,null,\"yes\",\"1\",\"acme\"]}}");
    }

    @Test
    void thePublicUrlFollowsFromTheBase() {
        assertThat(Objects.requireNonNull(config.sources().get("shop")).publicUrl())
                .isEqualTo("https://in.example.com/webhooks/shop");
    }

    @Test
    void destinationsTakeTheDefaults() {
        var ledger = Objects.requireNonNull(config.destinations().get("ledger"));
        assertThat(ledger.secret()).isEqualTo(new SecretRef("env", "S"));
        assertThat(ledger.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(ledger.headers()).isEqualTo(Map.of("x-tenant", "acme", "x-n", "5"));
        assertThat(ledger.retry()).isEqualTo(new RetryPolicy(5, List.of(Duration.ofSeconds(1), Duration.ofHours(13))));
    }

    @Test
    void doublingWaitsStopAtADay() {
        var text = TEXT.replace("schedule: [1s, 13h]", "first: 13h");
        var ledger = ConfigReader.read(text, ENVIRONMENT, Shipped.PERMISSIVE)
                .destinations()
                .get("ledger");
        assertThat(Objects.requireNonNull(Objects.requireNonNull(ledger).retry())
                        .schedule())
                .containsExactly(Duration.ofHours(13), Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));
    }

    @Test
    void anUnsetVariableIsAMistakeThatNamesIt() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() ->
                        ConfigReader.read(TEXT, Map.of("TENANT", "acme", "RANGES", "0.0.0.0/8"), Shipped.PERMISSIVE))
                .withMessage("usher.yaml:6 sources.shop.limit.minute: the environment variable PER_MINUTE is not set");
    }

    @Test
    void noMistakeShowsWhatAVariableHolds() {
        var environment = new HashMap<>(ENVIRONMENT);
        environment.replaceAll((name, value) -> "whsec_c4n4ry\u0007");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigReader.read(TEXT, environment, Shipped.PERMISSIVE))
                .withMessageContaining("destinations.ledger.url")
                .withMessageContaining("sources.shop.limit.minute")
                .withMessageContaining("egress.allow[0]")
                .withMessageNotContaining("c4n4ry");
    }

    @Test
    void aBadPublicBaseIsReportedOnceAndWithoutItsValue() {
        var environment = new HashMap<>(ENVIRONMENT);
        environment.put("USHER_PUBLIC_URL", "user:password@in.example.com");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigReader.read(TEXT, environment, Shipped.PERMISSIVE))
                .withMessageStartingWith(
                        "usher.yaml:1 the environment variable USHER_PUBLIC_URL: must be an http or https URL")
                .withMessageNotContaining("password@");
    }

    @Test
    void theVersionFollowsTheText() {
        assertThat(config.version()).matches("[0-9a-f]{16}");
        assertThat(ConfigReader.read(TEXT + "\n", ENVIRONMENT, Shipped.PERMISSIVE)
                        .version())
                .isNotEqualTo(config.version());
    }
}
