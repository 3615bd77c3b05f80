package dev.usher.bench.coldstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Lambda gets works by itself: packages leave out libraries, so each is started and asked, against the Lambda Runtime API. */
class PackagesIT {
    private static final Path ROOT = Path.of("..");

    private static Ground ground;

    @BeforeAll
    static void start() throws Exception {
        ground = Ground.start(ROOT);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    void everyFunctionAnswersItsSampleFromItsOwnPackageInItsOwnJvm() throws Exception {
        var answers = new TreeMap<String, String>();
        for (var function : Samples.functions())
            answers.put(function, ground.answers(function, ROOT).getFirst());

        assertThat(answers.get("WebhookIntake")).contains("\"statusCode\":200", "accepted");
        assertThat(answers.get("Delivery")).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(answers.get("DlqReplay")).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(answers.get("Sweeper")).contains("\"queued\":");
        assertThat(answers.get("HealthProbe")).contains("\"failed\":0");
        for (var function : new String[] {"RateLimitCheck", "Gateway", "Admin"})
            assertThat(answers.get(function)).as(function).contains("\"statusCode\":200");
        assertThat(ground.delivered()).isEqualTo(4); // both of Delivery's events, to two destinations
    }

    @Test
    void itStartsWithAnAotCacheByItsWrapper() throws Exception {
        var row = ground.cached("WebhookIntake", ROOT);

        assertThat(ground.start(row).answers())
                .allSatisfy(answer -> assertThat(answer).contains("accepted"));
        assertThat(row.classes()).isPositive();
    }

    @Test
    void whatWebhooksWaitForIsSmall() throws Exception {
        var packages = new Packages(ROOT);

        assertThat(Files.size(packages.of("WebhookIntake"))).isLessThanOrEqualTo(20_000_000);
        for (var function : Samples.functions())
            assertThat(Files.size(packages.of(function))).as(function).isLessThanOrEqualTo(30_000_000);
    }
}
