package dev.usher.abuse;

import dev.usher.http.Json;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Notes in memory what is asked of the limiter, and hands it to the recording and the guard every few seconds: one call for each policy and
 * minute, however many requests there were. Bounded; nothing here ever fails a request. What an environment noted after it was
 * last written and that is never invoked again is lost.
 */
public final class Recorder {
    /** Time between two writes of an environment whose requests are about limits and nothing else. */
    public static final Duration OFTEN = Duration.ofSeconds(5);

    /** The same of one for which two more calls every few seconds would be dear; still within the 30 s of requirement L9. */
    public static final Duration SELDOM = Duration.ofSeconds(25);

    /** Askers told apart between two writes, of all policies; further ones become part of the others. */
    static final int MOST_ASKERS = 5000;

    private final Recording recording;
    private final Guard guard;
    private final JsonLog log;
    private final InstantSource clock;
    private final Duration every;

    private final Object noting = new Object();
    private Map<Place, Growing> noted = new HashMap<>(); // guarded by noting
    private int askers; // guarded by noting
    private volatile Instant flushed;

    /** @param every time between two writes */
    public Recorder(Recording recording, Guard guard, JsonLog log, InstantSource clock, Duration every) {
        this.recording = recording;
        this.guard = guard;
        this.log = log;
        this.clock = clock;
        this.every = every;
        this.flushed = clock.instant();
    }

    /** Where a request is noted. */
    private record Place(String policy, Instant minute) {}

    /** A sketch of any size while it grows. */
    private static final class Growing {
        final Map<Asker, Counts.Growing> askers = new HashMap<>();
        final Counts.Growing others = new Counts.Growing();
        boolean hasOthers;
        long denied;

        Sketch sketch() {
            var counts = new HashMap<Asker, Counts>();
            askers.forEach((asker, growing) -> counts.put(asker, growing.counts()));
            long otherAskers = hasOthers ? 1 : 0;
            var kept = new HashMap<Asker, Counts>();
            var sorted = counts.entrySet().stream()
                    .sorted(Comparator.comparingLong(entry -> -entry.getValue().total()))
                    .toList();
            for (var entry : sorted) {
                if (kept.size() < Sketch.MOST) {
                    kept.put(entry.getKey(), entry.getValue());
                } else {
                    others.add(entry.getValue());
                    otherAskers++;
                }
            }
            return new Sketch(kept, others.counts(), otherAskers, denied);
        }
    }

    public void note(Ask ask, Admission admission) {
        guard.note(ask, admission);
        var now = clock.instant();
        var place = new Place(ask.policy().name(), now.truncatedTo(ChronoUnit.MINUTES));
        int part = (int) ((now.toEpochMilli() % 60_000) / Counts.PART_MS);
        var asker = Asker.of(ask);
        synchronized (noting) {
            var growing = noted.computeIfAbsent(place, absent -> new Growing());
            counts(growing, asker).add(part, ask.cost());
            if (!(admission instanceof Admission.Admitted)) growing.denied++;
        }
    }

    /** The caller holds {@code noting}. */
    private Counts.Growing counts(Growing growing, Asker asker) {
        var known = growing.askers.get(asker);
        if (known != null) return known;
        if (askers >= MOST_ASKERS) {
            growing.hasOthers = true;
            return growing.others;
        }
        askers++;
        var fresh = new Counts.Growing();
        growing.askers.put(asker, fresh);
        return fresh;
    }

    /** Writes what was noted when the last write is a while ago, or abuse is plain; called at the end of an invocation. */
    public void flushIfDue() {
        var now = clock.instant();
        if (now.isBefore(flushed.plus(every)) && !guard.isAlarmed()) return;
        flushed = now;
        flush();
    }

    /** Writes what was noted. What the recording does not take is gone. */
    public void flush() {
        Map<Place, Growing> taken;
        synchronized (noting) {
            taken = noted;
            noted = new HashMap<>();
            askers = 0;
        }
        long lost = 0;
        for (var entry : taken.entrySet()) {
            var sketch = entry.getValue().sketch();
            try {
                recording.add(entry.getKey().policy(), entry.getKey().minute(), sketch);
            } catch (WatchUnavailable outage) {
                lost += sketch.calls();
            }
        }
        try {
            guard.flush();
        } catch (WatchUnavailable outage) {
            log.warn("abuse was not looked for", Json.object());
        }
        if (lost > 0) log.warn("limit checks were not recorded", Json.object().put("checks", lost));
    }
}
