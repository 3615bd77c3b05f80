package dev.usher.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One run of a script: what it touches and what it is told. */
final class Call {
    private final LuaScript script;
    private final ScriptOutputType type;
    private final String[] keys;
    private final byte[][] arguments;
    private final String group;

    Call(LuaScript script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        this("", script, type, keys, arguments);
    }

    private Call(String group, LuaScript script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        this.group = group;
        this.script = script;
        this.type = type;
        this.keys = keys;
        this.arguments = arguments;
    }

    /**
     * A call that others of its group may go together with.
     *
     * @param group whose calls are of one script, which takes one argument of each and the keys of all, one call after another,
     *     and replies to several with their packed replies, each after its length u32; its keys share a hash tag
     */
    static Call ofGroup(String group, LuaScript script, String[] keys, byte[] argument) {
        return new Call(group, script, ScriptOutputType.VALUE, keys, argument);
    }

    /** Several of one group, in order. */
    static Call together(List<Call> calls) {
        var first = calls.getFirst();
        if (calls.size() == 1) return first;
        var keys = new ArrayList<String>();
        for (var call : calls) keys.addAll(List.of(call.keys));
        var arguments = calls.stream().map(call -> call.arguments[0]).toArray(byte[][]::new);
        return new Call(first.group, first.script, first.type, keys.toArray(String[]::new), arguments);
    }

    /** What each of several that went together was replied, in order. */
    static List<Object> replies(int calls, Object reply) {
        if (calls == 1) return List.of(reply);
        var packed = Packed.reading((byte[]) reply);
        var replies = new ArrayList<Object>(calls);
        for (int i = 0; i < calls; i++) replies.add(packed.bytes((int) packed.u32()));
        return replies;
    }

    String script() {
        return script.name();
    }

    /** Empty when it goes alone. */
    String group() {
        return group;
    }

    /** What decides where a cluster keeps all of its keys; empty when it touches none. */
    String firstKey() {
        return keys.length == 0 ? "" : keys[0];
    }

    CompletableFuture<Object> bySha(RedisScriptingAsyncCommands<String, byte[]> redis) {
        return redis.<Object>evalsha(script.sha1(), type, keys, arguments).toCompletableFuture();
    }

    /** For a server that does not know the script, or has forgotten it. */
    CompletableFuture<Object> whole(RedisScriptingAsyncCommands<String, byte[]> redis) {
        var source = script.source().getBytes(StandardCharsets.UTF_8);
        return redis.<Object>eval(source, type, keys, arguments).toCompletableFuture();
    }
}
