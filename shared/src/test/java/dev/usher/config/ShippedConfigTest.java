package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.dashjoin.jsonata.Jsonata;
import dev.usher.config.Source.Content;
import dev.usher.config.Source.Locator;
import dev.usher.http.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.event.ruler.RuleCompiler;
import software.amazon.event.ruler.Ruler;

/** The shipped usher.yaml says what W7, W8 and S4 ask for. */
class ShippedConfigTest {
    private final UsherConfig config = Shipped.config();

    private Source source(String name) {
        var source = config.sources().get(name);
        if (source == null) throw new AssertionError("no source " + name);
        return source;
    }

    private static Window window(String name, long limit, Duration length) {
        return new Window(name, limit, length);
    }

    private static LimitPolicy limit(int perMinute, int perHour, int queue, int retryAfterSeconds) {
        var windows = new ArrayList<Window>();
        windows.add(window("minute", perMinute, Duration.ofMinutes(1)));
        if (perHour > 0) windows.add(window("hour", perHour, Duration.ofHours(1)));
        return limit(windows, queue, retryAfterSeconds);
    }

    private static LimitPolicy limit(List<Window> windows, int queue, int retryAfterSeconds) {
        return new LimitPolicy(
                "source",
                List.of(new LimitRule("subject", List.of(LimitRule.Dimension.SUBJECT), List.of(), windows, false)),
                LimitPolicy.Mode.SMOOTH,
                Priority.HIGH,
                Map.of(),
                queue,
                Duration.ofSeconds(retryAfterSeconds),
                LimitPolicy.Outage.OPEN,
                LimitPolicy.Consistency.REGIONAL,
                false,
                Map.of(),
                Map.of());
    }

    @Test
    void limitsAreThoseOfTheRequirements() {
        assertThat(source("stripe").limit())
                .usingRecursiveComparison()
                .ignoringFields("name")
                .isEqualTo(limit(50, 1000, 500, 60));
        assertThat(source("calendar-sync").limit())
                .usingRecursiveComparison()
                .ignoringFields("name")
                .isEqualTo(limit(30, 500, 500, 30));
        assertThat(source("email_provider").limit())
                .usingRecursiveComparison()
                .ignoringFields("name")
                .isEqualTo(limit(30, 800, 500, 60));
        assertThat(source("supplier_platform").limit())
                .usingRecursiveComparison()
                .ignoringFields("name")
                .isEqualTo(limit(100, 0, 500, 60));
        assertThat(source("generic").limit())
                .usingRecursiveComparison()
                .ignoringFields("name")
                .isEqualTo(limit(10, 100, 100, 300));
        assertThat(source("photo-service").limit())
                .usingRecursiveComparison()
                .ignoringFields("name")
                .isEqualTo(limit(
                        List.of(
                                window("burst", 20, Duration.ofSeconds(10)),
                                window("minute", 20, Duration.ofMinutes(1)),
                                window("hour", 400, Duration.ofHours(1))),
                        2000,
                        120));
        assertThat(source("sms_provider").limit()).isNull();
    }

    @Test
    void retriesAreThoseOfTheRequirements() {
        assertThat(source("stripe").retry())
                .isEqualTo(new RetryPolicy(3, List.of(Duration.ofSeconds(2), Duration.ofSeconds(4))));
        assertThat(source("supplier_platform").retry())
                .isEqualTo(new RetryPolicy(
                        5,
                        List.of(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(8))));
        assertThat(source("email_provider").retry()).isEqualTo(new RetryPolicy(2, List.of(Duration.ofSeconds(3))));
        assertThat(source("generic").retry()).isNull();
    }

    @Test
    void prioritiesAreThoseOfTheRequirements() {
        assertThat(source("stripe").priorityOf("payment_intent.succeeded")).isEqualTo(Priority.HIGH);
        assertThat(source("supplier_platform").priorityOf("booking.confirmed")).isEqualTo(Priority.HIGH);
        assertThat(source("supplier_platform").priorityOf("booking.cancelled")).isEqualTo(Priority.NORMAL);
        assertThat(source("calendar-sync").priority()).isEqualTo(Priority.HIGH);
        assertThat(source("photo-service").priority()).isEqualTo(Priority.NORMAL);
        assertThat(source("generic").priority()).isEqualTo(Priority.LOW);
    }

