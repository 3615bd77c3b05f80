package dev.usher.redis;

import dev.usher.abuse.Asker;
import dev.usher.abuse.Counts;
import dev.usher.abuse.Recording;
import dev.usher.abuse.Sketch;
import dev.usher.abuse.WatchUnavailable;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The recording in Redis, a hash for each policy and minute; {@code lua/record.lua} says how it is laid out. */
public final class RedisRecording implements Recording {
    private static final LuaScript RECORD = LuaScript.load("record");
    private static final LuaScript RECORDED = LuaScript.load("recorded");

    /** Minutes read by one call, of at most some 12 KB each, so that no other call waits for long. */
    private static final int AT_ONCE = 10;

    private static final long MOST_CALLS = (1 << 24) - 1;
    private static final long MOST_UNITS = (1L << 32) - 1;
    private static final int PACKED_BYTES = Counts.PARTS * (3 + 4);

    private final RedisLink link;

    public RedisRecording(RedisLink link) {
        this.link = link;
    }

    @Override
    public void add(String policy, Instant minute, Sketch more) {
        var arguments = new ArrayList<byte[]>();
        arguments.add(utf8(Long.toString(more.denied())));
        arguments.add(utf8(Long.toString(more.otherAskers())));
        arguments.add(packed(more.others()));
        arguments.add(utf8(Long.toString(KEPT.toMillis())));
        more.askers().forEach((asker, counts) -> {
            arguments.add(utf8(asker.text()));
            arguments.add(packed(counts));
        });
        var reply = link.run(
                RECORD, ScriptOutputType.INTEGER, new String[] {key(policy, minute)}, arguments.toArray(byte[][]::new));
        if (reply == null) throw new WatchUnavailable("redis did not answer");
    }

    @Override
    public List<Minute> read(String policy, Instant from, Instant until) {
        var minutes = new ArrayList<Minute>();
        var next = from.truncatedTo(ChronoUnit.MINUTES);
        while (!next.isAfter(until)) {
            var starts = new ArrayList<Instant>();
            for (int i = 0; i < AT_ONCE && !next.isAfter(until); i++, next = next.plus(Duration.ofMinutes(1)))
                starts.add(next);
            minutes.addAll(read(policy, starts));
        }
        return minutes;
    }

    private List<Minute> read(String policy, List<Instant> starts) {
        var keys = starts.stream().map(start -> key(policy, start)).toArray(String[]::new);
        @SuppressWarnings("unchecked") // recorded.lua returns lists of texts
        var reply = (@Nullable List<List<byte[]>>) link.run(RECORDED, ScriptOutputType.MULTI, keys);
        if (reply == null) throw new WatchUnavailable("redis did not answer");
        var minutes = new ArrayList<Minute>();
        for (int i = 0; i < starts.size(); i++)
            if (!reply.get(i).isEmpty()) minutes.add(new Minute(starts.get(i), sketch(reply.get(i))));
        return minutes;
    }

    private static String key(String policy, Instant minute) {
        return RedisWatch.key(policy, "minute", minute.getEpochSecond() / 60);
    }

    private static Sketch sketch(List<byte[]> fields) {
        Map<Asker, Counts> askers = new HashMap<>();
        var others = Counts.NONE;
        long otherAskers = 0;
        long denied = 0;
        for (int i = 0; i < fields.size(); i += 2) {
            var value = fields.get(i + 1);
            switch (text(fields.get(i))) {
                case "denied" -> denied = Long.parseLong(text(value));
                case "askers" -> otherAskers = Long.parseLong(text(value));
                case "others" -> others = counts(value);
                case String asker -> askers.put(Asker.read(asker), counts(value));
            }
        }
        return new Sketch(askers, others, otherAskers, denied);
    }

    private static byte[] packed(Counts counts) {
        var packed = Packed.writing(PACKED_BYTES);
        for (long calls : counts.calls()) packed.u24(Math.min(MOST_CALLS, calls));
        for (long units : counts.units()) packed.u32(Math.min(MOST_UNITS, units));
        return packed.bytes();
    }

    private static Counts counts(byte[] bytes) {
        var packed = Packed.reading(bytes);
        var calls = new ArrayList<Long>();
        for (int i = 0; i < Counts.PARTS; i++) calls.add(packed.u24());
        var units = new ArrayList<Long>();
        for (int i = 0; i < Counts.PARTS; i++) units.add(packed.u32());
        return new Counts(calls, units);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
