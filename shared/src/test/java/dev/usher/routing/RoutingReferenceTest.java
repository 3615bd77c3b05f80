package dev.usher.routing;

import static dev.usher.routing.Events.event;
import static dev.usher.routing.Events.route;
import static dev.usher.routing.Events.router;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs the examples of docs/reference/routing.md. */
class RoutingReferenceTest {
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)( \\w+)?\\n(.*?)\\n```", Pattern.DOTALL);

    private record Block(String kind, String text) {}

    private static List<Block> blocks() throws IOException {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/reference/routing.md")))
            folder = folder.resolve("..").normalize();
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(Files.readString(folder.resolve("docs/reference/routing.md")));
        while (matcher.find()) {
            var mark = matcher.group(2) == null ? "" : matcher.group(2);
            blocks.add(new Block(matcher.group(1) + mark, matcher.group(3)));
        }
        return blocks;
    }

    @Test
    void everyExampleDoesWhatThePageSays() throws IOException {
        var blocks = blocks();
        var payload = blocks.stream()
                .filter(block -> block.kind().equals("json"))
                .findFirst()
                .orElseThrow()
                .text();
        int run = 0;
        for (int i = 0; i < blocks.size(); i++) {
            var text = blocks.get(i).text();
            switch (blocks.get(i).kind()) {
                case "jsonata" -> {
                    var legs = router(route("r", "{\"source\":[\"stripe\"]}", text, "d"))
                            .route(event(payload))
                            .legs();
                    assertThat(legs).as(text).hasSize(1);
                    assertThat(legs.getFirst().body().text())
                            .isEqualTo(blocks.get(i + 1).text());
                    run++;
                }
                case "pattern takes", "pattern leaves" -> {
                    boolean takes = blocks.get(i).kind().endsWith("takes");
                    assertThat(router(route("r", text, null, "d"))
                                    .route(event(payload))
                                    .isEmpty())
                            .as(text)
                            .isEqualTo(!takes);
                    run++;
                }
                default -> assertThat(blocks.get(i).kind()).isIn("json", "result");
            }
        }
        assertThat(run).isEqualTo(5);
    }
}
