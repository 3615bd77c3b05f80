package dev.usher.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.lambda.Backoff;
import dev.usher.local.function.Handlers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What linters miss: that the template, the code and the reference of variables belong together. */
class TemplateTest {
    private static final Path ROOT = Path.of("..");
    private static final String YAML = text(ROOT.resolve("template.yaml"));
    private static final Deployment DEPLOYMENT =
            Deployment.read(YAML, Map.of("RegionName", "us-east-1"), Account.local("http://127.0.0.1:1"));

    /** What Lambda itself gives to every function, as far as a function reads it. */
    private static final Map<String, String> LAMBDA = Map.of(
            "AWS_REGION", "eu-west-1",
            "AWS_ACCESS_KEY_ID", "id",
            "AWS_SECRET_ACCESS_KEY", "key",
            "AWS_LAMBDA_FUNCTION_NAME", "function");

    private static final Pattern VARIABLE = Pattern.compile("\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\\b");

    @Test
    void everyHandlerExistsAndStartsWithTheVariablesOfTheTemplateAlone() {
        var handlers = Handlers.find(DEPLOYMENT.functions(), getClass().getClassLoader());

        assertThat(DEPLOYMENT.functions()).isNotEmpty().allSatisfy(function -> {
            var variables = new HashMap<>(LAMBDA);
            variables.putAll(function.environment());
            var handler = Objects.requireNonNull(handlers.get(function.id()));
            assertThatCode(() -> handler.create(variables)).as(function.id()).doesNotThrowAnyException();
        });
    }

    @Test
    void everyFunctionHasAJarThatTheBuildMakes() {
        var jars = Pattern.compile("CodeUri: (\\S+)/target/usher-(\\S+)-lambda\\.jar")
                .matcher(YAML)
                .results()
                .toList();
        assertThat(jars).hasSameSizeAs(DEPLOYMENT.functions());
        assertThat(jars).allSatisfy(jar -> {
            var pom = text(ROOT.resolve(jar.group(1)).resolve("pom.xml"));
            var artifact = between(pom, "<artifactId>usher-", "</artifactId>");
            var version = between(pom, "<version>", "</version>");
            assertThat(jar.group(2)).isEqualTo(artifact + "-" + version);
        });
        assertThat(Pattern.compile("SkipBuild: true").matcher(YAML).results()).hasSameSizeAs(jars);
    }

    /** AWS: at least six times the function's timeout, so that a batch that is retried does not come twice at once. */
    @Test
    void aMessageStaysInvisibleForSixTimesTheTimeoutOfItsFunction() {
        var mapped = DEPLOYMENT.functions().stream().flatMap(function -> function.events().stream()
                .filter(EventSpec.QueueMapping.class::isInstance)
                .map(EventSpec.QueueMapping.class::cast)
                .map(mapping -> Map.entry(function, mapping)));
        assertThat(mapped.toList()).isNotEmpty().allSatisfy(entry -> {
            var queue = DEPLOYMENT.queue(entry.getValue());
            assertThat(seconds(queue, "VisibilityTimeout"))
                    .as(queue.name())
                    .isGreaterThanOrEqualTo(entry.getKey().timeout().multipliedBy(6));
            assertThat(entry.getValue().reportsItemFailures()).isTrue();
        });
    }

    /** A message keeps its age when it moves, so a dead-letter queue must keep it longer than the queue that it comes from. */
    @Test
    void everyQueueThatFeedsAFunctionHasADeadLetterQueueThatKeepsLonger() {
        var feeding = DEPLOYMENT.queues().stream().filter(queue -> DEPLOYMENT.functions().stream()
                .flatMap(function -> function.events().stream())
                .anyMatch(event -> event instanceof EventSpec.QueueMapping mapping
                        && mapping.queueName().equals(queue.name())));
        assertThat(feeding.toList()).isNotEmpty().allSatisfy(queue -> {
            var redrive = Objects.requireNonNull(queue.redrive(), queue.name());
            var arn = redrive.deadLetterArn();
            var letters = DEPLOYMENT.queue(arn.substring(arn.lastIndexOf(':') + 1));
            assertThat(seconds(letters, "MessageRetentionPeriod"))
                    .isGreaterThan(seconds(queue, "MessageRetentionPeriod"));
        });
    }

