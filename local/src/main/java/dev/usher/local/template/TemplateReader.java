package dev.usher.local.template;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns YAML with CloudFormation's short tags ({@code !Ref}, {@code !Sub}, ...) into {@link Value}s. */
final class TemplateReader {
    /** Short tags whose function has no {@code Fn::} in front. */
    private static final Set<String> BARE = Set.of("Ref", "Condition");

    private TemplateReader() {}

    /** @throws TemplateError when the text is no YAML mapping, has a key twice, or uses a tag that is no function */
    static Value.Fields read(String yaml) {
        Node root;
        try {
            root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
        } catch (MarkedYAMLException e) {
            throw new TemplateError(e.getProblemMark().getLine() + 1, "", "not YAML: " + e.getProblem());
        }
        if (root == null) throw new TemplateError(1, "", "the template is empty");
        if (value(root, "") instanceof Value.Fields fields) return fields;
        throw new TemplateError(1, "", "a template is a mapping");
    }

    private static Value value(Node node, String path) {
        int line = node.getStartMark().getLine() + 1;
        var plain = plain(node, path);
        var tag = node.getTag().getValue();
        if (tag.startsWith(Tag.PREFIX)) return longForm(plain);
        if (!tag.startsWith("!") || tag.length() < 2) throw new TemplateError(line, path, "unknown tag " + tag);
        var name = tag.substring(1);
        return new Value.Call(BARE.contains(name) ? name : "Fn::" + name, plain, line);
    }

    private static Value plain(Node node, String path) {
        int line = node.getStartMark().getLine() + 1;
        return switch (node) {
            case ScalarNode scalar -> new Value.Text(scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue(), line);
            case SequenceNode sequence -> {
                var values = new ArrayList<Value>();
                for (var child : sequence.getValue()) values.add(value(child, path + "[" + values.size() + "]"));
                yield new Value.Items(values, line);
            }
            case MappingNode mapping -> fields(mapping, path, line);
            default -> throw new TemplateError(line, path, "unknown kind of YAML node");
        };
    }

    private static Value.Fields fields(MappingNode mapping, String path, int line) {
        var entries = new LinkedHashMap<String, Value>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (var tuple : mapping.getValue()) {
            int keyLine = tuple.getKeyNode().getStartMark().getLine() + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar))
                throw new TemplateError(keyLine, path, "a key is a text");
            var key = scalar.getValue();
            if (key.equals("<<")) throw new TemplateError(keyLine, path, "merge keys are not understood");
            var here = path.isEmpty() ? key : path + "." + key;
            if (entries.put(key, value(tuple.getValueNode(), here)) != null) {
                throw new TemplateError(keyLine, here, "stands here a second time");
            }
            lines.put(key, keyLine);
        }
        return new Value.Fields(entries, lines, line);
    }

    /** {@code {"Ref": x}} and {@code {"Fn::Name": x}} mean the same as their short tags. */
    private static Value longForm(Value plain) {
        if (!(plain instanceof Value.Fields fields) || fields.entries().size() != 1) return plain;
        var only = fields.entries().entrySet().iterator().next();
        if (!only.getKey().equals("Ref") && !only.getKey().startsWith("Fn::")) return plain;
        return new Value.Call(only.getKey(), only.getValue(), fields.line());
    }
}
