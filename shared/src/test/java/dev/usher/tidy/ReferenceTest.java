package dev.usher.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.RateLimitFields;
import dev.usher.message.Outcome;
import dev.usher.signature.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The references of errors, limits, logs and the table say what the code says. */
class ReferenceTest {
    private static final Map<String, String> MAIN = Repository.paths(".java").stream()
            .filter(path -> path.contains("/src/main/") && !path.startsWith("local/"))
            .collect(Collectors.toMap(path -> path, Repository::text));
    private static final String ERRORS = Repository.text("docs/reference/errors.md");

    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    @Test
    void everyProblemTypeIsDocumentedAndNoOther() {
        var written = found("problem\\(\\s*\\d+,\\s*\"([a-z-]+)\"");
        assertThat(words("Problem types")).isEqualTo(written);
    }

    @Test
    void everyRegisteredProblemIsDocumentedWithItsStatus() {
        var signals = Repository.text("docs/reference/signals.md");
        assertThat(RateLimitFields.Problem.values()).allSatisfy(problem -> {
            var word = problem.type().replaceAll(".*#", "");
            assertThat(signals).contains("| `" + word + "` | " + problem.status() + " |");
        });
    }

    @Test
    void everyReceiptIsDocumentedAndNoOther() {
        var receipt = Repository.text("shared/src/main/java/dev/usher/webhook/Receipt.java");
        assertThat(words("What came of a webhook")).isEqualTo(matches(receipt, "ignored -> \"([a-z-]+)\""));
    }

    @Test
    void everyReasonOfARejectionIsDocumentedAndNoOther() {
        assertThat(words("Why a webhook was refused")).isEqualTo(labels(Verdict.Reason.values(), "-"));
    }

    @Test
    void everyFailureOfAnAttemptIsDocumentedAndNoOther() {
        assertThat(words("Why an attempt failed")).isEqualTo(labels(Outcome.Failure.values(), "_"));
    }

    @Test
    void everyReasonOfADeliveryIsDocumentedAndNoOther() {
        var written = new TreeSet<>(found("State\\.[A-Z]+,\\s*\"([a-z-]+)[\":]"));
        written.addAll(
                found(
                        "String (?:EXHAUSTED|BLOCKED|REPLAYED|QUEUED|AGAIN|HALF_ROUTED|CALLING|UNKNOWN|LIMITED|BROKEN|LATE|TOO_LONG|DEAR) = \"([a-z-]+)\""));
        assertThat(words("Why a delivery stands where it does")).isEqualTo(written);
    }

    @Test
    void everyConflictIsDocumentedAndNoOther() {
        var written = new TreeSet<>(found("(?:conflict|Refused)\\(\\s*\"([a-z-]+)\""));
        var permit = Repository.text("shared/src/main/java/dev/usher/replay/Permit.java");
        written.addAll(matches(permit, "return [^\"\n]*\"([a-z-]+)\""));
        var documented = new TreeSet<>(words("Why a replay was refused"));
        documented.addAll(words("Other conflicts"));
        documented.add("event-expired"); // a reason of deliveries that replays share
        assertThat(documented).isEqualTo(written);
    }

    @Test
    void everyObjectionToAStoredEventIsDocumented() {
        var reverify = Repository.text("shared/src/main/java/dev/usher/replay/Reverify.java");
        var objections = matches(reverify, "(?:->|return) \"([a-z-]+)\"");
        assertThat(objections).isNotEmpty().allSatisfy(word -> assertThat(section("Why a webhook was refused"))
                .contains("`" + word + "`"));
    }

    @Test
    void everyLimitIsAsDocumented() {
        var rows = Pattern.compile(
                        "^\\| [^|]+ \\| ([^|]+) \\| `(dev\\.usher\\.[\\w.]+)\\.(\\w+)` \\|$", Pattern.MULTILINE)
                .matcher(Repository.text("docs/reference/limits.md"))
                .results()
                .toList();
        assertThat(rows).hasSizeGreaterThan(50);
        assertThat(rows).allSatisfy(row -> assertThat(measured(row.group(2), row.group(3)))
                .as(row.group())
                .isEqualTo(number(row.group(1))));
    }

    @Test
    void everyLineOfTheLogIsDocumented() {
        var reference = Repository.text("docs/reference/logs.md");
        var messages = found("log(?:\\(\\))?\\s*\\.(?:info|warn|error)\\(\\s*\"([^\"]+)\"");
        assertThat(messages).hasSizeGreaterThan(10).allSatisfy(message -> assertThat(reference)
                .contains("| `" + message + "` |"));
    }

    @Test
    void everyClassThatWritesItemsIsInTheTable() {
        var reference = Repository.text("docs/reference/table.md");
        var writers = MAIN.entrySet().stream()
                .filter(file ->
                        file.getKey().contains("/dynamo/") && file.getValue().contains(".put(\"pk\""))
                .map(file -> "dev.usher.dynamo." + file.getKey().replaceAll(".*/|\\.java", ""));
        assertThat(writers.toList()).isNotEmpty().allSatisfy(name -> assertThat(reference)
                .contains("`" + name + "`"));
    }

    /** In milliseconds when it is a time. */
    private static long measured(String type, String constant) throws ReflectiveOperationException {
        var field = Class.forName(type).getDeclaredField(constant);
        field.setAccessible(true);
        return switch (field.get(null)) {
            case Duration time -> time.toMillis();
            case Number number -> number.longValue();
            case null, default ->
                throw new IllegalArgumentException(type + "." + constant + " is neither a number nor a time");
        };
    }

    private static long number(String text) {
        var parts = text.strip().split(" ", 2);
        long number = Long.parseLong(parts[0].replace(",", ""));
        return number * unit(parts.length == 1 ? "" : parts[1]);
    }

    private static long unit(String name) {
        return switch (name) {
            case "KiB" -> 1024;
            case "MiB" -> 1024 * 1024;
            case "s" -> 1000;
            case "min" -> 60_000;
            case "h" -> 3_600_000;
            case "days" -> 86_400_000;
            default -> 1; // ms, bytes, characters, times
        };
    }

    private static String section(String heading) {
        int start = ERRORS.indexOf("## " + heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = ERRORS.indexOf("\n## ", start);
        return end < 0 ? ERRORS.substring(start) : ERRORS.substring(start, end);
    }

    private static Set<String> words(String heading) {
        return ROW.matcher(section(heading))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> labels(Enum<?>[] values, String separator) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace("_", separator))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(String pattern) {
        return MAIN.values().stream()
                .flatMap(java -> results(java, pattern))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> matches(String java, String pattern) {
        return results(java, pattern).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> results(String java, String pattern) {
        return Pattern.compile(pattern).matcher(java).results().map(result -> result.group(1));
    }
}
