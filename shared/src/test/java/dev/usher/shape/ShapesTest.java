package dev.usher.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.ConfigFile;
import dev.usher.config.Service;
import dev.usher.config.Settings;
import dev.usher.config.UsherConfig;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.incident.Symptom;
import dev.usher.lambda.DomainChecks;
import dev.usher.message.StoreUnavailable;
import dev.usher.telemetry.JsonLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shipped normalisers with their samples, and what happens when a service changes. */
class ShapesTest {
    private static final Instant NOW = Instant.parse("2026-05-30T12:00:00Z");

    private final Settings settings = new Settings(
            Map.of("USHER_CONFIG", root().resolve("usher.yaml").toString(), "PLATFORM_URL", "https://example.com"));
    private final UsherConfig config = ConfigFile.load(settings, new DomainChecks(settings));
    private final List<Symptom> symptoms = new ArrayList<>();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private boolean away;
    private Instant now = NOW;
    private final Shapes shapes = new Shapes(
            name -> ConfigFile.beside(settings, name),
            symptom -> {
                if (away) throw new StoreUnavailable("away", new IllegalStateException("as the test asked"));
                symptoms.add(symptom);
            },
            new JsonLog(
                    new PrintStream(lines, true, StandardCharsets.UTF_8),
                    "test",
                    JsonLog.Level.INFO,
                    InstantSource.fixed(NOW)));

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        return Files.exists(folder.resolve("template.yaml"))
                ? folder
                : folder.resolve("..").normalize();
    }

    private Service service(String name) {
        return Objects.requireNonNull(config.services().get(name));
    }

    private JsonNode sample(String file) {
        return Objects.requireNonNull(
                Json.readOrNull(Objects.requireNonNull(ConfigFile.beside(settings, "shapes/" + file))));
    }

    private Shaped intent(JsonNode document) {
        return shapes.shape(
                service("stripe_payments"), "GET", "/v1/payment_intents/pi_1", 200, Body.of(Json.bytes(document)), now);
    }

    @Test
    void everySampleIsMadeWhatItSays() {
        assertThat(config.services().values())
                .filteredOn(service -> !service.normalise().isEmpty())
                .hasSize(5)
                .allSatisfy(service -> {
                    assertThat(shapes.mistakes(service, NOW)).isEmpty();
                    assertThat(service.normalise())
                            .allSatisfy(one -> assertThat(one.samples()).isNotEmpty());
                });
        assertThat(symptoms).isEmpty();
    }

    @Test
    void fieldsThatNobodyKnowsChangeNothing() {
        for (var service : config.services().values())
            for (var normaliser : service.normalise())
                for (var file : normaliser.samples()) {
                    var sample = sample(file.substring("shapes/".length()));
                    var more = sample.path("from").deepCopy();
                    addFields(more);
                    var compiled = new Compiled(normaliser, name -> ConfigFile.beside(settings, name));
                    assertThat(compiled.apply(Body.of(Json.bytes(more)), NOW))
                            .as(file)
                            .isInstanceOfSatisfying(Shaped.Normal.class, normal -> assertThat(
                                            Json.readOrNull(normal.body().bytes()))
                                    .isEqualTo(sample.path("to")));
                }
    }

    /** But for maps of whatever the platform itself has put there. */
    private static void addFields(JsonNode node) {
        for (var child : node.properties()) if (!child.getKey().equals("metadata")) addFields(child.getValue());
        if (node instanceof ArrayNode array) array.forEach(ShapesTest::addFields);
        if (node instanceof ObjectNode object) object.put("brand_new", 7);
    }

    @Test
    void aChangeIsToldOnceByPlaceAndNeverByValue() {
        var changed = (ObjectNode)
                sample("stripe/payment-intent.sample.json").path("from").deepCopy();
        changed.put("amount", "secret-amount-2000");
        for (int i = 0; i < 3; i++)
            assertThat(intent(changed))
                    .isInstanceOfSatisfying(Shaped.Changed.class, shaped -> assertThat(shaped.change())
                            .isEqualTo(new Shaped.Change("/amount", "type \"integer\"")));
        changed.remove("amount");
        assertThat(intent(changed)).isInstanceOfSatisfying(Shaped.Changed.class, shaped -> assertThat(shaped.change())
                .isEqualTo(new Shaped.Change("/amount", "required")));
        assertThat(lines.toString(StandardCharsets.UTF_8)).doesNotContain("secret-amount");
        assertThat(lines.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("schema changed")))
                .hasSize(2);
        assertThat(symptoms).extracting(Symptom::present).containsExactly(true, true);
        assertThat(symptoms.getFirst().subject()).isEqualTo("service:stripe_payments");
        assertThat(symptoms.getFirst().kind()).isEqualTo("schema-changed");
        // Some answers fit and others do not, or another environment, without the change, sees the next: nobody says
        // that it is over.
        for (int i = 0; i < 3; i++) {
            intent(sample("stripe/payment-intent.sample.json").path("from"));
            intent(changed);
        }
        assertThat(symptoms).hasSize(2);
        now = NOW.plus(Duration.ofMinutes(5));
        intent(changed);
        intent(changed);
        assertThat(symptoms).as("it is told for as long as it lasts").hasSize(3);
        assertThat(lines.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    }

    @Test
    void whatIsSaidOfAChangeIsBoundedWhateverTheAnswer() {
        var name = "guest@example.com".repeat(1000);
        for (int i = 0; i < 50; i++) {
            var list = Json.object();
            var suppliers = list.putArray("suppliers");
            for (int n = 0; n < i; n++)
                suppliers.addObject().put("id", "s").put("name", "n").put("kind", "k");
            suppliers.addObject().put("id", 7);
            var shaped = shapes.shape(
                    service("supplier_directory"), "GET", "/suppliers", 200, Body.of(Json.bytes(list)), NOW);
            assertThat(shaped).isInstanceOfSatisfying(Shaped.Changed.class, changed -> assertThat(
                            changed.change().pointer())
                    .startsWith("/suppliers/*/"));
            var intent = (ObjectNode)
                    sample("stripe/payment-intent.sample.json").path("from").deepCopy();
            intent.putObject("metadata").putObject(i + name).put("b", i);
            intent(intent);
        }
        assertThat(lines.toString(StandardCharsets.UTF_8).lines().count()).isLessThan(6);
        assertThat(lines.toString(StandardCharsets.UTF_8)).doesNotContain("guest");
        assertThat(symptoms.toString()).doesNotContain("guest");
    }

    /** Nesting, numbers and mistakes as many as fit into an answer. */
    @Test
    @Timeout(60)
    void hostileAnswersAreChangesAndNothingWorse() {
        for (var text : List.of(
                "{\"suppliers\":[" + "0,".repeat(2_000_000) + "0]}",
                "{\"suppliers\":" + "[".repeat(99) + "]".repeat(99) + "}",
                "[".repeat(100_000),
                "{\"suppliers\":[{\"id\":1e999999999,\"name\":1e-999999999,\"kind\":" + "9".repeat(400) + "}]}",
                "{\"suppliers\":1e99999999999999}",
                "\u0000",
                "{\"suppliers\":[],\"suppliers\":0}"))
            assertThat(shapes.shape(service("supplier_directory"), "GET", "/suppliers", 200, Body.utf8(text), NOW))
                    .isInstanceOf(Shaped.Changed.class);
        for (var number : List.of("1e999999999", "1e-999999999", "-1e400", "9".repeat(400), "1e308")) {
            var text = sample("stripe/payment-intent.sample.json").path("from").toString();
            for (var field : List.of("amount", "created")) {
                var hostile = Body.utf8(text.replaceAll("\"" + field + "\":[0-9]+", "\"" + field + "\":" + number));
                var shaped =
                        shapes.shape(service("stripe_payments"), "GET", "/v1/payment_intents/pi_1", 200, hostile, NOW);
                assertThat(shaped).as(field + " " + number.substring(0, 3)).isNotInstanceOf(Shaped.Foreign.class);
            }
        }
    }

    @Test
    void aChangeThatCouldNotBeToldIsToldLater() {
        var empty = Json.object();
        away = true;
        intent(empty);
        away = false;
        intent(empty);
        assertThat(symptoms).hasSize(1);
    }

    @Test
    void refusalsAndOtherPathsAreLeftAsTheyAre() {
        var service = service("stripe_payments");
        var body = Body.utf8("{\"error\":{}}");
        assertThat(shapes.shape(service, "GET", "/v1/payment_intents/pi_1", 404, body, NOW))
                .isInstanceOf(Shaped.Foreign.class);
        assertThat(shapes.shape(service, "GET", "/v1/payment_intents/pi_1/capture", 200, body, NOW))
                .isInstanceOf(Shaped.Foreign.class);
        assertThat(shapes.shape(service, "GET", "/v1/payment_intents", 200, body, NOW))
                .isInstanceOf(Shaped.Foreign.class);
        assertThat(shapes.shape(service, "POST", "/v1/payment_intents", 200, Body.utf8("<html>"), NOW))
                .isInstanceOf(Shaped.Changed.class);
    }
}
