package dev.usher.config;

import static dev.usher.config.MistakesTest.GOOD;
import static dev.usher.config.MistakesTest.mistakes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertsConfigTest {
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts";

    private static UsherConfig shipped(Map<String, String> more) {
        var environment = new HashMap<>(Shipped.ENVIRONMENT);
        environment.putAll(more);
        return ConfigReader.read(Shipped.text("usher.yaml"), environment, Shipped.PERMISSIVE);
    }

    private static List<String> told(UsherConfig config, Impact impact) {
        return config.routes().stream()
                .filter(route -> route.name().equals(AlertPolicy.routeOf(impact)))
                .flatMap(route -> route.destinations().stream())
                .toList();
    }

    @Test
    void whatHasNoAddressIsNotConfiguredAndGetsNothing() {
        var config = shipped(Map.of());
        assertThat(config.unconfigured()).containsExactly("alert-topic", "alert-slack", "alert-email");
        assertThat(config.destinations()).containsKey("alerts").doesNotContainKey("alert-topic");
        for (var impact : Impact.values()) assertThat(told(config, impact)).containsExactly("alerts");
    }

    @Test
    void whatHasOneIsToldWhatItsImpactSays() {
        var config = shipped(Map.of(
                "USHER_ALERT_TOPIC", TOPIC,
                "USHER_ALERT_SLACK", "secretsmanager:usher/dev/slack",
                "USHER_ALERT_FROM", "usher@example.com",
                "USHER_ALERT_TO", "ops@example.com, boss@example.com"));
        assertThat(config.unconfigured()).isEmpty();
        assertThat(told(config, Impact.CRITICAL))
                .containsExactly("alerts", "alert-topic", "alert-slack", "alert-email");
        assertThat(told(config, Impact.MINOR)).containsExactly("alerts");
        assertThat(target(config, "alert-topic")).isEqualTo(new Target.Sns(TOPIC));
        assertThat(target(config, "alert-slack"))
                .isEqualTo(new Target.Slack(new SecretRef("env", "USHER_ALERT_SLACK")));
        assertThat(target(config, "alert-email"))
                .isEqualTo(new Target.Email(
                        "usher@example.com", List.of("ops@example.com", "boss@example.com"), new Target.Way.Ses()));
    }

    private static Target target(UsherConfig config, String name) {
        var destination = config.destinations().get(name);
        if (destination == null) throw new AssertionError(name);
        return destination.target();
    }

    @Test
    void paymentsWakeSomebodyAndPhotosAreANote() {
        var alerts = shipped(Map.of()).alerts();
        assertThat(alerts.impactOf("service:stripe_payments")).isEqualTo(Impact.CRITICAL);
        assertThat(alerts.impactOf("destination:photo-gallery")).isEqualTo(Impact.MINOR);
        assertThat(alerts.impactOf("limit:photo-storage-cdn")).isEqualTo(Impact.MINOR);
        assertThat(alerts.impactOf("source:stripe")).isEqualTo(Impact.CRITICAL);
        assertThat(alerts.impactOf("usher:redis")).isEqualTo(Impact.MAJOR);
        assertThat(alerts.tier(Impact.CRITICAL).confirm()).isEqualTo(Duration.ZERO);
        assertThat(alerts.tier(Impact.MAJOR).escalate()).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void mailGoesByAServerThatIsNamed() {
        var email = "  mail: { email: { from: a@example.com, to: b@example.com, smtp: "
                + "{ host: smtp.example.com, port: 465, tls: implicit, user: env:U, password: env:P } } }\n";
        var config = ConfigReader.read(with("destinations:\n", email), Shipped.ENVIRONMENT, Shipped.PERMISSIVE);
        assertThat(target(config, "mail"))
                .isEqualTo(new Target.Email(
                        "a@example.com",
                        List.of("b@example.com"),
                        new Target.Way.Smtp(
                                "smtp.example.com",
                                465,
                                Target.Tls.IMPLICIT,
                                new Target.Login(new SecretRef("env", "U"), new SecretRef("env", "P")))));
    }

    private static String with(String after, String more) {
        assertThat(GOOD).contains(after);
        return GOOD.replace(after, after + more);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { url: 'https://x', sns: '' } | destinations.d: needs one of url, sns, slack and email
            {} | destinations.d: needs one of url, sns, slack and email
            { sns: topic } | destinations.d.sns: must be the ARN of a standard topic of Amazon SNS
            { sns: 'arn:aws:sns:eu-west-1:123456789012:a.fifo' } | destinations.d.sns: must be the ARN of a standard topic of Amazon SNS
            { slack: 'https://hooks.slack.com/x' } | destinations.d.slack: secrets are references: env:NAME, ssm:/path, secretsmanager:name or secretsmanager:name#field
            { sns: '', headers: { a: b } } | destinations.d.headers: only a destination with a url has this
            { email: { from: 'Usher <a@b>', to: c@d } } | destinations.d.email.from: must be an e-mail address without a name, such as ops@example.com
            { email: { from: a@b } } | destinations.d.email.to: is missing
            { email: { from: a@b, to: c@d, smtp: { host: h, user: env:U } } } | destinations.d.email.smtp: needs user and password, or neither
            { email: { from: a@b, to: c@d, smtp: { host: h, tls: none, user: env:U, password: env:P } } } | destinations.d.email.smtp: credentials are sent over TLS only: starttls or implicit
            { sns: '', impact: high } | destinations.d.impact: must be one of critical, major, minor
            """)
    void saysWhatIsWrongWithADestination(String destination, String mistake) {
        assertThat(mistakes(with("destinations:\n", "  d: " + destination + "\n")))
                .anyMatch(one -> one.endsWith(mistake));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { critical: { to: [leger] } } | alerts.critical.to[0]: there is no destination of this name; did you mean ledger?
            { critical: { to: [ledger], escalate: 1h } } | alerts.critical.escalate: unknown key
            { major: { remind: 1m } } | alerts.major.remind: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 5m to 7d
            { minor: { recover: 0s } } | alerts.minor.recover: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1s to 1h
            { deadLetters: 0 } | alerts.deadLetters: must be a whole number, 1 to 10000
            { again: 500ms } | alerts.again: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1s to 1d
            """)
    void saysWhatIsWrongWithWhoIsTold(String alerts, String mistake) {
        assertThat(mistakes(GOOD + "alerts: " + alerts + "\n")).anyMatch(one -> one.contains(mistake));
    }

    @Test
    void theNamesOfAlertsAreTaken() {
        assertThat(mistakes(with(
                        "sources:\n",
                        "  usher: { scheme: stripe, secrets: [env:A], types: ['*'], type: { pointer: /t } }\n")))
                .anyMatch(one -> one.endsWith("sources.usher: is the name of a source of Usher's own"));
        assertThat(
                        mistakes(
                                with(
                                        "routes:\n",
                                        "  - { name: alerts-minor, when: { source: [usher], type: [incident.opend] }, to: [ledger] }\n")))
                .anyMatch(one -> one.endsWith("this name is that of a route of alerts"))
                .anyMatch(one -> one.contains("did you mean incident.opened?"));
    }
}
