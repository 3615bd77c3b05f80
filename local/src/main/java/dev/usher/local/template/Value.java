package dev.usher.local.template;

import java.util.List;
import java.util.Map;

/** A node of the template, with the line (from 1) where it stands, so that every complaint can name it. */
public sealed interface Value {
    int line();

    /** A scalar; YAML's null is the empty text. */
    record Text(String text, int line) implements Value {}

    record Items(List<Value> values, int line) implements Value {}

    /** A mapping in the order of the file; {@code keyLines} has the line of each key. */
    record Fields(Map<String, Value> entries, Map<String, Integer> keyLines, int line) implements Value {}

    /** An intrinsic function such as {@code Ref} or {@code Fn::Sub}, from either of its spellings. */
    record Call(String function, Value argument, int line) implements Value {}
}
