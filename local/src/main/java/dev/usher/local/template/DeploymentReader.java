package dev.usher.local.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the sections of a template in the order in which they depend on each other. */
final class DeploymentReader {
    private static final Set<String> ATTRIBUTES_WITHOUT_LOCAL_EFFECT =
            Set.of("DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata");

    private final Block root;
    private final Map<String, String> overrides;
    private final Account account;
    private final List<FunctionSpec> functions = new ArrayList<>();
    private final List<TableSpec> tables = new ArrayList<>();
    private final List<QueueSpec> queues = new ArrayList<>();
    private final Map<String, Integer> passedOver = new TreeMap<>();
    private ApiSpec api = ApiSpec.OPEN;

    DeploymentReader(Value.Fields template, Map<String, String> overrides, Account account) {
        this.root = new Block(template, "");
        this.overrides = overrides;
        this.account = account;
    }

    Deployment read() {
        root.only("AWSTemplateFormatVersion", "2010-09-09");
        root.only("Transform", "AWS::Serverless-2016-10-31");
        root.passOver(Set.of("Description", "Metadata", "Outputs"));
        var parameters = Parameters.read(root.block("Parameters"), overrides, account);
        var mappings = section("Mappings");
        var conditions = section("Conditions");
        var globals = section("Globals");
        var resources = section("Resources");
        root.end();
        for (var kind : globals.keySet()) {
            if (!kind.equals("Function") && !kind.equals("HttpApi")) {
                throw new TemplateError(
                        globals.get(kind).line(), "Globals." + kind, "not understood by the local host");
            }
        }
        var rules = new Intrinsics(new Scope(parameters, Map.of(), mappings, conditions));
        var present = present(resources, rules);
        var scope = new Scope(parameters, addresses(present, rules), mappings, conditions);
        var reader = new ResourceReader(new Intrinsics(scope), globals, account);
        present.forEach((id, block) -> add(id, block, reader));
        checkGuards();
        return new Deployment(List.copyOf(functions), List.copyOf(tables), List.copyOf(queues), api, passedOver);
    }

    private void add(String id, Resource resource, ResourceReader reader) {
        switch (resource.type()) {
            case "AWS::Serverless::Function" -> functions.add(reader.function(id, resource));
            case "AWS::Serverless::HttpApi" -> api = reader.api(id, resource);
            case "AWS::DynamoDB::Table" -> tables.add(reader.table(id, resource));
            case "AWS::SQS::Queue" -> queues.add(reader.queue(id, resource));
            default -> {
                if (NoEffect.ofType(resource.type()) == null) {
                    throw new TemplateError(
                            resource.line(),
                            "Resources." + id,
                            "the local host does not understand " + resource.type());
                }
                passedOver.merge(resource.type(), 1, Integer::sum);
            }
        }
    }

    /** A guard whose route is written otherwise than in the function's event would guard nothing. */
    private void checkGuards() {
        for (var route : api.jwts().keySet()) {
            boolean served = functions.stream()
                    .flatMap(function -> function.events().stream())
                    .anyMatch(event -> event instanceof EventSpec.HttpRoute own
                            && own.key().equals(route));
            if (!served)
                throw new TemplateError(
                        root.line(), "DefinitionBody.paths", "no function has the route " + route + " that is guarded");
        }
    }

    /** A resource that is there, its conditions being met; {@code properties} are unresolved. */
    record Resource(String type, Value properties, int line) {}

    private static Map<String, Resource> present(Map<String, Value> resources, Intrinsics rules) {
        var present = new LinkedHashMap<String, Resource>();
        resources.forEach((id, value) -> {
            var block = Block.of(value, "Resources." + id);
            var type = block.text("Type");
            var condition = block.text("Condition", "");
            block.passOver(ATTRIBUTES_WITHOUT_LOCAL_EFFECT);
            var properties = block.find("Properties");
            block.end();
            if (!condition.isEmpty() && !rules.holds(condition, block.line(), block.path())) return;
            var none = new Value.Fields(Map.of(), Map.of(), block.line());
            present.put(id, new Resource(type, properties == null ? none : properties, block.line()));
        });
        return present;
    }