    /** An outage of hours must not end in the dead-letter queue, also when every wait is as short as it can be. */
    @Test
    void aMessageOfADeliveryComesAgainForHours() {
        var delivery = DEPLOYMENT.functions().stream()
                .filter(function -> function.id().equals("Delivery"))
                .findFirst()
                .orElseThrow();
        assertThat(mappings(delivery)).hasSize(4).allSatisfy(mapping -> {
            var redrive = Objects.requireNonNull(DEPLOYMENT.queue(mapping).redrive());
            var least = Duration.ZERO;
            for (int received = 1; received < redrive.maxReceiveCount(); received++)
                least = least.plus(Backoff.after(received, "some-message"));
            assertThat(least).isBetween(Duration.ofHours(3), Duration.ofHours(12));
        });
    }

    @Test
    void whoReceivesFromAQueueMaySayWhenItsMessagesComeAgainAndWriteToItsDeadLetterQueue() {
        for (var function : DEPLOYMENT.functions()) {
            var policies = between(YAML.substring(YAML.indexOf("  " + function.id() + ":\n")), "Policies:", "Events:");
            for (var mapping : mappings(function)) {
                var queue = DEPLOYMENT.queue(mapping);
                var redrive = Objects.requireNonNull(queue.redrive());
                var arn = redrive.deadLetterArn();
                assertThat(allowed(policies, "sqs:ChangeMessageVisibility")).contains(queue.id() + ".Arn");
                assertThat(allowed(policies, "sqs:SendMessage"))
                        .contains(arn.substring(arn.lastIndexOf(':') + 1) + ".Arn");
            }
        }
    }

    private static List<EventSpec.QueueMapping> mappings(FunctionSpec function) {
        return function.events().stream()
                .filter(EventSpec.QueueMapping.class::isInstance)
                .map(EventSpec.QueueMapping.class::cast)
                .toList();
    }