    @Test
    void sourcesAndTheirTypesAreThoseOfTheRequirements() {
        assertThat(config.sources().keySet())
                .containsExactly(
                        "stripe",
                        "supplier_platform",
                        "email_provider",
                        "sms_provider",
                        "calendar-sync",
                        "photo-service",
                        "generic");
        assertThat(source("stripe").types().keySet())
                .containsExactly(
                        "payment_intent.succeeded", "payment_intent.payment_failed", "invoice.payment_succeeded");
        assertThat(source("supplier_platform").types().keySet())
                .containsExactly("booking.confirmed", "booking.cancelled", "availability.updated");
        assertThat(source("email_provider").types().keySet())
                .containsExactly("email.delivered", "email.bounced", "email.opened");
        assertThat(config.sources().values())
                .allMatch(source -> source.dedupeFor().equals(Duration.ofDays(7)));
        assertThat(config.retentionDays()).isEqualTo(30);
    }

    @Test
    void twilioIsReadAsAFormAndCalendarsByTheirHeaders() {
        var sms = source("sms_provider");
        assertThat(sms.content()).isEqualTo(Content.FORM);
        assertThat(sms.type()).isEqualTo(new Locator.Field("MessageStatus"));
        assertThat(sms.id())
                .isEqualTo(new Locator.Joined(
                        List.of(new Locator.Field("MessageSid"), new Locator.Field("MessageStatus"))));
        assertThat(sms.reply()).isEqualTo(new Source.Reply("text/xml", "<Response></Response>"));
        assertThat(sms.publicUrl()).isEmpty();

        var calendar = source("calendar-sync");
        assertThat(calendar.content()).isEqualTo(Content.OPAQUE);
        assertThat(calendar.handshake()).isEqualTo("google-channel");
        assertThat(calendar.id())
                .isEqualTo(new Locator.Joined(
                        List.of(new Locator.Header("x-goog-channel-id"), new Locator.Header("x-goog-message-number"))));
    }

    @Test
    void theLegacyPlatformKeepsItsOwnSignature() {
        assertThat(source("supplier_platform").scheme())
                .isEqualTo(new SchemeConfig("sha256-suffix", Map.of("header", "x-supplier-signature")));
        assertThat(source("supplier_platform").secrets())
                .containsExactly(new SecretRef("env", "SUPPLIER_PLATFORM_SECRET"));
    }

    @Test
    void photosAreSignedWithTheirTime() {
        assertThat(source("photo-service").scheme())
                .isEqualTo(new SchemeConfig(
                        "hmac",
                        Map.of(
                                "algorithm", "sha256",
                                "encoding", "hex",
                                "header", "x-photo-signature",
                                "timestampHeader", "x-photo-timestamp",
                                "signed", "{timestamp}.{body}")));
    }

    @Test
    void contextsTellTheWeddingAndTheKindOfPayment() {
        assertThat(source("stripe").context())
                .containsEntry("weddingId", new Locator.Pointer("/data/object/metadata/wedding_id"))
                .containsEntry("paymentType", new Locator.Pointer("/data/object/metadata/payment_type"))
                .containsKeys("supplierId", "bookingId");
    }

    @Test
    void flowsGoWhereTheRequirementsSay() {
        assertThat(to("\"payment_intent.succeeded\""))
                .containsExactlyInAnyOrder("budget-service", "supplier-notifications", "analytics", "booking-service");
        assertThat(to("\"paymentType\":[\"final\"]")).containsExactly("booking-service");
        assertThat(to("payment_failed")).containsExactly("payment-retry", "notifications");
        assertThat(to("booking.confirmed"))
                .containsExactly("couple-notifications", "calendar-service", "availability-service");
        assertThat(to("booking.cancelled")).containsExactly("refunds", "timeline-service");
        assertThat(to("availability.updated")).containsExactly("availability-service");
        assertThat(to("invoice.payment_succeeded")).containsExactly("budget-service", "analytics");
    }

