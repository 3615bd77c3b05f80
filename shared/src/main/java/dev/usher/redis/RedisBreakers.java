package dev.usher.redis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.breaker.BreakerId;
import dev.usher.breaker.BreakerStore;
import dev.usher.breaker.BreakersUnavailable;
import dev.usher.breaker.Change;
import dev.usher.breaker.Machine;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Report;
import dev.usher.breaker.Transition;
import dev.usher.breaker.View;
import dev.usher.config.BreakerPolicy;
import dev.usher.http.Json;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Breakers in Redis: a key each, with the breaker's name as its hash tag, so that one of a service lies beside the limits of that name; and a
 * board beside them all, which only says what those keys say. The scripts {@code lua/breaker*.lua}, on the server's clock.
 */
public final class RedisBreakers implements BreakerStore {
    private static final LuaScript PERMIT = LuaScript.load("breaker", "breaker-change", "breaker-permit");
    private static final LuaScript REPORT = LuaScript.load("breaker", "breaker-change", "breaker-report");
    private static final LuaScript SETTLE = LuaScript.load("breaker", "breaker-change", "breaker-settle");
    private static final LuaScript STEER = LuaScript.load("breaker", "breaker-change", "breaker-steer");
    private static final LuaScript READ = LuaScript.load("breaker", "breaker-read");
    private static final LuaScript BOARD = LuaScript.load("breaker", "breaker-board");
    private static final LuaScript SHOW = LuaScript.load("breaker", "breaker-show");
    private static final LuaScript REFUSED = LuaScript.load("breaker-refused");

    /** No name of a breaker has this sign. */
    private static final String SHARED = "cb:{!}";

    /** A week of counts, and the hours that an answer about it needs beyond. */
    private static final Duration COUNTS_KEPT = Duration.ofDays(8);

    private static final long HOUR_MS = 3_600_000;

    private final RedisLink link;
    private final InstantSource clock;
    private final LongSupplier scriptClockMs;
    private final IntSupplier jitter;

    /** @param clock of this side, which only decides the hour that something is counted in */
    public RedisBreakers(RedisLink link, InstantSource clock) {
        this(link, clock, () -> 0, () -> ThreadLocalRandom.current().nextInt(Machine.JITTER_THOUSANDTHS + 1));
    }

    /**
     * @param scriptClockMs instead of the server's clock, to compare with the oracle; 0 for the server's
     * @param jitter thousandths that the next open time is shorter by
     */
    RedisBreakers(RedisLink link, InstantSource clock, LongSupplier scriptClockMs, IntSupplier jitter) {
        this.link = link;
        this.clock = clock;
        this.scriptClockMs = scriptClockMs;
        this.jitter = jitter;
    }

