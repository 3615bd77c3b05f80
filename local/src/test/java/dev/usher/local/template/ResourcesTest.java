package dev.usher.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What linters miss of a deployment: quotas across resources, rights to secrets, logs, alarms and ways back. */
class ResourcesTest {
    private static final String YAML = text(Path.of("../template.yaml"));
    private static final Map<String, Value.Fields> RESOURCES = resources();
    private static final Deployment DEPLOYMENT =
            Deployment.read(YAML, Map.of("RegionName", "us-east-1"), Account.local("http://127.0.0.1:1"));

    private static Map<String, Value.Fields> resources() {
        var resources = new TreeMap<String, Value.Fields>();
        at(TemplateReader.read(YAML), "Resources").entries().forEach((id, resource) -> {
            if (resource instanceof Value.Fields fields) resources.put(id, fields);
        });
        return resources;
    }

    /** Otherwise SQS receives what no environment can take, and counts it as received: valid messages end as dead letters. */
    @Test
    void noFunctionIsHeldBelowWhatItsQueuesMaySendItAtOnce() {
        assertThat(DEPLOYMENT.functions())
                .allSatisfy(function -> function.reserved().ifPresent(reserved -> assertThat(reserved)
                        .as(function.id())
                        .isGreaterThanOrEqualTo(function.events().stream()
                                .mapToInt(event ->
                                        event instanceof EventSpec.QueueMapping queue ? queue.maximumConcurrency() : 0)
                                .sum())));
    }

    /** SnapStart knows neither EFS nor more than 512 MB of temporary files nor provisioned concurrency, and only published versions. */
    @Test
    void whatIsRestoredFromASnapshotHasNothingThatASnapshotCannotHold() {
        var global = at(TemplateReader.read(YAML), "Globals", "Function");
        assertThat(functions()).allSatisfy(id -> {
            var own = properties(id);
            if (!own.entries().containsKey("SnapStart") && !global.entries().containsKey("SnapStart")) return;
            assertThat(own.entries())
                    .as(id)
                    .doesNotContainKeys("FileSystemConfigs", "EphemeralStorage", "ProvisionedConcurrencyConfig");
            assertThat(global.entries()).containsKey("AutoPublishAlias");
        });
    }

    @Test
    void everyFunctionHasALogGroupThatForgets() {
        assertThat(functions()).hasSize(DEPLOYMENT.functions().size()).allSatisfy(id -> {
            var group = reference(at(properties(id), "LoggingConfig"), "LogGroup");
            assertThat(type(group)).as(id).isEqualTo("AWS::Logs::LogGroup");
            assertThat(properties(group).entries()).containsKey("RetentionInDays");
        });
        assertThat(ids("AWS::Logs::LogGroup"))
                .allSatisfy(id -> assertThat(properties(id).entries()).containsKey("RetentionInDays"));
    }

    /** A new version that fails is taken back by an alarm on just that function. */
    @Test
    void everyFunctionIsRolledBackByItsOwnErrors() {
        var global = at(TemplateReader.read(YAML), "Globals", "Function");
        assertThat(global.entries()).containsKeys("AutoPublishAlias", "DeploymentPreference");
        assertThat(functions()).allSatisfy(id -> {
            var preference = at(properties(id), "DeploymentPreference");
            var alarm = id + "Errors";
            assertThat(words(preference.entries().get("Alarms"))).as(id).contains(alarm);
            assertThat(words(properties(alarm))).contains("AWS/Lambda", "Errors", id);
            // A condition of the function is one of its alarm, and of the deployment group that SAM makes.
            var condition = Objects.requireNonNull(RESOURCES.get(id)).entries().get("Condition");
            assertThat(words(Objects.requireNonNull(RESOURCES.get(alarm))
                            .entries()
                            .get("Condition")))
                    .isEqualTo(words(condition));
            assertThat(preference.entries().containsKey("PassthroughCondition"))
                    .as(id)
                    .isEqualTo(condition != null);
            assertThat(properties(id).entries()).containsKey("AutoPublishAliasAllProperties");
        });
    }

    /** A secret that a function is told of and may not read is found by nobody until it is deployed. */
    @Test
    void everyFunctionMayReadTheSecretsThatItsVariablesName() {
        var text = YAML.replace("${Stage}", "dev");
        for (var function : functions()) {
            var properties = block(text, function);
            var readable = Pattern.compile(":secret:(\\S+)")
                    .matcher(properties)
                    .results()
                    .map(arn -> Pattern.compile(arn.group(1).replace("*", ".*").replace("?", ".")))
                    .toList();
            var named = Pattern.compile("secretsmanager:(usher/dev/[a-z0-9-]+)\"?(?:\\n|,)")
                    .matcher(properties)
                    .results()
                    .map(secret -> secret.group(1) + "-AbCdEf")
                    .toList();
            assertThat(named).as(function).allSatisfy(secret -> assertThat(readable)
                    .anyMatch(pattern -> pattern.matcher(secret).matches()));
            if (named.isEmpty()) assertThat(readable).as(function).isEmpty();
        }
    }