    private List<String> to(String partOfPattern) {
        return config.routes().stream()
                .filter(route -> route.pattern().contains(partOfPattern))
                .flatMap(route -> route.destinations().stream())
                .toList();
    }

    @Test
    void destinationsLieBelowThePlatformAndAreSigned() {
        assertThat(config.destinations().values()).allSatisfy(destination -> {
            assertThat(destination.target())
                    .isEqualTo(new Target.Http(
                            java.net.URI.create("https://platform.example.com/hooks/" + destination.name())));
            assertThat(destination.secret()).isEqualTo(new SecretRef("env", "DELIVERY_SIGNING_SECRET"));
            assertThat(destination.timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(destination.retry()).isNull();
        });
        assertThat(config.routes().stream().flatMap(route -> route.destinations().stream()))
                .containsOnlyOnceElementsOf(List.of("refunds"))
                .containsAll(config.destinations().keySet());
    }

    @Test
    void operatorsHaveOneRoleEachAndEgressIsClosed() {
        assertThat(config.operators())
                .containsExactly(
                        new Operator("admin", Operator.Role.ADMIN, new SecretRef("env", "USHER_ADMIN_TOKEN_SHA256")),
                        new Operator(
                                "operator",
                                Operator.Role.OPERATOR,
                                new SecretRef("env", "USHER_OPERATOR_TOKEN_SHA256")),
                        new Operator(
                                "viewer", Operator.Role.VIEWER, new SecretRef("env", "USHER_VIEWER_TOKEN_SHA256")));
        assertThat(config.sso())
                .isEqualTo(new Sso(
                        "cognito:groups",
                        Map.of(
                                "usher-viewers",
                                Operator.Role.VIEWER,
                                "usher-operators",
                                Operator.Role.OPERATOR,
                                "usher-admins",
                                Operator.Role.ADMIN)));
        assertThat(config.egressAllow()).isEmpty();
    }

    @Test
    void isPackagedAndGivesWayToAFileOfTheOperators(@TempDir Path folder) throws Exception {
        assertThat(ConfigFile.load(new Settings(Shipped.ENVIRONMENT), Shipped.PERMISSIVE))
                .isEqualTo(config);

        var own = folder.resolve("own.yaml");
        Files.writeString(own, "sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}");
        var settings = new Settings(Map.of("USHER_CONFIG", own.toString()));
        assertThat(ConfigFile.load(settings, Shipped.PERMISSIVE).sources().keySet())
                .containsExactly("a");
    }

    @Test
    void everyPatternAndTransformIsOneThatTheEnginesTake() throws Exception {
        for (var route : config.routes()) {
            assertThat(RuleCompiler.check(route.pattern())).as(route.name()).isNull();
            if (route.transform() != null)
                assertThat(Jsonata.jsonata(route.transform())).isNotNull();
        }
    }

    @Test
    void theBudgetLearnsTheAmountInTheSmallestUnit() throws Exception {
        var document = """
                {"source": "stripe", "type": "payment_intent.succeeded", "receivedAt": "2026-05-30T14:00:00Z",
                 "context": {"weddingId": "w-1", "supplierId": "s-1", "paymentType": "final"},
                 "payload": {"data": {"object": {"id": "pi_1", "amount_received": 125000, "currency": "gbp"}}}}""";
        var route = config.routes().getFirst();
        assertThat(Ruler.matchesRule(document, route.pattern())).isTrue();
        var input = Json.mapper().readValue(document, Map.class);
        assertThat(Jsonata.jsonata(String.valueOf(route.transform())).evaluate(input))
                .isEqualTo(Map.of(
                        "weddingId", "w-1",
                        "supplierId", "s-1",
                        "paymentType", "final",
                        "paymentId", "pi_1",
                        "amountMinor", 125_000,
                        "currency", "GBP",
                        "receivedAt", "2026-05-30T14:00:00Z"));
    }
}
