package dev.usher.redis;

import dev.usher.limit.Cells;
import dev.usher.limit.Explanation.Quota;
import dev.usher.limit.Explanation.Scale;
import dev.usher.limit.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A {@link Usage} as {@code lua/layout.lua} says, without its line. */
final class PackedUsage {
    private static final int STRICT = 1;
    private static final int QUOTA = 2;
    private static final int SCALE = 4;
    private static final int LINE = 8;
    private static final int RIGHTS = 32;
    private static final int WINDOWS = 0x0f;
    private static final int TICK_MS = 10;

    private PackedUsage() {}

    static Usage read(Packed packed) {
        int windows = packed.u8() & WINDOWS;
        int kinds = packed.u8();
        long atMs = packed.u48();
        var cells = new ArrayList<Cells>(windows);
        for (int i = 0; i < windows; i++) cells.add(window(packed, (kinds & STRICT) != 0));
        var quota = (kinds & QUOTA) != 0 ? new Quota(packed.u32(), Instant.ofEpochMilli(packed.u48())) : null;
        var scale = (kinds & SCALE) != 0 ? new Scale((int) packed.u32(), Instant.ofEpochMilli(packed.u48())) : null;
        if ((kinds & LINE) != 0) packed.u48();
        return Usage.of(atMs, cells, quota, scale, (kinds & RIGHTS) != 0 ? rights(packed, windows) : null);
    }

    private static List<Long> rights(Packed packed, int windows) {
        var rights = new ArrayList<Long>(windows);
        for (int i = 0; i < windows; i++) rights.add(packed.u24());
        return rights;
    }

    private static Cells window(Packed packed, boolean strict) {
        long length = packed.u24() * TICK_MS;
        if (!strict) return new Cells.Smooth(length, packed.u24(), packed.u24());
        var counts = new ArrayList<Long>(Cells.PARTS + 1);
        for (int i = 0; i <= Cells.PARTS; i++) counts.add(packed.u24());
        return new Cells.Strict(length, counts);
    }
}