    @Test
    void everyQueueAndTheTableAreEncryptedAndTalkedToByTlsAlone() {
        assertThat(ids("AWS::SQS::Queue"))
                .allSatisfy(id -> assertThat(words(properties(id).entries().get("SqsManagedSseEnabled")))
                        .containsExactly("true"));
        assertThat(words(properties("QueuesByTls").entries().get("Queues"))).containsAll(ids("AWS::SQS::Queue"));
        assertThat(ids("AWS::DynamoDB::Table")).allSatisfy(id -> {
            assertThat(words(at(properties(id), "SSESpecification"))).contains("true");
            assertThat(words(at(properties(id), "PointInTimeRecoverySpecification")))
                    .contains("true");
        });
        assertThat(ids("AWS::ElastiCache::ReplicationGroup")).allSatisfy(id -> {
            assertThat(properties(id).entries()).containsKey("AuthToken");
            assertThat(words(properties(id).entries().get("TransitEncryptionEnabled")))
                    .containsExactly("true");
            assertThat(words(properties(id).entries().get("AtRestEncryptionEnabled")))
                    .containsExactly("true");
        });
    }

    @Test
    void everyQueueIsWatched() {
        var watched = ids("AWS::CloudWatch::Alarm").stream()
                .flatMap(id -> words(properties(id).entries().get("Dimensions")).stream())
                .map(word -> word.replace(".QueueName", ""))
                .collect(Collectors.toSet());
        assertThat(watched).containsAll(ids("AWS::SQS::Queue"));
    }

    /** Whatever is made on a network stands there under one of the network's conditions, so the template also deploys without. */
    @Test
    void withoutANetworkThereIsNothingOfIt() {
        assertThat(RESOURCES).allSatisfy((id, resource) -> {
            if (!type(id).startsWith("AWS::EC2::") && !type(id).startsWith("AWS::ElastiCache::")) return;
            assertThat(words(resource.entries().get("Condition")))
                    .as(id)
                    .containsAnyOf("MakesNetwork", "MakesEndpoints", "InVpc", "MakesRedis");
        });
        assertThat(DEPLOYMENT.passedOver().keySet()).noneMatch(type -> type.startsWith("AWS::EC2"));
    }

    @Test
    void everyParameterIsInTheReferenceAndNoOther() {
        var page = text(Path.of("../docs/reference/deployment.md"));
        var documented = between(page, "## Parameters", "## Network")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pattern.compile("`(\\w+)`")
                        .matcher(line.substring(0, line.indexOf('|', 2)))
                        .results())
                .map(name -> name.group(1));
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        at(TemplateReader.read(YAML), "Parameters").entries().keySet());
    }

    private static List<String> functions() {
        return ids("AWS::Serverless::Function");
    }

    private static List<String> ids(String type) {
        return RESOURCES.keySet().stream().filter(id -> type(id).equals(type)).toList();
    }

    private static String type(String id) {
        return words(Objects.requireNonNull(RESOURCES.get(id), id).entries().get("Type"))
                .iterator()
                .next();
    }

    private static Value.Fields properties(String id) {
        return at(Objects.requireNonNull(RESOURCES.get(id), id), "Properties");
    }

    private static Value.Fields at(Value.Fields fields, String... path) {
        var at = fields;
        for (var key : path) {
            if (!(at.entries().get(key) instanceof Value.Fields next))
                throw new AssertionError("there is no " + key + " in line " + at.line());
            at = next;
        }
        return at;
    }

    private static String reference(Value.Fields fields, String key) {
        return words(fields.entries().get(key)).iterator().next();
    }

    /** Every text within, whatever functions and mappings it stands in. */
    private static Set<String> words(@Nullable Value value) {
        return values(value).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> values(@Nullable Value value) {
        return switch (value) {
            case null -> Stream.of();
            case Value.Text(var text, var line) -> Stream.of(text);
            case Value.Items(var values, var line) -> values.stream().flatMap(ResourcesTest::values);
            case Value.Fields(var entries, var lines, var line) ->
                entries.values().stream().flatMap(ResourcesTest::values);
            case Value.Call(var function, var argument, var line) -> values(argument);
        };
    }

    /** The lines of a resource. */
    private static String block(String yaml, String id) {
        var found = Pattern.compile("^  " + id + ":\n(?:(?:    .*)?\n)+", Pattern.MULTILINE)
                .matcher(yaml);
        assertThat(found.find()).as(id).isTrue();
        return found.group();
    }

    private static String between(String text, String start, String end) {
        return text.substring(text.indexOf(start), text.indexOf(end));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
