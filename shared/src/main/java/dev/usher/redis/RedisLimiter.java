package dev.usher.redis;

import dev.usher.abuse.Top;
import dev.usher.abuse.WatchUnavailable;
import dev.usher.calendar.Calendar;
import dev.usher.config.Priority;
import dev.usher.config.Regions;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Charge;
import dev.usher.limit.Explanation;
import dev.usher.limit.Explanation.Quota;
import dev.usher.limit.Explanation.Scale;
import dev.usher.limit.Limiter;
import dev.usher.limit.Scope;
import dev.usher.telemetry.JsonLog;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The scripts under {@code resources/lua} as a {@link Limiter}: one round trip a decision, on the server's clock. */
public final class RedisLimiter implements Limiter {
    private static final LuaScript STEER = LuaScript.load("layout", "usage", "steer");
    private static final LuaScript EXPLAIN = LuaScript.load("layout", "usage", "explain");
    private static final int QUOTA = 0;
    private static final int SCALE = 1;

    private final RedisLink link;
    private final Limiter fallback;
    private final Calendar calendar;
    private final Regions regions;
    private final InstantSource clock;
    private final LongSupplier scriptClockMs;
    private final Books books;
    private final Absence absence;

    public RedisLimiter(RedisLink link, Limiter fallback, Calendar calendar) {
        this(link, fallback, calendar, Regions.ALONE);
    }

    /** @param regions that share the policies that are not regional */
    public RedisLimiter(RedisLink link, Limiter fallback, Calendar calendar, Regions regions) {
        this(link, fallback, calendar, regions, JsonLog.off());
    }

    /**
     * @param fallback decides when Redis does not
     * @param log hears when that begins and ends
     */
    public RedisLimiter(RedisLink link, Limiter fallback, Calendar calendar, Regions regions, JsonLog log) {
        this(new Parts(link, fallback, calendar, regions, log), InstantSource.system(), () -> 0);
    }

    /**
     * @param clock of this side
     * @param scriptClockMs instead of the server's clock, to compare with the oracle and to measure at chosen times; 0 for the server's
     */
    public RedisLimiter(
            RedisLink link, Limiter fallback, Calendar calendar, InstantSource clock, LongSupplier scriptClockMs) {
        this(link, fallback, calendar, Regions.ALONE, clock, scriptClockMs);
    }

    RedisLimiter(
            RedisLink link,
            Limiter fallback,
            Calendar calendar,
            Regions regions,
            InstantSource clock,
            LongSupplier scriptClockMs) {
        this(new Parts(link, fallback, calendar, regions, JsonLog.off()), clock, scriptClockMs);
    }

    private record Parts(RedisLink link, Limiter fallback, Calendar calendar, Regions regions, JsonLog log) {}

    private RedisLimiter(Parts parts, InstantSource clock, LongSupplier scriptClockMs) {
        this.link = parts.link;
        this.fallback = parts.fallback;
        this.calendar = parts.calendar;
        this.regions = parts.regions;
        this.clock = clock;
        this.scriptClockMs = scriptClockMs;
        this.books = new Books(link, regions, clock, scriptClockMs);
        this.absence = new Absence(parts.log);
    }

    @Override
    public Admission check(Ask ask) {
        return decide(ask, false);
    }

    @Override
    public Admission peek(Ask ask) {
        return decide(ask, true);
    }

    private Admission decide(Ask ask, boolean peek) {
        boolean sampled = !peek && ThreadLocalRandom.current().nextInt(Top.SAMPLED) == 0;
        var scopes = scopes(ask);
        if (scopes.isEmpty()) return concerningNobody(ask);
        var script = new CheckScript(ask, scopes, regions, sampled);
        var reply = link.run(Call.ofGroup(
                CheckScript.SHARED_KEYS,
                CheckScript.SCRIPT,
                script.keys(clock.instant()),
                script.request(peek, scriptClockMs.getAsLong())));
        if (reply instanceof Reply.Answered(var packed)) {
            absence.decidedByRedis();
            books.tell();
            return script.admission((byte[]) packed);
        }
        absence.decidedAlone(reply.why());
        if (peek) return fallback.peek(ask);
        var admission = fallback.check(ask);
        var charge = admission instanceof Admission.Admitted admitted ? admitted.charge() : null;
        if (reply instanceof Reply.Late(var late))
            books.square(late.thenApply(packed -> script.admission((byte[]) packed)), charge);
        else if (charge != null) books.owe(charge);
        return admission;
    }