    /** What {@code Ref} and {@code GetAtt} of every resource give. */
    private Map<String, String> addresses(Map<String, Resource> resources, Intrinsics rules) {
        var addresses = new HashMap<String, String>();
        resources.forEach((id, resource) -> {
            var name = ResourceReader.nameOf(id, resource, rules, account);
            addresses.put(id, name);
            switch (resource.type()) {
                case "AWS::SQS::Queue" -> {
                    addresses.put(id, account.queueUrl(name));
                    addresses.put(id + ".QueueUrl", account.queueUrl(name));
                    addresses.put(id + ".QueueName", name);
                    addresses.put(id + ".Arn", account.arn("sqs", name));
                }
                case "AWS::DynamoDB::Table" -> addresses.put(id + ".Arn", account.arn("dynamodb", "table/" + name));
                case "AWS::SNS::Topic" -> addresses.put(id, account.arn("sns", name));
                case "AWS::Serverless::Function" ->
                    addresses.put(id + ".Arn", account.arn("lambda", "function:" + name));
                default -> addresses.put(id + ".Arn", account.arn("local", name));
            }
        });
        return addresses;
    }

    private Map<String, Value> section(String name) {
        var block = root.block(name);
        var entries = new LinkedHashMap<String, Value>();
        for (var key : block.keys()) entries.put(key, block.need(key));
        return entries;
    }

    /** Reads the {@code Parameters} section and adds the pseudo parameters. */
    private static final class Parameters {
        static Map<String, String> read(Block section, Map<String, String> overrides, Account account) {
            var values = new TreeMap<String, String>();
            for (var name : section.keys()) {
                var parameter = section.block(name);
                parameter.passOver(Set.of("Type", "Description", "NoEcho", "ConstraintDescription"));
                var value = overrides.getOrDefault(name, parameter.text("Default", ""));
                if (!overrides.containsKey(name)) parameter.text("Default"); // names the parameter that has no value
                check(parameter, value);
                parameter.end();
                values.put(name, value);
            }
            for (var name : overrides.keySet()) {
                if (!values.containsKey(name))
                    throw new TemplateError(1, "Parameters." + name, "there is no such parameter to set");
            }
            values.put("AWS::Region", account.region());
            values.put("AWS::AccountId", account.accountId());
            values.put("AWS::Partition", "aws");
            values.put("AWS::URLSuffix", "amazonaws.com");
            values.put("AWS::StackName", account.stackName());
            values.put("AWS::StackId", account.arn("cloudformation", "stack/" + account.stackName() + "/local"));
            return values;
        }

        private static void check(Block parameter, String value) {
            var pattern = parameter.text("AllowedPattern", "");
            if (!pattern.isEmpty() && !value.matches(pattern)) {
                throw new TemplateError(
                        parameter.line(), parameter.path(), "'" + value + "' does not match " + pattern);
            }
            var allowed = parameter.texts("AllowedValues");
            if (!allowed.isEmpty() && !allowed.contains(value)) {
                throw new TemplateError(parameter.line(), parameter.path(), "'" + value + "' is none of " + allowed);
            }
            if (value.length() < parameter.number("MinLength", 0)
                    || value.length() > parameter.number("MaxLength", 4096)) {
                throw new TemplateError(parameter.line(), parameter.path(), "'" + value + "' has the wrong length");
            }
            var least = parameter.number("MinValue", Integer.MIN_VALUE);
            var most = parameter.number("MaxValue", Integer.MAX_VALUE);
            if (least == Integer.MIN_VALUE && most == Integer.MAX_VALUE) return;
            if (!value.matches("-?\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                throw new TemplateError(parameter.line(), parameter.path(), "'" + value + "' is out of range");
            }
        }
    }
}
