package dev.usher.redis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.abuse.Party;
import dev.usher.abuse.Trail;
import dev.usher.abuse.Trails;
import dev.usher.abuse.WatchUnavailable;
import dev.usher.http.Json;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trails in Redis, for twice as long as a slice; {@code lua/track.lua} says how. */
public final class RedisTrails implements Trails {
    private static final LuaScript TRACK = LuaScript.load("track");

    private final RedisLink link;

    public RedisTrails(RedisLink link) {
        this.link = link;
    }

    @Override
    public Seen add(String policy, Instant slice, Footprints more) {
        var keys = new ArrayList<String>();
        var seen = Json.object();
        var parties = seen.putArray("parties");
        more.parties().forEach((party, step) -> {
            keys.add(key(policy, "trail", slice, party.text()));
            keys.add(key(policy, "operations", slice, party.text()));
            write(step, parties.addObject());
        });
        var addresses = seen.putArray("addresses");
        more.addresses().forEach((address, from) -> {
            keys.add(key(policy, "address", slice, address));
            var list = addresses.addArray();
            from.forEach(party -> list.add(party.text()));
        });
        if (keys.isEmpty()) return new Seen(Map.of(), Map.of());
        @SuppressWarnings("unchecked") // what track.lua returns
        var reply = (@Nullable List<Object>) link.run(
                TRACK,
                ScriptOutputType.MULTI,
                keys.toArray(String[]::new),
                Json.bytes(seen),
                utf8(Long.toString(2 * SLICE.toMillis())));
        if (reply == null) throw new WatchUnavailable("redis did not answer");
        return seen(more, reply);
    }

    private static String key(String policy, String what, Instant slice, String whom) {
        return RedisWatch.key(policy, what, slice.getEpochSecond()) + ":" + whom;
    }

    private static void write(Step step, ObjectNode node) {
        var calls = node.putObject("calls");
        step.calls().forEach((part, number) -> calls.put(Integer.toString(part), number));
        var operations = node.putArray("operations");
        step.operations().forEach(operations::add);
        var range = step.range();
        if (range != null) node.put("lowest", range.lowest()).put("highest", range.highest());
        node.put("denied", step.denied());
    }

    @SuppressWarnings("unchecked") // what track.lua returns
    private static Seen seen(Footprints asked, List<Object> reply) {
        int next = 0;
        var parties = new HashMap<Party, Trail>();
        for (var party : asked.parties().keySet()) parties.put(party, trail((List<Object>) reply.get(next++)));
        var addresses = new HashMap<String, Long>();
        for (var address : asked.addresses().keySet()) addresses.put(address, (Long) reply.get(next++));
        return new Seen(parties, addresses);
    }

    @SuppressWarnings("unchecked") // what track.lua returns
    private static Trail trail(List<Object> reply) {
        var calls = new HashMap<Integer, Long>();
        var rest = new HashMap<String, Long>();
        var fields = (List<byte[]>) reply.get(1);
        for (int i = 0; i < fields.size(); i += 2) {
            var field = text(fields.get(i));
            long number = Long.parseLong(text(fields.get(i + 1)));
            if (Character.isDigit(field.charAt(0))) calls.put(Integer.valueOf(field), number);
            else rest.put(field, number);
        }
        var lowest = rest.get("lowest");
        var highest = rest.get("highest");
        return new Trail(
                calls,
                (Long) reply.get(0),
                lowest == null || highest == null ? null : new Trail.Range(lowest, highest),
                rest.getOrDefault("denied", 0L));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
