package dev.usher.redis;

import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.Regions;
import dev.usher.limit.Block;
import dev.usher.limit.Block.Grant;
import dev.usher.limit.Cells;
import dev.usher.limit.Parcel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** What regions tell each other, packed as {@code lua/regions.lua} says, and the keys that it is kept under. */
final class PackedBlock {
    private static final int TICK_MS = 10;

    private PackedBlock() {}

    static boolean shared(LimitPolicy policy, Regions regions) {
        return policy.consistency() != Consistency.REGIONAL && !regions.alone();
    }

    static String peersKey(String policy) {
        return "rg:{" + policy + "}:peers";
    }

    static String outboxKey(String policy) {
        return "rg:{" + policy + "}:outbox";
    }

    static int size(Regions regions) {
        int size = 2;
        for (var region : regions.all()) size += 5 + utf8(region.name());
        return size;
    }

    static void write(Packed packed, Regions regions) {
        packed.u8(regions.indexOf(regions.own()) + 1).u8(regions.all().size());
        for (int i = 0; i < regions.all().size(); i++)
            packed.text(regions.all().get(i).name()).u32(regions.end(i));
    }

    static byte[] write(Parcel parcel) {
        var block = parcel.block();
        var packed = Packed.writing(4 + size(block))
                .u32(parcel.want())
                .text(block.region())
                .u48(block.bornMs())
                .u32(block.revision())
                .u48(block.atMs())
                .u8(block.given().size());
        for (var grant : block.given())
            packed.text(grant.taker()).u32(grant.part()).u48(grant.untilMs()).u48(grant.backMs());
        packed.u8(block.windows().size());
        for (var window : block.windows()) {
            packed.u24(window.length() / TICK_MS).u8(window.counts().size());
            for (long count : window.counts()) packed.u24(count);
        }
        return packed.bytes();
    }

    private static int size(Block block) {
        int size = 19 + utf8(block.region());
        for (var grant : block.given()) size += 17 + utf8(grant.taker());
        for (var window : block.windows()) size += 4 + 3 * window.counts().size();
        return size;
    }

    static Parcel read(String key, byte[] bytes) {
        var packed = Packed.reading(bytes);
        long want = packed.u32();
        var region = packed.text();
        long bornMs = packed.u48();
        long revision = packed.u32();
        long atMs = packed.u48();
        var given = new ArrayList<Grant>();
        for (int i = packed.u8(); i > 0; i--)
            given.add(new Grant(packed.text(), packed.u32(), packed.u48(), packed.u48()));
        var windows = new ArrayList<Cells>();
        for (int i = packed.u8(); i > 0; i--) windows.add(window(packed));
        return new Parcel(key, want, new Block(region, bornMs, revision, atMs, given, windows));
    }

    private static Cells window(Packed packed) {
        long length = packed.u24() * TICK_MS;
        int cells = packed.u8();
        var counts = new ArrayList<Long>(cells);
        for (int i = 0; i < cells; i++) counts.add(packed.u24());
        return Cells.empty(length, cells > 2).with(counts);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
