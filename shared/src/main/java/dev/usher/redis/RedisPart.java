package dev.usher.redis;

import dev.usher.health.OwnPart;
import dev.usher.health.Sample;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.Instant;

/** A region's Redis, looked at by running the smallest of scripts. */
public final class RedisPart implements OwnPart {
    /** A limit that takes longer than this to decide is decided without Redis. */
    private static final Duration SLOW = Duration.ofMillis(100);

    private static final LuaScript LOOK = LuaScript.load("look");

    private final String region;
    private final RedisLink link;

    public RedisPart(String region, RedisLink link) {
        this.region = region;
        this.link = link;
    }

    @Override
    public String name() {
        return "redis/" + region;
    }

    @Override
    public Sample look(Instant now) {
        long began = System.nanoTime();
        var reply = link.run(LOOK, ScriptOutputType.INTEGER, new String[] {RedisObservers.KEY});
        var took = Duration.ofNanos(System.nanoTime() - began);
        if (reply == null) return Sample.bad(now, "unreachable", took);
        return Sample.answered(now, took, SLOW);
    }
}