    /** What the statements that allow an action allow it on. */
    private static String allowed(String policies, String action) {
        return Pattern.compile("Action: \\[[^]]*" + action + "[^]]*]\\s+Resource: ([^\n]*)")
                .matcher(policies)
                .results()
                .map(statement -> statement.group(1))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void oneRouteIsBehindAJwtAuthorizerWhenIssuerAndAudienceAreGiven() {
        var jwts = jwts(Map.of("JwtIssuer", "https://id.example.com/realm", "JwtAudience", "console,cli"));

        assertThat(jwts)
                .isEqualTo(Map.of(
                        "ANY /sso/admin/{proxy+}",
                        new JwtSpec("https://id.example.com/realm", List.of("console", "cli"), List.of())));
        assertThat(jwts(Map.of())).isEmpty();
        assertThat(jwts(Map.of("JwtIssuer", "https://id.example.com/realm"))).isEmpty();
        assertThat(jwts(Map.of("JwtAudience", "console"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            JwtIssuer | id.example.com
            JwtIssuer | http://id.example.com
            JwtIssuer | http://127.0.0.1.example.com
            JwtIssuer | https://id.example.com/a b
            JwtAudience | ,
            JwtAudience | console,
            JwtAudience | console,,cli
            JwtAudience | console, cli
            """)
    void anIssuerIsReachedByTlsAndNoAudienceIsEmpty(String parameter, String value) {
        assertThatThrownBy(() -> jwts(Map.of(parameter, value))).hasMessageContaining("does not match");
    }

    private static Map<String, JwtSpec> jwts(Map<String, String> parameters) {
        return Deployment.read(YAML, parameters, Account.local("http://127.0.0.1:1"))
                .api()
                .jwts();
    }

    @Test
    void everyVariableThatTheTemplateSetsIsRead() {
        var read = read();
        assertThat(DEPLOYMENT.functions()).allSatisfy(function -> assertThat(read)
                .as(function.id())
                .containsAll(function.environment().keySet()));
    }

    /** What is read and set by nobody is said to be so in the reference. */
    @Test
    void everyVariableThatIsReadIsSetUnlessTheReferenceSaysOtherwise() {
        var set = DEPLOYMENT.functions().stream()
                .flatMap(function -> function.environment().keySet().stream())
                .collect(Collectors.toSet());
        var rows = text(ROOT.resolve("docs/reference/configuration.md")).lines().toList();
        assertThat(read()).allSatisfy(name -> assertThat(set.contains(name))
                .as(name)
                .isNotEqualTo(rows.stream()
                        .filter(row -> row.matches("\\|[^|]*`" + name + "`.*"))
                        .anyMatch(row -> row.contains("Not set by the template") || row.contains("Set by Lambda"))));
    }

    @Test
    void theReferenceListsExactlyTheVariablesThatAreRead() {
        var reference = text(ROOT.resolve("docs/reference/configuration.md"));
        var table = reference.substring(reference.indexOf("## Environment variables"));
        var documented = table.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 2)))
                .flatMap(names ->
                        Pattern.compile("`([A-Z_0-9]+)`").matcher(names).results())
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(read());
    }

    @Test
    void everyWildcardOfAPolicySaysWhy() {
        var silent = YAML.lines()
                .filter(line ->
                        line.matches("\\s*(-\\s*)?((Action|Resource):|!Sub \"?(arn:|\\$\\{\\w+\\.Arn))[^#]*[*?][^#]*"));
        assertThat(silent).isEmpty();
        assertThat(YAML).doesNotContain("Action: \"*\"", "Action: '*'", "Resource: \"*\"", "Resource: '*'");
    }

    @Test
    void whatHoldsDataOutlivesTheStack() {
        var table = YAML.substring(YAML.indexOf("Type: AWS::DynamoDB::Table"));
        assertThat(table.lines().limit(4)).anyMatch(line -> line.contains("DeletionPolicy: Retain"));
        assertThat(table.lines().limit(4)).anyMatch(line -> line.contains("UpdateReplacePolicy: Retain"));
    }

    /** The variables named in code, and those that the shipped configuration asks for. */
    private static Set<String> read() {
        var code = javaOf("shared").stream().flatMap(TemplateTest::literals);
        var functions = javaOf("functions").stream().flatMap(TemplateTest::literals);
        var configured = Pattern.compile("\\$\\{([A-Z_0-9]+)|env:([A-Z_0-9]+)")
                .matcher(text(ROOT.resolve("usher.yaml")).replaceAll("(?m)#.*$", ""))
                .results()
                .map(name -> name.group(1) == null ? name.group(2) : name.group(1));
        return Stream.of(code, functions, configured)
                .flatMap(names -> names)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> literals(String java) {
        return Pattern.compile("\"((?:USHER|AWS)_[A-Z_0-9]+)\"")
                .matcher(java)
                .results()
                .map(literal -> literal.group(1))
                .filter(name -> VARIABLE.matcher(name).matches());
    }

    private static List<String> javaOf(String folder) {
        try (var files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().replace('\\', '/').matches(".*/src/main/java/.*\\.java"))
                    .map(TemplateTest::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration seconds(QueueSpec queue, String attribute) {
        return Duration.ofSeconds(Long.parseLong(
                Objects.requireNonNull(queue.attributes().get(attribute), queue.name() + " has no " + attribute)));
    }

    /** The first text between two others that is not that of the parent. */
    private static String between(String text, String start, String end) {
        var own = start.contains("artifactId") ? text.substring(text.indexOf("</parent>")) : text;
        int from = own.indexOf(start) + start.length();
        return own.substring(from, own.indexOf(end, from));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
