package dev.usher.local.template;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one resource of each type that the local host brings to life. */
final class ResourceReader {
    /** The property that names a resource when its logical id is not to. */
    private static final List<String> NAMES = List.of("QueueName", "TableName", "FunctionName");

    /** What exists outside of the host, where several hosts may have theirs. */
    private static final Set<String> NAMED_AFTER_THE_STACK = Set.of("AWS::DynamoDB::Table", "AWS::SQS::Queue");

    private static final Map<String, String> QUEUE_ATTRIBUTES = Map.of(
            "VisibilityTimeout", "30",
            "MessageRetentionPeriod", "345600",
            "DelaySeconds", "0",
            "ReceiveMessageWaitTimeSeconds", "0");

    private final Intrinsics intrinsics;
    private final Map<String, Value> globals;
    private final Account account;

    ResourceReader(Intrinsics intrinsics, Map<String, Value> globals, Account account) {
        this.intrinsics = intrinsics;
        this.globals = globals;
        this.account = account;
    }

    static String nameOf(String id, DeploymentReader.Resource resource, Intrinsics intrinsics, Account account) {
        if (resource.properties() instanceof Value.Fields(var entries, var lines, var line)) {
            for (var property : NAMES) {
                var name = entries.get(property);
                if (name != null
                        && intrinsics.resolve(name, id + "." + property) instanceof Value.Text(var text, var at))
                    return text;
            }
        }
        return NAMED_AFTER_THE_STACK.contains(resource.type()) ? account.nameOf(id) : id;
    }

    FunctionSpec function(String id, DeploymentReader.Resource resource) {
        var block = properties(id, resource, "Function", NoEffect.ofFunction());
        var handler = block.text("Handler");
        if (!handler.endsWith("::handleRequest")) {
            throw new TemplateError(
                    block.need("Handler").line(),
                    block.path() + ".Handler",
                    "only package.Class::handleRequest is understood");
        }
        var environment = block.block("Environment");
        var variables = environment.block("Variables").allTexts();
        environment.end();
        int reserved = block.number("ReservedConcurrentExecutions", -1);
        var events = block.block("Events");
        var spec = new FunctionSpec(
                id,
                block.text("FunctionName", id),
                handler.substring(0, handler.indexOf("::")),
                resource.line(),
                Duration.ofSeconds(block.number("Timeout", 3)),
                block.number("MemorySize", 128),
                reserved < 0 ? OptionalInt.empty() : OptionalInt.of(reserved),
                variables,
                events.keys().stream()
                        .map(event -> new EventReader(id + event).read(events.block(event)))
                        .toList());
        block.end();
        return spec;
    }

    ApiSpec api(String id, DeploymentReader.Resource resource) {
        return new ApiReader(properties(id, resource, "HttpApi", NoEffect.ofApi())).read();
    }

    TableSpec table(String id, DeploymentReader.Resource resource) {
        var block = properties(id, resource, "", NoEffect.ofTable());
        var attributes = new LinkedHashMap<String, String>();
        block.blocks(
                "AttributeDefinitions",
                definition -> attributes.put(definition.text("AttributeName"), definition.text("AttributeType")));
        var key = key(block);
        var indexes = block.blocks("GlobalSecondaryIndexes", ResourceReader::index);
        var ttl = block.block("TimeToLiveSpecification");
        var ttlAttribute = ttl.text("AttributeName", "");
        boolean expires = ttl.flag("Enabled", false);
        ttl.end();
        var name = block.text("TableName", account.nameOf(id));
        block.end();
        return new TableSpec(id, name, attributes, key, indexes, expires ? ttlAttribute : null);
    }

    QueueSpec queue(String id, DeploymentReader.Resource resource) {
        var block = properties(id, resource, "", NoEffect.ofQueue());
        block.only("FifoQueue", "false");
        var attributes = new HashMap<String, String>();
        QUEUE_ATTRIBUTES.forEach((name, otherwise) -> attributes.put(name, block.text(name, otherwise)));
        var name = block.text("QueueName", account.nameOf(id));
        var redrive = redrive(block);
        block.end();
        return new QueueSpec(id, name, attributes, redrive);
    }

    private static QueueSpec.@Nullable Redrive redrive(Block queue) {
        if (queue.find("RedrivePolicy") == null) return null;
        var policy = queue.block("RedrivePolicy");
        var redrive = new QueueSpec.Redrive(policy.text("deadLetterTargetArn"), policy.number("maxReceiveCount", 1));
        policy.end();
        return redrive;
    }

    private static TableSpec.Index index(Block block) {
        block.passOver(NoEffect.ofTable());
        var projection = block.block("Projection");
        var index = new TableSpec.Index(
                block.text("IndexName"),
                key(block),
                projection.text("ProjectionType", "KEYS_ONLY"),
                projection.texts("NonKeyAttributes"));
        projection.end();
        return index;
    }

    private static TableSpec.Key key(Block block) {
        var byType = new HashMap<String, String>();
        block.blocks("KeySchema", part -> byType.put(part.text("KeyType"), part.text("AttributeName")));
        var partition = byType.get("HASH");
        if (partition == null)
            throw new TemplateError(block.line(), block.path() + ".KeySchema", "there is no HASH key");
        return new TableSpec.Key(partition, byType.get("RANGE"));
    }

    /** The resource's properties, the globals of its kind merged in, without what has no local effect, resolved. */
    private Block properties(
            String id, DeploymentReader.Resource resource, String kind, Set<String> withoutLocalEffect) {
        var path = "Resources." + id + ".Properties";
        var global = globals.get(kind);
        var merged = global == null ? resource.properties() : Globals.merge(global, resource.properties());
        if (!(merged instanceof Value.Fields(var entries, var lines, var line))) {
            throw new TemplateError(resource.line(), path, "a mapping is expected here");
        }
        var effective = new LinkedHashMap<>(entries);
        effective.keySet().removeAll(withoutLocalEffect);
        var resolved = intrinsics.resolve(new Value.Fields(effective, lines, line), path);
        return Block.of(resolved == null ? merged : resolved, path);
    }
}
