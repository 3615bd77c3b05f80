package dev.usher.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RFuture;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Redisson: a limiter for each window, one asked after the other, the shortest window first, until one denies. It has no clock to
 * choose and tells no time.
 */
final class RedissonPeer implements Peer {
    private static final int AT_ONCE = 1_000;

    private final RedissonClient redisson;
    private final List<Rule> rules;

    RedissonPeer(Setup setup) {
        var config = new Config();
        var server = config.useSingleServer().setAddress(setup.redis().toString());
        var timeout = setup.timeout();
        if (timeout != null) server.setTimeout((int) timeout.toMillis()).setRetryAttempts(0);
        redisson = Redisson.create(config);
        rules = setup.rules();
    }

    @Override
    public void prepare(List<String> subjects) {
        var pending = new ArrayList<RFuture<Boolean>>();
        for (var subject : subjects) {
            for (var rule : rules)
                pending.add(limiter(subject, rule).trySetRateAsync(RateType.OVERALL, rule.limit(), rule.length()));
            if (pending.size() >= AT_ONCE) await(pending);
        }
        await(pending);
    }

    private static void await(List<RFuture<Boolean>> pending) {
        for (var set : pending) set.toCompletableFuture().join();
        pending.clear();
    }

    @Override
    public Answer ask(String subject) {
        for (var rule : rules) if (!limiter(subject, rule).tryAcquire()) return Answer.DENIED;
        return Answer.ADMITTED;
    }

    @Override
    public long left(String subject, Rule rule) {
        return limiter(subject, rule).availablePermits();
    }

    @Override
    public void close() {
        redisson.shutdown(0, 2, TimeUnit.SECONDS);
    }

    private RRateLimiter limiter(String subject, Rule rule) {
        return redisson.getRateLimiter(subject + ":" + rule.length().toSeconds());
    }
}
