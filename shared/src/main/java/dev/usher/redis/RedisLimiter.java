package dev.usher.redis;

import dev.usher.config.LimitPolicy;
import dev.usher.limit.Admission;
import dev.usher.limit.Limiter;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code lua/admit.lua} as a {@link Limiter}: one round trip a decision, on the server's clock. */
public final class RedisLimiter implements Limiter {
    private static final LuaScript SCRIPT = LuaScript.load("admit");

    private final RedisLink link;
    private final Limiter fallback;
    private final @Nullable LongSupplier clockMs;

    /** @param fallback decides when Redis does not */
    public RedisLimiter(RedisLink link, Limiter fallback) {
        this(link, fallback, null);
    }

    /** @param clockMs instead of the server's clock, so that tests can compare with the oracle */
    RedisLimiter(RedisLink link, Limiter fallback, @Nullable LongSupplier clockMs) {
        this.link = link;
        this.fallback = fallback;
        this.clockMs = clockMs;
    }

    @Override
    public Admission admit(String subject, LimitPolicy policy) {
        var reply = run("admit", subject, policy);
        return reply == null ? fallback.admit(subject, share(policy)) : admission(reply);
    }

    @Override
    public void refund(String subject, LimitPolicy policy, Admission admission) {
        if (admission instanceof Admission.Refused) return;
        if (isFallback(admission)) fallback.refund(subject, policy, admission);
        else run("refund", subject, policy);
    }

    /**
     * A quarter of every limit. How many environments decide alone is unknown to each of them; four is the divider of
     * PostHog's egress limiter (see docs/adr/0004-limiter-fallback.md).
     */
    private static LimitPolicy share(LimitPolicy policy) {
        var windows = policy.windows().stream()
                .map(window ->
                        new dev.usher.config.Window(window.name(), Math.max(1, window.limit() / 4), window.length()))
                .toList();
        return new LimitPolicy(windows, policy.queue(), policy.retryAfter());
    }

    private static boolean isFallback(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted -> admitted.fallback();
            case Admission.Queued queued -> queued.fallback();
            case Admission.Refused refused -> refused.fallback();
        };
    }

    /** The script's reply, or null when Redis did not give one in time. */
    private @Nullable List<Object> run(String op, String subject, LimitPolicy policy) {
        var redis = link.ready();
        if (redis == null) return null;
        var keys = new String[] {"rl:{" + subject + "}"};
        var args = arguments(op, policy);
        try {
            var reply = await(redis.<List<Object>>evalsha(SCRIPT.sha1(), ScriptOutputType.MULTI, keys, args));
            link.answered();
            return reply;
        } catch (RedisNoScriptException firstUse) {
            return load(redis, keys, args);
        } catch (RuntimeException | TimeoutException unreachable) {
            link.failed();
            return null;
        }
    }

    private @Nullable List<Object> load(RedisAsyncCommands<String, String> redis, String[] keys, String[] args) {
        try {
            return await(redis.<List<Object>>eval(
                    SCRIPT.source().getBytes(StandardCharsets.UTF_8), ScriptOutputType.MULTI, keys, args));
        } catch (RuntimeException | TimeoutException unreachable) {
            link.failed();
            return null;
        }
    }

    private <T> T await(io.lettuce.core.RedisFuture<T> future) throws TimeoutException {
        try {
            return future.get(link.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException late) {
            future.cancel(true);
            throw late;
        }
    }

    private String[] arguments(String op, LimitPolicy policy) {
        var args = new ArrayList<String>(3 + 2 * policy.windows().size());
        args.add(op);
        args.add(Integer.toString(policy.queue()));
        args.add(clockMs == null ? "" : Long.toString(clockMs.getAsLong()));
        for (var window : policy.windows()) {
            args.add(Long.toString(window.limit()));
            args.add(Long.toString(window.length().toMillis()));
        }
        return args.toArray(String[]::new);
    }

    private static Admission admission(List<Object> reply) {
        return switch ((String) reply.getFirst()) {
            case "admitted" -> new Admission.Admitted((Long) reply.get(1), false);
            case "queued" -> new Admission.Queued(Duration.ofMillis((Long) reply.get(1)), (Long) reply.get(2), false);
            case "refused" -> new Admission.Refused(Duration.ofMillis((Long) reply.get(1)), false);
            default -> throw new IllegalStateException(SCRIPT.name() + ".lua gave an unknown reply");
        };
    }
}
