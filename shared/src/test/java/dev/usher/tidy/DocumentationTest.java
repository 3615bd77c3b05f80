package dev.usher.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.telemetry.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the documents name exists: links, paths, types and tests. */
class DocumentationTest {
    private static final List<String> DOCUMENTS = Repository.paths(".md");
    private static final Map<String, String> CLASSES = Repository.classes();
    private static final Map<String, List<String>> BY_SIMPLE_NAME = CLASSES.entrySet().stream()
            .collect(Collectors.groupingBy(
                    type -> type.getKey().substring(type.getKey().lastIndexOf('.') + 1),
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    private static final String TEMPLATE = Repository.text("template.yaml");

    private static final Pattern LINK = Pattern.compile("\\[[^\\]\n]+]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern BLOCK = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final Pattern A_PATH = Pattern.compile(
            "[\\w.-]+(/[\\w.-]+)*\\.(md|java|yaml|json|lua|env|sh|xml)|\\.ci/run|(docs|events|functions|local|shared|bench)/[\\w/.-]*");
    private static final Pattern A_FULL_NAME =
            Pattern.compile("(dev\\.usher(?:\\.[a-z]+)+)(?:\\.([A-Z]\\w+)(?:\\.(\\w+))?)?");
    private static final Pattern A_SIMPLE_NAME = Pattern.compile("([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+)(?:\\.(\\w+))?");

    /** Names with a hump that are nobody's class: of other programs, protocols and libraries. */
    private static final List<String> FOREIGN = List.of(
            "APIGatewayV2HTTPEvent",
            "ConcurrentExecutions",
            "DnsResolver",
            "HttpClient",
            "PlatformUrl",
            "RateLimit",
            "RequestStreamHandler",
            "SQSEvent",
            "UpdateItem",
            "UrlConnection",
            "VmHWM");

    private static final Set<String> MEASURED =
            Stream.of(Metric.values()).map(Metric::label).collect(Collectors.toSet());

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(wrong(LINK, DocumentationTest::leadsSomewhere)).isEmpty();
    }

    @Test
    void everyPathExists() {
        assertThat(wrong(CODE, (document, text) -> !A_PATH.matcher(text).matches() || isPath(document, text)))
                .isEmpty();
    }

    @Test
    void everyTypeExists() {
        assertThat(wrong(CODE, (document, text) -> isType(text))).isEmpty();
    }

    @Test
    void theReadmeIsReadInOneSitting() {
        assertThat(Repository.text("README.md").lines().count()).isLessThanOrEqualTo(150);
    }

    @Test
    void aDecisionIsOnePageAndIsListed() {
        var index = Repository.text("docs/README.md");
        var decisions =
                DOCUMENTS.stream().filter(path -> path.startsWith("docs/adr/")).toList();
        assertThat(decisions).isNotEmpty().allSatisfy(path -> {
            assertThat(path).matches("docs/adr/\\d{4}-[a-z0-9-]+\\.md");
            assertThat(Repository.text(path).lines().count()).isLessThanOrEqualTo(60);
            assertThat(Repository.text(path))
                    .contains("## Context", "## Decision", "## Consequences", "## What would change our mind");
            assertThat(index).contains(path.substring("docs/".length()));
        });
    }

    @Test
    void theIndexListsEveryDocument() {
        var index = Repository.text("docs/README.md");
        assertThat(DOCUMENTS.stream().filter(path -> path.startsWith("docs/") && !path.equals("docs/README.md")))
                .allSatisfy(path -> assertThat(index).contains("(" + path.substring("docs/".length())));
    }

    private static boolean leadsSomewhere(String document, String target) {
        if (target.startsWith("http")) return true;
        var parts = target.split("#", 2);
        var path = parts[0].isEmpty() ? document : beside(document, parts[0]);
        if (!Repository.exists(path)) return false;
        return parts.length == 1 || headings(path).contains(parts[1]);
    }

    private static List<String> headings(String document) {
        return Repository.text(document)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String beside(String document, String path) {
        var folder = Path.of(document).getParent();
        return (folder == null ? Path.of(path) : folder.resolve(path))
                .normalize()
                .toString()
                .replace('\\', '/');
    }

    /** From the root, beside the document, or the end of a path that exists. */
    private static boolean isPath(String document, String text) {
        return Repository.exists(text)
                || Repository.exists(beside(document, text))
                || Repository.paths().stream().anyMatch(path -> path.endsWith("/" + text));
    }

    private static boolean isType(String text) {
        var full = A_FULL_NAME.matcher(text);
        if (full.matches()) return exists(full.group(1), full.group(2), full.group(3));
        var simple = A_SIMPLE_NAME.matcher(text);
        if (!simple.matches() || FOREIGN.contains(simple.group(1))) return true;
        var classes = BY_SIMPLE_NAME.get(simple.group(1));
        if (classes == null && MEASURED.contains(simple.group(1))) return true;
        if (classes == null)
            return Pattern.compile("\\b" + simple.group(1) + "\\b")
                            .matcher(TEMPLATE)
                            .find()
                    && simple.group(2) == null;
        var member = simple.group(2);
        return member == null || classes.stream().anyMatch(java -> names(java, member));
    }

    private static boolean exists(String name, @Nullable String type, @Nullable String member) {
        if (type == null) return CLASSES.keySet().stream().anyMatch(other -> other.startsWith(name + "."));
        var java = CLASSES.get(name + "." + type);
        return java != null && (member == null || names(java, member));
    }

    private static boolean names(String java, String member) {
        return Pattern.compile("\\b" + member + "\\b").matcher(java).find();
    }

    /** {@code document: text} of everything found outside of blocks that is not right. */
    private static List<String> wrong(Pattern pattern, BiPredicate<String, String> right) {
        var wrong = new ArrayList<String>();
        for (var document : DOCUMENTS) {
            var matcher =
                    pattern.matcher(BLOCK.matcher(Repository.text(document)).replaceAll(""));
            while (matcher.find())
                if (!right.test(document, matcher.group(1))) wrong.add(document + ": " + matcher.group(1));
        }
        return wrong;
    }
}
