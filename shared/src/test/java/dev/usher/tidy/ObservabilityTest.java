package dev.usher.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.telemetry.Metric;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Metrics, the alarms and figures made of them, and the pages about both belong together. */
class ObservabilityTest {
    private static final String TEMPLATE = Repository.text("template.yaml");
    private static final String METRICS = Repository.text("docs/reference/metrics.md");
    private static final String ALARMS = Repository.text("docs/reference/alarms.md");
    private static final Set<String> NAMES =
            Arrays.stream(Metric.values()).map(Metric::label).collect(Collectors.toCollection(TreeSet::new));

    @Test
    void everyMetricIsDocumentedWithItsUnitAndDimensionAndNoOther() {
        var rows = found(METRICS, "^\\| `(\\w+)` \\| (\\w+) \\| ([^|]*) \\|");
        assertThat(rows.stream().map(row -> row.group(1))).containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(Metric.values()).allSatisfy(metric -> assertThat(METRICS)
                .contains("| `" + metric.label() + "` | " + metric.unit().label() + " | "
                        + (metric.dimension().isEmpty() ? "" : "`" + metric.dimension() + "`") + " |"));
    }

    @Test
    void everyMetricIsMeasuredSomewhere() {
        var measures = Repository.text("shared/src/main/java/dev/usher/telemetry/Measures.java");
        assertThat(Metric.values()).allSatisfy(metric -> assertThat(measures).contains("Metric." + metric.name()));
    }

    /** And every message that is measured is one that somebody writes. */
    @Test
    void everyMeasuredMessageIsWritten() {
        var measures = Repository.text("shared/src/main/java/dev/usher/telemetry/Measures.java");
        var head = measures.substring(0, measures.indexOf("void fault"));
        var code = Repository.paths(".java").stream()
                .filter(path -> path.contains("/src/main/") && !path.contains("/telemetry/"))
                .map(Repository::text)
                .collect(Collectors.joining());
        var messages = found(head, "\"([a-z][a-z -]+)\"(?:,| ->)").stream().map(message -> message.group(1));
        assertThat(messages.toList()).hasSizeGreaterThan(10).allSatisfy(message -> assertThat(code)
                .containsPattern("\\.(info|warn|note)\\(\\s*\"" + Pattern.quote(message) + "\""));
    }

    @Test
    void everyAlarmHasASectionAndNoOtherHas() {
        var alarms = found(TEMPLATE, "^  (\\w+):\n    Type: AWS::CloudWatch::(?:Composite)?Alarm$").stream()
                .map(alarm -> alarm.group(1))
                .filter(alarm -> !alarm.matches("IntakeBudget.*(Long|Short)")) // parts of the two pairs
                .collect(Collectors.toCollection(TreeSet::new));
        var sections = found(ALARMS, "^## (.+)$").stream()
                .flatMap(heading -> Stream.of(heading.group(1).split(", ", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(sections).isEqualTo(alarms);
    }

    @Test
    void everySectionOfAnAlarmSaysWhatItMeansAndWhatToDo() {
        var sections = Stream.of(ALARMS.split("\n## ", -1)).skip(1);
        assertThat(sections).allSatisfy(section -> assertThat(section).contains("**Means.**", "**Do.**"));
    }

    @Test
    void whateverTheTemplateShowsOrWatchesOfUsherIsMeasured() {
        var watched = found(TEMPLATE, "Namespace: Usher,? *\n? *MetricName: (\\w+)");
        var shown = found(TEMPLATE, "\\[\"Usher\",\"(\\w+)\"");
        assertThat(watched).hasSizeGreaterThan(5);
        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(Stream.concat(watched.stream(), shown.stream()).map(name -> name.group(1)))
                .isSubsetOf(NAMES);
        var dimensions = found(TEMPLATE, "\\[\"Usher\",\"(\\w+)\",\"Stack\",\"[^\"]+\",\"(\\w+)\",");
        assertThat(dimensions).isNotEmpty().allSatisfy(shownBy -> assertThat(dimensionOf(shownBy.group(1)))
                .isEqualTo(shownBy.group(2)));
    }

    private static String dimensionOf(String name) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.label().equals(name))
                .findFirst()
                .orElseThrow()
                .dimension();
    }

    private static java.util.List<MatchResult> found(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .toList();
    }
}
