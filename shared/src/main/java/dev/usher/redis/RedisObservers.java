package dev.usher.redis;

import dev.usher.health.Condition;
import dev.usher.health.Observers;
import dev.usher.http.Json;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the probes of every region say, kept in every region's Redis, as {@link RegionViews} are. */
public final class RedisObservers implements Observers {
    static final String KEY = "hp:seen";

    private static final LuaScript VIEWS = LuaScript.load("views");
    private static final byte[] NOTHING = {};

    private final RedisLink own;
    private final List<RedisLink> others;

    /** @param others of the other regions */
    public RedisObservers(RedisLink own, List<RedisLink> others) {
        this.own = own;
        this.others = List.copyOf(others);
    }

    @Override
    public void tell(Report report) {
        var root = Json.object().put("region", report.region());
        var services = root.putObject("services");
        report.services().forEach((service, condition) -> services.put(service, condition.label()));
        var all = new ArrayList<>(others);
        all.add(own);
        dev.usher.delivery.Parallel.each(all, link -> run(link, bytes(report.region()), Json.bytes(root)));
    }

    @Override
    public List<Report> all() {
        var reports = new ArrayList<Report>();
        if (!(run(own, NOTHING, NOTHING) instanceof List<?> told)) return reports;
        for (var one : told) {
            var report = one instanceof byte[] json ? read(json) : null;
            if (report != null) reports.add(report);
        }
        return reports;
    }

    /** Null for what another version of Usher wrote. */
    private static @Nullable Report read(byte[] json) {
        var root = Json.readOrNull(json);
        if (root == null || !root.path("region").isTextual()) return null;
        var services = new HashMap<String, Condition>();
        for (var one : root.path("services").properties())
            for (var condition : Condition.values())
                if (condition.label().equals(one.getValue().asText().toLowerCase(Locale.ROOT)))
                    services.put(one.getKey(), condition);
        return new Report(root.path("region").asText(), services);
    }

    private static @Nullable Object run(RedisLink link, byte[] region, byte[] report) {
        var holds = bytes(Long.toString(HOLDS.toMillis()));
        return link.run(VIEWS, ScriptOutputType.MULTI, new String[] {KEY}, region, report, holds);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
