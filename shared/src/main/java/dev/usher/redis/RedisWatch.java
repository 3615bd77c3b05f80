package dev.usher.redis;

import dev.usher.abuse.Party;
import dev.usher.abuse.Top;
import dev.usher.abuse.Watch;
import dev.usher.abuse.WatchUnavailable;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The sketches that {@code lua/check.lua} keeps, read. */
public final class RedisWatch implements Watch {
    private static final LuaScript TOP = LuaScript.load("top");

    private final RedisLink link;

    public RedisWatch(RedisLink link) {
        this.link = link;
    }

    /** Which slice a moment is in decides the clock of whoever asks; a second more or less does not matter. */
    static String denied(String policy, Instant now) {
        return key(policy, "denied", slice(now));
    }

    static String heavy(String policy, Instant now) {
        return key(policy, "heavy", slice(now));
    }

    /** The hash tag of the policy's scopes, and a sign that none of them has behind it. */
    static String key(String policy, String what, long slice) {
        return "rl:{" + policy + "}!" + what + ":" + slice;
    }

    private static long slice(Instant moment) {
        return moment.getEpochSecond() / Top.SLICE.toSeconds();
    }

    @Override
    public Top violators(String policy, Instant now, int most) {
        return top(RedisWatch::denied, policy, now, most);
    }

    @Override
    public Top heavy(String policy, Instant now, int most) {
        return top(RedisWatch::heavy, policy, now, most);
    }

    private Top top(BiFunction<String, Instant, String> key, String policy, Instant now, int most) {
        var keys = new String[Top.SLICES];
        for (int i = 0; i < keys.length; i++) keys[i] = key.apply(policy, now.minus(Top.SLICE.multipliedBy(i)));
        @SuppressWarnings("unchecked") // top.lua returns lists of texts
        var reply = (@Nullable List<List<byte[]>>) link.run(TOP, ScriptOutputType.MULTI, keys);
        if (reply == null) throw new WatchUnavailable("redis did not answer");
        var sketches = new ArrayList<Map<Party, Long>>();
        for (var set : reply) sketches.add(sketch(set));
        return Top.of(sketches, most);
    }

    private static Map<Party, Long> sketch(List<byte[]> set) {
        var sketch = new HashMap<Party, Long>();
        for (int i = 0; i < set.size(); i += 2)
            sketch.put(Party.read(text(set.get(i))), (long) Double.parseDouble(text(set.get(i + 1))));
        return sketch;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
