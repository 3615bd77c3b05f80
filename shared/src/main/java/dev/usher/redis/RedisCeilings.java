package dev.usher.redis;

import dev.usher.config.LimitPolicy;
import dev.usher.limit.Ceilings;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hash for each policy: its window's length in milliseconds to {@code limit,epoch milliseconds}. */
public final class RedisCeilings implements Ceilings {
    private static final LuaScript LEARN = LuaScript.load("learn");
    private static final LuaScript LEARNED = LuaScript.load("learned");

    private final RedisLink link;

    public RedisCeilings(RedisLink link) {
        this.link = link;
    }

    @Override
    public void learn(LimitPolicy policy, List<Ceiling> declared) {
        var arguments = new ArrayList<byte[]>();
        arguments.add(ascii(KEPT.toMillis()));
        arguments.add(ascii(MOST));
        for (var ceiling : declared) {
            arguments.add(ascii(ceiling.window().toMillis()));
            arguments.add(ascii(ceiling.limit() + "," + ceiling.at().toEpochMilli()));
        }
        link.run(LEARN, ScriptOutputType.INTEGER, key(policy), arguments.toArray(byte[][]::new));
    }

    @Override
    public @Nullable List<Ceiling> learned(LimitPolicy policy) {
        @SuppressWarnings("unchecked") // learned.lua returns texts
        var reply = (@Nullable List<byte[]>) link.run(LEARNED, ScriptOutputType.MULTI, key(policy));
        if (reply == null) return null;
        var ceilings = new ArrayList<Ceiling>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            var value = text(reply.get(i + 1));
            int comma = value.indexOf(',');
            ceilings.add(new Ceiling(
                    Duration.ofMillis(Long.parseLong(text(reply.get(i)))),
                    Long.parseLong(value.substring(0, comma)),
                    Instant.ofEpochMilli(Long.parseLong(value.substring(comma + 1)))));
        }
        ceilings.sort(Comparator.comparing(Ceiling::window));
        return ceilings;
    }

    private static String[] key(LimitPolicy policy) {
        return new String[] {"rl:{" + policy.name() + "}!ceilings"};
    }

    private static byte[] ascii(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
