package dev.usher.redis;

import dev.usher.config.LimitPolicy;
import dev.usher.config.Regions;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Charge;
import dev.usher.limit.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code lua/check.lua} is asked and answers, packed little-endian as its header says.
 *
 * @param sampled when it is admitted it counts for all those that are not sampled, in who takes much
 */
record CheckScript(Ask ask, List<Scope> scopes, Regions regions, boolean sampled) {
    static final LuaScript SCRIPT = LuaScript.load("layout", "watch", "usual", "usage", "regions", "check");

    /** Those of all checks of a policy, before a check's own. */
    static final int SHARED_KEYS = 2;

    private static final int PEEK = 1;
    private static final int IN_PART = 2;
    private static final int PLACE = 4;
    private static final int EVENTUAL = 8;
    private static final int ESCROW = 16;
    private static final int QUIET = 64;
    private static final int SAMPLED = 128;

    private boolean shared() {
        return PackedBlock.shared(ask.policy(), regions);
    }

    /** @param wall which slice of time the counts of who is denied belong to */
    String[] keys(Instant wall) {
        var policy = ask.policy().name();
        var keys = new ArrayList<String>(scopes.size() + 4);
        keys.add(RedisWatch.denied(policy, wall));
        keys.add(RedisWatch.heavy(policy, wall));
        for (var scope : scopes) keys.add(scope.key(ask.policy()));
        if (shared()) {
            keys.add(PackedBlock.peersKey(policy));
            keys.add(PackedBlock.outboxKey(policy));
        }
        return keys.toArray(String[]::new);
    }

    private int flags(boolean peek) {
        int how = (peek ? PEEK : 0)
                | (ask.part() ? IN_PART : 0)
                | (ask.ticket() != null ? PLACE : 0)
                | (ask.quiet() ? QUIET : 0)
                | (sampled ? SAMPLED : 0);
        if (!shared()) return how;
        return how | (ask.policy().consistency() == LimitPolicy.Consistency.ESCROW ? ESCROW : EVENTUAL);
    }

    /** @param nowMs 0 for the server's clock */
    byte[] request(boolean peek, long nowMs) {
        int windows = 0;
        for (var scope : scopes) windows += scope.windows().size();
        var ticket = ask.ticket() == null ? null : utf8(ask.ticket());
        var flow = utf8(ask.flow());
        int size = 27
                + 2 * scopes.size()
                + 12 * windows
                + (shared() ? PackedBlock.size(regions) : 0)
                + (ticket == null ? 0 : 4 + ticket.length + flow.length);
        var request = Packed.writing(size);
        var patience = ask.patience();
        request.u8(flags(peek))
                .u8(ask.priority().rank())
                .u48(nowMs)
                .u32(ask.cost())
                .u32(ask.policy().queue())
                .u32(Ask.GRACE.toMillis())
                .u48(patience == null ? 0 : Math.max(1, patience.toMillis()))
                .u8(scopes.size());
        if (shared()) PackedBlock.write(request, regions);
        for (var scope : scopes) {
            request.u8(scope.strict() ? 1 : 0).u8(scope.windows().size());
            for (int i = 0; i < scope.windows().size(); i++) {
                var window = scope.windows().get(i);
                request.u32(window.length().toMillis())
                        .u32(window.limit())
                        .u32(scope.held().get(i));
            }
        }
        if (ticket != null)
            request.u16(ticket.length).bytes(ticket).u16(flow.length).bytes(flow);
        return request.bytes();
    }

    Admission admission(byte[] packed) {
        var reply = Packed.reading(packed);
        int status = reply.u8();
        long units = reply.u32();
        var at = Instant.ofEpochMilli(reply.u48());
        var wait = Duration.ofMillis(reply.u48());
        long position = reply.u32();
        int tightScope = reply.u8();
        int tightWindow = reply.u8();
        int tightest = tightWindow - 1;
        for (int i = 0; i < tightScope - 1; i++)
            tightest += scopes.get(i).windows().size();
        var readings = new PackedReadings(reply, scopes);
        return switch (status) {
            case 0 ->
                new Admission.Admitted(
                        new Charge(ask.policy(), Charge.newId(), scopes, units, at, false), readings, false);
            case 1 -> new Admission.Queued(wait, position, readings.get(tightest), readings, false);
            case 2 -> new Admission.Refused(wait, readings.get(tightest), readings, false);
            case 3 -> new Admission.Impossible(readings.get(tightest), readings, false);
            default -> throw new IllegalStateException("check.lua gave an unknown reply");
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
