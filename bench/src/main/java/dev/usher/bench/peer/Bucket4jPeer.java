package dev.usher.bench.peer;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Bucket4j: a bucket of a token bucket for each window, compared and swapped. */
final class Bucket4jPeer implements Peer {
    private final Lettuce<byte[]> lettuce;
    private final ProxyManager<String> buckets;
    private final BucketConfiguration configuration;
    private final List<Rule> rules;

    Bucket4jPeer(Setup setup) {
        lettuce = new Lettuce<>(setup, RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        var builder = Bucket4jLettuce.casBasedBuilder(lettuce.connection())
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                        Duration.ofSeconds(10))); // as its documentation has it
        var timeout = setup.timeout();
        if (timeout != null) builder.requestTimeout(timeout);
        var clockMs = setup.clockMs();
        if (clockMs != null) builder.clientClock(meter(clockMs));
        buckets = builder.build();
        rules = setup.rules();
        var limits = BucketConfiguration.builder();
        for (var rule : rules)
            limits.addLimit(limit -> limit.capacity(rule.limit()).refillGreedy(rule.limit(), rule.length()));
        configuration = limits.build();
    }

    @Override
    public Answer ask(String subject) {
        var probe = bucket(subject).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Answer.ADMITTED
                : Answer.deniedFor(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    @Override
    public long left(String subject, Rule rule) {
        var windows = bucket(subject).asVerbose().getAvailableTokens().getDiagnostics();
        return windows.getAvailableTokensPerEachBandwidth()[rules.indexOf(rule)];
    }

    @Override
    public void close() {
        lettuce.close();
    }

    private BucketProxy bucket(String subject) {
        return buckets.getProxy(subject, () -> configuration);
    }

    private static TimeMeter meter(LongSupplier clockMs) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return clockMs.getAsLong() * 1_000_000;
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }
}
