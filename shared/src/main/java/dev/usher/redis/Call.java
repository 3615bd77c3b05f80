package dev.usher.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** One run of a script: what it touches and what it is told. */
final class Call {
    private final LuaScript script;
    private final ScriptOutputType type;
    private final String[] keys;
    private final byte[][] arguments;

    Call(LuaScript script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        this.script = script;
        this.type = type;
        this.keys = keys;
        this.arguments = arguments;
    }

    String script() {
        return script.name();
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
