package dev.usher.bench.peer;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;

/** One {@code INCR} a check. */
final class IncrPeer implements Peer {
    private final Lettuce<String> lettuce;
    private final RedisCommands<String, String> redis;

    IncrPeer(Setup setup) {
        lettuce = new Lettuce<>(setup, StringCodec.UTF8);
        redis = lettuce.connection().sync();
    }

    @Override
    public Answer ask(String subject) {
        redis.incr(subject);
        return Answer.ADMITTED;
    }

    @Override
    public long left(String subject, Rule rule) {
        throw new UnsupportedOperationException("INCR limits nothing");
    }

    @Override
    public void close() {
        lettuce.close();
    }
}