    /** No rule is about it: there is nothing to count, and nothing to ask Redis. */
    private Admission concerningNobody(Ask ask) {
        var charge = new Charge(ask.policy(), Charge.newId(), List.of(), ask.cost(), clock.instant(), false);
        return new Admission.Admitted(charge, List.of(), false);
    }

    @Override
    public boolean refund(Charge charge) {
        if (charge.fallback()) {
            if (!fallback.refund(charge)) return false;
            books.forgive(charge);
            return true;
        }
        return link.run(books.refund(charge)) instanceof Reply.Answered(var given) && given.equals(1L);
    }

    @Override
    public void heed(Ask ask, long left, Duration until) {
        steer(ask, QUOTA, left, until);
        fallback.heed(ask, left, until);
    }

    @Override
    public void scale(Ask ask, int thousandths, Duration until) {
        steer(ask, SCALE, thousandths, until);
        fallback.scale(ask, thousandths, until);
    }

    private void steer(Ask ask, int what, long value, Duration until) {
        var scopes = scopes(ask);
        if (scopes.isEmpty() || !until.isPositive()) return;
        var arguments = steering(scriptClockMs.getAsLong(), what, value, until);
        var key = scopes.getFirst().key(ask.policy());
        link.run(STEER, ScriptOutputType.INTEGER, new String[] {key}, arguments);
    }

    private static byte[] steering(long nowMs, int what, long value, Duration until) {
        return Packed.writing(17)
                .u48(nowMs)
                .u8(what)
                .u32(value)
                .u48(Math.max(1, until.toMillis()))
                .bytes();
    }

    /** Multiplies the limits of the scope with this key; see {@link Limiter#scale}. */
    static void scale(RedisLink link, String key, int thousandths, Duration until) {
        var arguments = steering(0, SCALE, thousandths, until);
        if (link.run(STEER, ScriptOutputType.INTEGER, new String[] {key}, arguments) == null)
            throw new WatchUnavailable("redis did not answer");
    }

    @Override
    public List<Explanation> explain(Ask ask) {
        var explanations = new ArrayList<Explanation>();
        var now = peek(ask);
        if (now.fallback()) return fallback.explain(ask);
        var readings = now.readings();
        int from = 0;
        for (var scope : scopes(ask)) {
            var arguments = Packed.writing(6).u48(scriptClockMs.getAsLong());
            var key = scope.key(ask.policy());
            @SuppressWarnings("unchecked") // explain.lua returns whole numbers
            var reply = (@Nullable List<Long>)
                    link.run(EXPLAIN, ScriptOutputType.MULTI, new String[] {key, key + ",tickets"}, arguments.bytes());
            if (reply == null) return fallback.explain(ask);
            int to = from + scope.windows().size();
            explanations.add(explanation(scope, readings.subList(from, to), reply));
            from = to;
        }
        return explanations;
    }

    private static Explanation explanation(Scope scope, List<dev.usher.limit.Reading> readings, List<Long> reply) {
        var waiting = new EnumMap<Priority, Long>(Priority.class);
        for (var priority : Priority.values()) {
            long units = reply.get(4 + priority.rank());
            if (units > 0) waiting.put(priority, units);
        }
        return new Explanation(
                scope,
                readings,
                reply.get(0) < 0 ? null : new Quota(reply.get(0), Instant.ofEpochMilli(reply.get(1))),
                reply.get(2) < 0 ? null : new Scale(reply.get(2).intValue(), Instant.ofEpochMilli(reply.get(3))),
                waiting);
    }

    private List<Scope> scopes(Ask ask) {
        return Scope.of(ask, calendar, clock.instant());
    }
}
