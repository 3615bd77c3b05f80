package dev.usher.bench.peer;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;

/** One {@code EVALSHA} a check, of a script that does the least that a limit takes: looks at the clock, reads a key, writes it. */
final class ScriptPeer implements Peer {
    private static final String SCRIPT = """
            local now, kept = redis.call('TIME'), redis.call('GET', KEYS[1])
            if kept then redis.call('SET', KEYS[1], now[2], 'KEEPTTL')
            else redis.call('SET', KEYS[1], now[2], 'PX', 172800000) end
            return now[1]
            """;

    private final Lettuce<String> lettuce;
    private final RedisCommands<String, String> redis;
    private final String sha;

    ScriptPeer(Setup setup) {
        lettuce = new Lettuce<>(setup, StringCodec.UTF8);
        redis = lettuce.connection().sync();
        sha = redis.scriptLoad(SCRIPT);
    }

    @Override
    public Answer ask(String subject) {
        redis.<Object>evalsha(sha, ScriptOutputType.VALUE, subject);
        return Answer.ADMITTED;
    }

    @Override
    public long left(String subject, Rule rule) {
        throw new UnsupportedOperationException("this script limits nothing");
    }

    @Override
    public void close() {
        lettuce.close();
    }
}
