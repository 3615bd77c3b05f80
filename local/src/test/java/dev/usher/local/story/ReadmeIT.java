package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.local.LocalHost;
import dev.usher.local.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Follows the documentation as a reader does: runs every block marked {@code sh run}, in order, and compares the answers. */
class ReadmeIT {
    private static final Pattern BLOCK =
            Pattern.compile("```sh run\n(.*?)```\n(?:```json\n(.*?)```\n)?", Pattern.DOTALL);

    /** Deliveries arrive a moment after the answer, so what only looks is asked again for so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Commands, and the JSON that they should print; empty when it does not matter. */
    private record Step(String commands, String answer) {
        boolean onlyLooks() {
            return !commands.contains(" -X ") && !commands.contains(" -d ") && !commands.contains("send ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/tutorial/first-webhook.md",
                "docs/how-to/replay-dead-letters.md",
                "docs/how-to/try-a-limit.md",
                "docs/how-to/stop-abuse.md",
                "docs/how-to/destination-is-down.md",
                "docs/how-to/replay-after-an-incident.md",
                "docs/how-to/provider-floods-us.md",
                "docs/how-to/upgrade.md",
                "docs/how-to/restore-a-table.md",
                "docs/how-to/watch-a-service.md"
            })
    void everyCommandAnswersAsWritten(String document) throws Exception {
        var steps = steps(document);
        assertThat(steps).isNotEmpty();
        try (var host = LocalHost.start(TestHost.options(Path.of("../template.yaml")));
                var shell = new Shell()) {
            for (var step : steps) follow(step, host.url().toString(), shell);
        }
    }

    private static List<Step> steps(String document) throws IOException {
        var steps = new ArrayList<Step>();
        var matcher = BLOCK.matcher(Files.readString(Path.of("..", document)));
        while (matcher.find()) steps.add(new Step(matcher.group(1), Objects.requireNonNullElse(matcher.group(2), "")));
        return steps;
    }

    private static void follow(Step step, String url, Shell shell) throws Exception {
        var commands = step.commands().replace("http://localhost:8080", url);
        var printed = shell.run(commands);
        if (step.answer().isEmpty()) return;
        var documented = json(step.answer());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (step.onlyLooks() && !matches(documented, printed) && System.nanoTime() < end)
            printed = shell.run("sleep 0.1\n" + commands);
        assertThat(matches(documented, printed))
                .as("%s\nis documented to answer\n%s\nand answered\n%s", commands, step.answer(), printed)
                .isTrue();
    }

    private static boolean matches(JsonNode documented, String printed) {
        var answer = Json.readOrNull(printed.getBytes(StandardCharsets.UTF_8));
        return answer != null && Documented.matches(documented, answer);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(
                Json.readOrNull(text.getBytes(StandardCharsets.UTF_8)), () -> "not JSON: " + text);
    }
}
