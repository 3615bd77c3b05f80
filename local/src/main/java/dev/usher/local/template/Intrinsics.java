package dev.usher.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Evaluates CloudFormation's functions. What comes out holds no {@link Value.Call} any more. */
final class Intrinsics {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]+)}");

    private final Scope scope;

    Intrinsics(Scope scope) {
        this.scope = scope;
    }

    /** The value without functions, or null when it comes to {@code AWS::NoValue}, that is, as if it were not there. */
    @Nullable
    Value resolve(Value value, String path) {
        return switch (value) {
            case Value.Text text -> text;
            case Value.Items(var values, var line) -> {
                var resolved = new ArrayList<Value>();
                for (var item : values) {
                    var one = resolve(item, path + "[" + resolved.size() + "]");
                    if (one != null) resolved.add(one);
                }
                yield new Value.Items(resolved, line);
            }
            case Value.Fields(var entries, var keyLines, var line) -> {
                var resolved = new LinkedHashMap<String, Value>();
                entries.forEach((key, entry) -> {
                    var one = resolve(entry, path + "." + key);
                    if (one != null) resolved.put(key, one);
                });
                yield new Value.Fields(resolved, keyLines, line);
            }
            case Value.Call call -> call(call, path);
        };
    }

    /** Whether the named condition holds. */
    boolean holds(String condition, int line, String path) {
        var rule = scope.conditions().get(condition);
        if (rule == null) throw new TemplateError(line, path, "there is no condition " + condition);
        return truth(rule, "Conditions." + condition);
    }

    private @Nullable Value call(Value.Call call, String path) {
        int line = call.line();
        return switch (call.function()) {
            case "Ref" -> ref(text(call.argument(), path), line, path);
            case "Fn::GetAtt" -> new Value.Text(attribute(call.argument(), path), line);
            case "Fn::Sub" -> new Value.Text(sub(call.argument(), path), line);
            case "Fn::Join" -> {
                var arguments = arguments(call, 2, path);
                var parts = list(arguments.get(1), path).stream()
                        .map(part -> text(part, path))
                        .toList();
                yield new Value.Text(String.join(text(arguments.get(0), path), parts), line);
            }
            case "Fn::Select" -> {
                var arguments = arguments(call, 2, path);
                yield list(arguments.get(1), path).get(Integer.parseInt(text(arguments.get(0), path)));
            }
            case "Fn::Split" -> {
                var arguments = arguments(call, 2, path);
                var parts = text(arguments.get(1), path).split(Pattern.quote(text(arguments.get(0), path)), -1);
                yield new Value.Items(
                        List.<Value>copyOf(java.util.Arrays.stream(parts)
                                .map(part -> new Value.Text(part, line))
                                .toList()),
                        line);
            }
            case "Fn::If" -> {
                var arguments = arguments(call, 3, path);
                boolean holds = holds(text(arguments.get(0), path), line, path);
                yield resolve(arguments.get(holds ? 1 : 2), path);
            }
            case "Fn::FindInMap" -> mapped(call, path);
            case "Condition", "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" ->
                new Value.Text(String.valueOf(truth(call, path)), line);
            default -> throw new TemplateError(line, path, call.function() + " is not understood by the local host");
        };
    }

    private @Nullable Value ref(String name, int line, String path) {
        if (name.equals("AWS::NoValue")) return null;
        var text = scope.reference(name);
        if (text == null) throw new TemplateError(line, path, "there is no parameter or resource " + name);
        return new Value.Text(text, line);
    }

    private String attribute(Value argument, String path) {
        var name = argument instanceof Value.Items(var parts, var line)
                ? parts.stream().map(part -> text(part, path)).collect(Collectors.joining("."))
                : text(argument, path);
        var text = scope.resources().get(name);
        if (text == null) throw new TemplateError(argument.line(), path, "the local host knows no " + name);
        return text;
    }

    private String sub(Value argument, String path) {
        if (!(argument instanceof Value.Items(var parts, var line)))
            return substitute(text(argument, path), Map.of(), argument, path);
        if (parts.size() != 2 || !(parts.get(1) instanceof Value.Fields own)) {
            throw new TemplateError(line, path, "Fn::Sub takes a text, or a text and a mapping");
        }
        var names = new LinkedHashMap<String, String>();
        own.entries().forEach((name, value) -> names.put(name, text(value, path)));
        return substitute(text(parts.get(0), path), names, argument, path);
    }

    private String substitute(String text, Map<String, String> own, Value at, String path) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> {
            var name = match.group(2).strip();
            String found;
            if (match.group(1).equals("!")) found = "${" + match.group(2) + "}";
            else if (own.containsKey(name)) found = own.get(name);
            else found = name.contains(".") ? scope.resources().get(name) : scope.reference(name);
            if (found == null)
                throw new TemplateError(at.line(), path, "${" + name + "} names nothing that the local host knows");
            return java.util.regex.Matcher.quoteReplacement(found);
        });
    }

    private Value mapped(Value.Call call, String path) {
        var keys = arguments(call, 3, path).stream().map(key -> text(key, path)).toList();
        Value at = scope.mappings().get(keys.get(0));
        for (var key : keys.subList(1, 3))
            at = at instanceof Value.Fields(var entries, var lines, var line) ? entries.get(key) : null;
        if (at == null) throw new TemplateError(call.line(), path, "the mapping has no " + String.join(".", keys));
        return at;
    }

    private boolean truth(Value rule, String path) {
        return switch (rule) {
            case Value.Call(var function, var argument, var line)
            when function.equals("Condition") -> holds(text(argument, path), line, path);
            case Value.Call call
            when call.function().equals("Fn::Equals") -> {
                var sides = arguments(call, 2, path);
                yield text(sides.get(0), path).equals(text(sides.get(1), path));
            }
            case Value.Call call
            when call.function().equals("Fn::Not") ->
                !truth(arguments(call, 1, path).get(0), path);
            case Value.Call call
            when call.function().equals("Fn::And") ->
                members(call, path).stream().allMatch(member -> truth(member, path));
            case Value.Call call
            when call.function().equals("Fn::Or") ->
                members(call, path).stream().anyMatch(member -> truth(member, path));
            case Value.Fields(var entries, var lines, var line)
            when entries.size() == 1 && entries.get("Condition") instanceof Value.Text(var name, var at) ->
                holds(name, at, path);
            default -> throw new TemplateError(rule.line(), path, "a condition is expected here");
        };
    }

    private List<Value> members(Value.Call call, String path) {
        if (call.argument() instanceof Value.Items(var values, var line)) return values;
        throw new TemplateError(call.line(), path, call.function() + " takes a list");
    }

    private List<Value> arguments(Value.Call call, int count, String path) {
        var values = members(call, path);
        if (values.size() == count) return values;
        throw new TemplateError(call.line(), path, call.function() + " takes " + count + " arguments");
    }

    private List<Value> list(Value value, String path) {
        if (resolve(value, path) instanceof Value.Items(var values, var line)) return values;
        throw new TemplateError(value.line(), path, "a list is expected here");
    }

    private String text(Value value, String path) {
        if (resolve(value, path) instanceof Value.Text(var text, var line)) return text;
        throw new TemplateError(value.line(), path, "a text is expected here");
    }
}