    private static String key(BreakerId id) {
        return "cb:{" + id.name() + "}" + id.kind().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Board board(Map<BreakerId, Integer> refused) {
        var arguments = new ArrayList<byte[]>();
        arguments.add(ascii(scriptClockMs.getAsLong()));
        arguments.add(ascii(COUNTS_KEPT.toMillis()));
        refused.forEach((id, calls) -> {
            arguments.add(ascii(id.text()));
            arguments.add(ascii(calls));
        });
        var keys = new String[] {SHARED + "board", hour(clock.millis() / HOUR_MS)};
        var reply = run(BOARD, keys, arguments);
        var views = new HashMap<BreakerId, View>();
        for (int i = 1; i + 1 < reply.size(); i += 2) {
            var id = BreakerId.read(text(reply.get(i)));
            if (id != null) views.put(id, BreakerJson.view((byte[]) reply.get(i + 1)));
        }
        return new Board((Long) reply.getFirst(), views);
    }

    /** Which hour it is decides the clock of whoever asks; a second more or less does not matter. */
    private static String hour(long since1970) {
        return SHARED + "refused:" + since1970;
    }

    @Override
    public void show(BreakerId id, View view) {
        var shown = link.run(
                SHOW,
                ScriptOutputType.INTEGER,
                new String[] {SHARED + "board"},
                ascii(scriptClockMs.getAsLong()),
                ascii(id.text()),
                BreakerJson.pack(view));
        if (shown == null) throw new BreakersUnavailable("redis did not answer");
    }

    @Override
    public Change permit(BreakerId id, Duration lease) {
        return change(PERMIT, id, asked().put("lease", lease.toMillis()), "");
    }

    @Override
    public Change report(BreakerId id, BreakerPolicy policy, Report report) {
        return change(REPORT, id, under(policy, "report", BreakerJson.write(report)), "");
    }

    @Override
    public Change settle(BreakerId id, BreakerPolicy policy, Probe probe) {
        return change(SETTLE, id, under(policy, "probe", BreakerJson.write(probe)), "");
    }

    @Override
    public Change force(BreakerId id, Phase wanted, Machine.Force by) {
        if (wanted == Phase.HALF_OPEN) throw new IllegalArgumentException("nobody is forced to be half open");
        var asked = asked().put("wanted", wanted.label());
        asked.set("force", BreakerJson.write(by));
        return change(STEER, id, asked, by.by());
    }

    @Override
    public Change reset(BreakerId id, String by) {
        return change(STEER, id, asked().put("wanted", "reset"), by);
    }

    private ObjectNode asked() {
        return Json.object().put("now", scriptClockMs.getAsLong());
    }

    private ObjectNode under(BreakerPolicy policy, String what, ObjectNode told) {
        var asked = asked().put("jitter", jitter.getAsInt());
        asked.set("policy", BreakerJson.write(policy));
        asked.set(what, told);
        return asked;
    }

    private Change change(LuaScript script, BreakerId id, ObjectNode asked, String by) {
        var reply = run(script, new String[] {key(id)}, List.of(Json.bytes(asked)));
        long now = (Long) reply.get(1);
        var word = Machine.Word.valueOf(text(reply.get(0)).toUpperCase(Locale.ROOT));
        var view = BreakerJson.view((byte[]) reply.get(2));
        var before = text(reply.get(3));
        if (before.isEmpty()) return new Change(word, now, view, null);
        var cause = new Transition.Cause(text(reply.get(4)), by);
        var after = machine((byte[]) reply.get(5));
        return new Change(word, now, view, Transition.of(id, Phase.of(before), after, cause, now));
    }

    @Override
    public Machine read(BreakerId id) {
        var reply = link.run(READ, ScriptOutputType.VALUE, new String[] {key(id)}, ascii(scriptClockMs.getAsLong()));
        if (reply == null) throw new BreakersUnavailable("redis did not answer");
        return machine((byte[]) reply);
    }

    private static Machine machine(byte[] json) {
        var read = json.length == 0 ? null : Json.readOrNull(json);
        return read == null ? Machine.FRESH : BreakerJson.machine(read);
    }

    @Override
    public Map<BreakerId, Long> refused(int hours) {
        long now = clock.millis() / HOUR_MS;
        var keys = new String[hours];
        for (int i = 0; i < hours; i++) keys[i] = hour(now - i);
        var reply = run(REFUSED, keys, List.of());
        var calls = new HashMap<BreakerId, Long>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            var id = BreakerId.read(text(reply.get(i)));
            if (id != null) calls.put(id, (Long) reply.get(i + 1));
        }
        return calls;
    }

    @SuppressWarnings("unchecked") // the scripts return lists
    private List<Object> run(LuaScript script, String[] keys, List<byte[]> arguments) {
        var reply = (@Nullable List<Object>)
                link.run(script, ScriptOutputType.MULTI, keys, arguments.toArray(byte[][]::new));
        if (reply == null) throw new BreakersUnavailable("redis did not answer");
        return reply;
    }

    private static byte[] ascii(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
