package dev.usher.bench.peer;

import es.moki.ratelimitj.core.limiter.request.RequestLimitRule;
import es.moki.ratelimitj.redis.request.RedisSlidingWindowRequestRateLimiter;
import io.lettuce.core.codec.StringCodec;
import java.util.List;
import java.util.stream.Collectors;

/** RatelimitJ: one script for all windows, on the client's clock in seconds. It tells no time. */
final class RatelimitJPeer implements Peer {
    private final Lettuce<String> lettuce;
    private final RedisSlidingWindowRequestRateLimiter limiter;

    RatelimitJPeer(Setup setup) {
        lettuce = new Lettuce<>(setup, StringCodec.UTF8);
        limiter = limiter(setup.rules());
    }

    @Override
    public Answer ask(String subject) {
        return limiter.overLimitWhenIncremented(subject) ? Answer.DENIED : Answer.ADMITTED;
    }

    /** The windows of a subject share a hash, so one window can be emptied by a limiter that has it alone. */
    @Override
    public long left(String subject, Rule rule) {
        var alone = limiter(List.of(rule));
        long left = 0;
        while (!alone.overLimitWhenIncremented(subject)) left++;
        return left;
    }

    @Override
    public void close() {
        lettuce.close();
    }

    private RedisSlidingWindowRequestRateLimiter limiter(List<Rule> rules) {
        var redis = lettuce.connection().reactive();
        return new RedisSlidingWindowRequestRateLimiter(
                redis,
                redis,
                rules.stream()
                        .map(rule -> RequestLimitRule.of(rule.length(), rule.limit()))
                        .collect(Collectors.toSet()));
    }
}
