package dev.usher.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.ConfigFile;
import dev.usher.config.Settings;
import dev.usher.lambda.DomainChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the how-tos say to write into {@code usher.yaml} is taken, added to the shipped file. */
class HowToTest {
    private static final Pattern SECTION =
            Pattern.compile("```yaml\n( *)((?:sources|routes|destinations):\n.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theProviderThatIsAddedIsTaken() throws IOException {
        var config = ConfigFile.load(with("docs/how-to/add-a-provider.md"), new DomainChecks());

        assertThat(config.sources()).containsKey("petals");
        assertThat(config.routes()).anyMatch(route -> route.name().equals("florist-orders"));
    }

    @Test
    void theDestinationThatIsAddedIsTaken() throws IOException {
        var config = ConfigFile.load(with("docs/how-to/add-a-destination.md"), new DomainChecks());

        assertThat(config.destinations()).containsKey("seating-service");
        assertThat(config.routes()).anyMatch(route -> route.name().equals("guests-to-seating"));
    }

    /** The environment of a function whose usher.yaml has what a how-to adds. */
    private Settings with(String document) throws IOException {
        Map<String, Object> file = yaml(Repository.text("usher.yaml"));
        var sections = SECTION.matcher(Repository.text(document)).results().toList();
        assertThat(sections).hasSize(2);
        for (var section : sections)
            yaml(section.group(1) + section.group(2)).forEach((name, more) -> add(file, name, more));
        var written = Files.writeString(folder.resolve("usher.yaml"), new Yaml().dump(file));
        return new Settings(Map.of("USHER_CONFIG", written.toString(), "PLATFORM_URL", "https://platform.example.com"));
    }

    @SuppressWarnings("unchecked") // what a YAML mapping or list is read as
    private static void add(Map<String, Object> file, String section, Object more) {
        var known = Objects.requireNonNull(file.get(section));
        if (known instanceof Map) ((Map<String, Object>) known).putAll((Map<String, Object>) more);
        else ((List<Object>) known).addAll((List<Object>) more);
    }

    private static Map<String, Object> yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }
}
