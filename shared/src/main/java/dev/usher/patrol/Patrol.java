package dev.usher.patrol;

import dev.usher.admission.Heeding;
import dev.usher.breaker.BreakerStore;
import dev.usher.breaker.BreakersUnavailable;
import dev.usher.breaker.Phase;
import dev.usher.breaker.TransitionLog;
import dev.usher.config.UsherConfig;
import dev.usher.delivery.Board;
import dev.usher.delivery.Parallel;
import dev.usher.health.Windows;
import dev.usher.incident.Incidents;
import dev.usher.limit.Ceilings;
import dev.usher.reliability.FigureStore;
import dev.usher.reliability.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A round over what can be read: who is paused because they answered 410, whose deliveries die, whose breaker is not closed, who declares
 * another limit than ours. It tells all of each kind, so whatever was not told when it happened, or not told to be over, is told now.
 */
public final class Patrol {
    /** Dead letters are counted over this long. */
    static final Duration DEAD_WITHIN = Duration.ofMinutes(10);

    /** Destinations whose figures are read at a time. */
    private static final int ABREAST = 20;

    /** Who pauses a destination that answers 410. */
    private static final String USHER = "usher";

    /**
     * What it looks at.
     *
     * @param breakers null where environments share none
     */
    public record Sights(
            Supplier<Map<String, Board.Pause>> paused,
            Supplier<Windows> windows,
            FigureStore figures,
            @Nullable BreakerStore breakers,
            Ceilings ceilings) {}

    private final Sights sights;
    private final Incidents incidents;
    private final UsherConfig config;

    public Patrol(Sights sights, Incidents incidents, UsherConfig config) {
        this.sights = sights;
        this.incidents = incidents;
        this.config = config;
    }

    /** @throws dev.usher.message.StoreUnavailable when the store did not answer; the next round does it again */
    public void round(Instant now) {
        gone();
        deadLetters(now);
        if (sights.breakers != null) breakers(sights.breakers, now);
        incidents.pass();
    }

    private void gone() {
        var gone = new TreeMap<String, String>();
        sights.paused.get().forEach((destination, pause) -> {
            if (pause.by().equals(USHER)) gone.put("destination:" + destination, pause.reason());
        });
        incidents.tellAll("gone", gone);
    }

    private void deadLetters(Instant now) {
        var dead = new ConcurrentHashMap<String, String>();
        var names = List.copyOf(config.destinations().keySet());
        var from = Span.MINUTE.start(now.minus(DEAD_WITHIN));
        for (int i = 0; i < names.size(); i += ABREAST)
            Parallel.each(names.subList(i, Math.min(names.size(), i + ABREAST)), name -> {
                long died = sights.figures.read(Span.MINUTE, name, from, now).stream()
                        .mapToLong(reading -> reading.figures().deliveries().dead())
                        .sum();
                if (died >= config.alerts().deadLetters()) dead.put("destination:" + name, "in the last ten minutes");
            });
        incidents.tellAll("dead-letters", dead);
    }

    /**
     * When nobody knows how breakers stand, nothing is said of them, nor of what is remembered beside them. That of a service in maintenance
     * is expected to open.
     */
    private void breakers(BreakerStore store, Instant now) {
        var open = new TreeMap<String, String>();
        var windows = sights.windows.get();
        try {
            store.board(Map.of()).views().forEach((id, view) -> {
                if (view.phase() != Phase.CLOSED && !windows.coverSubject(id.text(), now))
                    open.put(id.text(), view.forced() ? "forced" : "");
            });
        } catch (BreakersUnavailable outage) {
            return;
        }
        incidents.tellAll(TransitionLog.SYMPTOM, open);
        var drifting = new TreeMap<String, String>();
        for (var policy : config.limits().values()) {
            var declared = sights.ceilings.learned(policy);
            if (declared == null) return;
            var drift = Heeding.drifts(policy, declared);
            if (!drift.isEmpty()) drifting.put("limit:" + policy.name(), drift);
        }
        incidents.tellAll("limit-drift", drifting);
    }
}
