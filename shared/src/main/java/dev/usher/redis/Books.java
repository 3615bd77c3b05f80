package dev.usher.redis;

import dev.usher.config.Regions;
import dev.usher.limit.Admission;
import dev.usher.limit.Arrears;
import dev.usher.limit.Charge;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes Redis count in the end what was admitted without it, and nothing twice. Nobody waits for that.
 *
 * <p>Of a check that was sent and not answered in time, the late answer tells what was charged; the difference to what was
 * admitted meanwhile is added or given back. When no answer can come any more, it is taken for charged: a window may then
 * count too little, by what was under way when the connection broke, and never too much.
 */
final class Books {
    private static final LuaScript REFUND = LuaScript.load("layout", "usage", "regions", "refund");

    private final RedisLink link;
    private final Regions regions;
    private final InstantSource clock;
    private final LongSupplier scriptClockMs;
    private final Arrears arrears = new Arrears();

    /** @param scriptClockMs instead of the server's clock; 0 for the server's */
    Books(RedisLink link, Regions regions, InstantSource clock, LongSupplier scriptClockMs) {
        this.link = link;
        this.regions = regions;
        this.clock = clock;
        this.scriptClockMs = scriptClockMs;
    }

    /** Redis was not asked, or declined. */
    void owe(Charge charge) {
        arrears.owe(charge);
    }

    /** A charge that Redis never counted was given back. */
    void forgive(Charge charge) {
        arrears.forgive(charge);
    }

    /**
     * Redis was asked, and was late.
     *
     * @param late what Redis did in the end
     * @param meanwhile what was admitted without it; null when nothing was
     */
    void square(CompletableFuture<Admission> late, @Nullable Charge meanwhile) {
        var unused = late.whenComplete((admission, lost) -> {
            if (lost == null) square(admission, meanwhile);
            else if (meanwhile != null && declined(lost)) owe(meanwhile);
        });
    }

    private static boolean declined(Throwable lost) {
        var cause = lost instanceof CompletionException ? lost.getCause() : lost;
        return cause instanceof RedisCommandExecutionException;
    }

    private void square(Admission late, @Nullable Charge meanwhile) {
        var charged = late instanceof Admission.Admitted admitted ? admitted.charge() : null;
        long there = charged == null ? 0 : charged.units();
        long here = meanwhile == null ? 0 : meanwhile.units();
        if (meanwhile != null && here > there) owe(part(meanwhile, here - there));
        if (charged != null && there > here) {
            var unused = link.send(refund(part(charged, there - here)));
        }
    }

    private static Charge part(Charge charge, long units) {
        return new Charge(charge.policy(), charge.id(), charge.scopes(), units, charge.at(), charge.fallback());
    }

    Call refund(Charge charge) {
        var keys = new ArrayList<String>();
        keys.add("rl:{" + charge.policy().name() + "}!refund:" + charge.id());
        charge.scopes().forEach(scope -> keys.add(scope.key(charge.policy())));
        var arguments = Packed.writing(16)
                .u48(scriptClockMs.getAsLong())
                .u32(charge.units())
                .u48(charge.at().toEpochMilli());
        boolean shared = PackedBlock.shared(charge.policy(), regions);
        if (shared) keys.add(PackedBlock.outboxKey(charge.policy().name()));
        return new Call(
                REFUND,
                ScriptOutputType.INTEGER,
                keys.toArray(String[]::new),
                arguments.bytes(),
                (shared ? regions.own() : "").getBytes(StandardCharsets.UTF_8));
    }

    /** Redis answers: tells it what it missed, one batch after another. */
    void tell() {
        if (arrears.isEmpty()) return;
        var batch = arrears.next(clock.millis());
        if (batch == null) return;
        var unused = link.send(ReplayScript.call(batch, regions, scriptClockMs.getAsLong()))
                .whenComplete((added, lost) -> {
                    if (lost != null) {
                        arrears.unconfirmed(batch, clock.millis());
                        return;
                    }
                    arrears.confirmed(batch);
                    tell();
                });
    }
}
