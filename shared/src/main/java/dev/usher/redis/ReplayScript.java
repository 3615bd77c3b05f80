package dev.usher.redis;

import dev.usher.config.Regions;
import dev.usher.limit.Arrears;
import dev.usher.limit.Cells;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code lua/replay.lua} is told, packed little-endian as its header says. */
final class ReplayScript {
    private static final LuaScript SCRIPT = LuaScript.load("layout", "usage", "regions", "replay");

    private ReplayScript() {}

    /** @param nowMs 0 for the server's clock */
    static Call call(Arrears.Batch batch, Regions regions, long nowMs) {
        boolean shared = PackedBlock.shared(batch.policy(), regions);
        var keys = new String[1 + batch.debts().size() + (shared ? 1 : 0)];
        if (shared) keys[keys.length - 1] = PackedBlock.outboxKey(batch.policy().name());
        keys[0] = "rl:{" + batch.policy().name() + "}!replay:" + batch.id();
        int size = 10;
        for (int i = 0; i < batch.debts().size(); i++) {
            var debt = batch.debts().get(i);
            keys[1 + i] = debt.scope().key(batch.policy());
            size += 12;
            for (var window : debt.usage().cells())
                size += 4 + 4 * counts(window).size();
        }
        var packed = Packed.writing(size).u48(nowMs).u32(Arrears.REMEMBERED.toMillis());
        for (var debt : batch.debts()) pack(debt, packed);
        var region = (shared ? regions.own() : "").getBytes(StandardCharsets.UTF_8);
        return new Call(SCRIPT, ScriptOutputType.INTEGER, keys, packed.bytes(), region);
    }

    private static void pack(Arrears.Debt debt, Packed packed) {
        var windows = debt.usage().cells();
        packed.u8(debt.scope().strict() ? 1 : 0)
                .u8(windows.size())
                .u32(debt.units())
                .u48(debt.usage().atMs());
        for (var window : windows) {
            packed.u32(window.length());
            for (long count : counts(window)) packed.u32(count);
        }
    }

    private static List<Long> counts(Cells window) {
        return switch (window) {
            case Cells.Smooth smooth -> List.of(smooth.cur(), smooth.prev());
            case Cells.Strict strict -> strict.counts();
        };
    }
}
