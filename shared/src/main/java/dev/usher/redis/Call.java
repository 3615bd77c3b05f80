package dev.usher.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One run of a script: what it touches and what it is told. */
final class Call {
    private final LuaScript script;
    private final ScriptOutputType type;
    private final String[] keys;
    private final byte[][] arguments;
    private final int shared;

    Call(LuaScript script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        this(0, script, type, keys, arguments);
    }

    private Call(int shared, LuaScript script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        this.shared = shared;
        this.script = script;
        this.type = type;
        this.keys = keys;
        this.arguments = arguments;
    }

    /**
     * A call that others of its group may go together with: of the same script, with the same first key. The script takes the
     * shared keys once, then the others of each call, and one argument of each; all keys share a hash tag. To several calls it
     * replies with their packed replies, each after its length u32.
     *
     * @param shared how many keys, from the first on, are those of the whole group
     */
    static Call ofGroup(int shared, LuaScript script, String[] keys, byte[] argument) {
        return new Call(shared, script, ScriptOutputType.VALUE, keys, argument);
    }

    /** Several of one group, in order. */
    static Call together(List<Call> calls) {
        var first = calls.getFirst();
        if (calls.size() == 1) return first;
        var keys = new ArrayList<>(Arrays.asList(first.keys).subList(0, first.shared));
        var arguments = new byte[calls.size()][];
        for (int i = 0; i < arguments.length; i++) {
            var call = calls.get(i);
            keys.addAll(Arrays.asList(call.keys).subList(call.shared, call.keys.length));
            arguments[i] = call.arguments[0];
        }
        return new Call(first.shared, first.script, first.type, keys.toArray(String[]::new), arguments);
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

    /** Whether others may go together with it. */
    boolean isOfGroup() {
        return shared > 0;
    }

    boolean isLike(Call other) {
        return script.sha1().equals(other.script.sha1()) && firstKey().equals(other.firstKey());
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
