package dev.usher.redis;

import dev.usher.config.Regions;
import dev.usher.limit.Parcel;
import dev.usher.limit.RegionStore;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One region's Redis as those see it who carry counts between regions. */
public final class RedisRegion implements RegionStore {
    /** Parcels that one call takes out of an outbox; more stay for the next. */
    static final int MOST_PARCELS = 2000;

    /** Keys that one step of a walk looks at. */
    static final int STEP_KEYS = 500;

    private static final LuaScript DRAIN = LuaScript.load("drain");
    private static final LuaScript MERGE = LuaScript.load("layout", "usage", "regions", "merge");
    private static final LuaScript WALK = LuaScript.load("walk");
    private static final LuaScript SWEEP = LuaScript.load("layout", "usage", "regions", "sweep");

    /** How keys of scopes go on after the policy; what is watched and refunded has another sign there. */
    private static final String SCOPES = "[:/]*";

    private static final int COMPLETE = 1;
    private static final int ESCROW = 1;
    private static final int NONE = 0;

    private final RedisLink link;
    private final Regions regions;
    private final LongSupplier scriptClockMs;

    /** @param regions as the region sees them whose Redis this is */
    public RedisRegion(RedisLink link, Regions regions) {
        this(link, regions, () -> NONE);
    }

    /** @param scriptClockMs instead of the server's clock; 0 for the server's */
    RedisRegion(RedisLink link, Regions regions, LongSupplier scriptClockMs) {
        this.link = link;
        this.regions = regions;
        this.scriptClockMs = scriptClockMs;
    }

    @Override
    public @Nullable Drained drain(String policy) {
        var arguments = Packed.writing(10).u48(scriptClockMs.getAsLong()).u32(MOST_PARCELS);
        var reply = list(
                DRAIN, new String[] {PackedBlock.outboxKey(policy), PackedBlock.peersKey(policy)}, arguments.bytes());
        if (reply == null) return null;
        long passed = 0;
        var peers = new ArrayList<Peer>();
        if (reply.getFirst().length > 0) {
            var packed = Packed.reading(reply.getFirst());
            packed.u48();
            passed = packed.u48();
            for (int i = packed.u8(); i > 0; i--)
                peers.add(new Peer(packed.text(), packed.u48(), packed.u8() == COMPLETE));
        }
        long nowMs = Packed.reading(reply.get(1)).u48();
        var parcels = parcels(reply, 2);
        return new Drained(parcels, 2 * parcels.size() < reply.size() - 2, passed, peers, nowMs);
    }

    /** Key and parcel by turns; an empty key says that there is more. */
    private List<Parcel> parcels(List<byte[]> reply, int from) {
        int prefix = link.prefix().length();
        var parcels = new ArrayList<Parcel>();
        for (int i = from; i + 1 < reply.size(); i += 2) {
            var key = text(reply.get(i));
            if (!key.isEmpty()) parcels.add(PackedBlock.read(key.substring(prefix), reply.get(i + 1)));
        }
        return parcels;
    }

    @Override
    public @Nullable Merged merge(Message message) {
        var keys = new ArrayList<String>();
        keys.add(PackedBlock.peersKey(message.policy()));
        keys.add(PackedBlock.outboxKey(message.policy()));
        var arguments = new byte[message.parcels().size() + 1][];
        var head = Packed.writing(14 + PackedBlock.size(regions))
                .u48(scriptClockMs.getAsLong())
                .u8(message.escrow() ? ESCROW : 0)
                .u48(message.toldMs())
                .u8(regions.indexOf(message.from()) + 1);
        PackedBlock.write(head, regions);
        arguments[0] = head.bytes();
        for (int i = 0; i < message.parcels().size(); i++) {
            keys.add(message.parcels().get(i).key());
            arguments[i + 1] = PackedBlock.write(message.parcels().get(i));
        }
        var reply = (byte[]) link.run(MERGE, ScriptOutputType.VALUE, keys.toArray(String[]::new), arguments);
        if (reply == null) return null;
        var packed = Packed.reading(reply);
        return new Merged(packed.u8() == COMPLETE, packed.u48(), packed.u48());
    }

    @Override
    public @Nullable Swept sweep(String policy, String cursor) {
        var found = list(
                WALK,
                new String[] {PackedBlock.peersKey(policy)},
                utf8(cursor),
                utf8(link.prefix() + "rl:{" + policy + "}" + SCOPES),
                utf8(Integer.toString(STEP_KEYS)));
        if (found == null) return null;
        var next = text(found.getFirst());
        if (found.size() == 1) return new Swept(next, List.of());
        int prefix = link.prefix().length();
        var keys =
                found.stream().skip(1).map(key -> text(key).substring(prefix)).toArray(String[]::new);
        var now = Packed.writing(6).u48(scriptClockMs.getAsLong());
        var told = list(SWEEP, keys, utf8(regions.own()), now.bytes());
        return told == null ? null : new Swept(next, parcels(told, 0));
    }

    @SuppressWarnings("unchecked") // these scripts return lists of strings
    private @Nullable List<byte[]> list(LuaScript script, String[] keys, byte[]... arguments) {
        var reply = (@Nullable List<Object>) link.run(script, ScriptOutputType.MULTI, keys, arguments);
        if (reply == null) return null;
        return reply.stream().map(each -> (byte[]) Objects.requireNonNull(each)).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
