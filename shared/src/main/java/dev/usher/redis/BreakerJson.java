package dev.usher.redis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.breaker.BreakerStore;
import dev.usher.breaker.Evidence;
import dev.usher.breaker.Machine;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Report;
import dev.usher.breaker.Result;
import dev.usher.breaker.View;
import dev.usher.config.BreakerPolicy;
import dev.usher.http.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What {@code lua/breaker*.lua} are told and answer. */
final class BreakerJson {
    /** By the number that a packed view has for each. */
    private static final List<Phase> PHASES = List.of(Phase.CLOSED, Phase.OPEN, Phase.HALF_OPEN);

    private static final int SUSPECT = 16;
    private static final int FORCED = 32;

    /** The size of a packed view. */
    private static final int VIEW_BYTES = 1 + 4 * 6;

    private BreakerJson() {}

    static ObjectNode write(BreakerPolicy policy) {
        return Json.object()
                .put("failures", policy.failures())
                .put("rate", policy.ratePercent())
                .put("calls", policy.minimumCalls())
                .put("window", policy.window().toMillis())
                .put("successes", policy.successes())
                .put("open", policy.open().toMillis())
                .put("longest", policy.longestOpen().toMillis());
    }

    static ObjectNode write(Report report) {
        return Json.object()
                .put("environment", report.environment())
                .put("generation", report.generation())
                .put("good", report.good())
                .put("bad", report.bad())
                .put("run", report.run())
                .put("since_good", report.sinceGoodMs())
                .put("error", report.error());
    }

    static ObjectNode write(BreakerStore.Probe probe) {
        var node = Json.object().put("generation", probe.generation()).put("environment", probe.environment());
        return switch (probe.result()) {
            case Result.Good good -> node.put("result", "good");
            case Result.Bad(var error) -> node.put("result", "bad").put("error", error);
            case Result.Mute mute -> node.put("result", "mute");
        };
    }

    static ObjectNode write(Machine.Force force) {
        return Json.object().put("by", force.by()).put("reason", force.reason()).put("until_ms", force.untilMs());
    }

    static Machine machine(JsonNode json) {
        var force = json.path("force");
        return new Machine(
                Phase.of(json.path("phase").asText()),
                json.path("generation").asLong(),
                json.path("since").asLong(),
                json.path("until_ms").asLong(),
                json.path("opens").asInt(),
                json.path("successes").asInt(),
                json.path("probe").asLong(),
                json.path("suspect").asBoolean(),
                force.isObject()
                        ? new Machine.Force(
                                force.path("by").asText(),
                                force.path("reason").asText(),
                                force.path("until_ms").asLong())
                        : null,
                evidence(json),
                json.path("kept").asLong());
    }

    /** Lua has one kind of table, so an empty list comes as an empty object. */
    private static Evidence evidence(JsonNode json) {
        return new Evidence(
                list(
                        json.path("cells"),
                        cell -> new Evidence.Cell(
                                cell.path(0).asLong(),
                                cell.path(1).asInt(),
                                cell.path(2).asInt())),
                list(json.path("run"), JsonNode::asLong),
                json.path("good").asLong(),
                json.path("suspect_since").asLong(),
                map(
                        json.path("environments"),
                        told -> new Evidence.Witness(
                                told.path(0).asLong(), told.path(1).asLong())),
                map(json.path("errors"), JsonNode::asInt));
    }

    private static <T> List<T> list(JsonNode json, Function<JsonNode, T> read) {
        var list = new ArrayList<T>();
        for (var item : json) list.add(read.apply(item));
        return list;
    }

    private static <T> Map<String, T> map(JsonNode json, Function<JsonNode, T> read) {
        var map = new HashMap<String, T>();
        json.properties().forEach(entry -> map.put(entry.getKey(), read.apply(entry.getValue())));
        return map;
    }

    /** A view as scripts pack it; none is one of which nothing is known. */
    static View view(byte[] packed) {
        if (packed.length == 0) return View.USUAL;
        var reading = Packed.reading(packed);
        int bits = reading.u8();
        return new View(
                PHASES.get(bits % SUSPECT),
                reading.u48(),
                reading.u48(),
                reading.u48(),
                (bits & SUSPECT) != 0,
                (bits & FORCED) != 0,
                reading.u48());
    }

    static byte[] pack(View view) {
        if (view.equals(View.USUAL)) return new byte[0];
        int bits = PHASES.indexOf(view.phase()) + (view.suspect() ? SUSPECT : 0) + (view.forced() ? FORCED : 0);
        return Packed.writing(VIEW_BYTES)
                .u8(bits)
                .u48(view.generation())
                .u48(view.untilMs())
                .u48(view.probeUntilMs())
                .u48(view.keptMs())
                .bytes();
    }
}
