package dev.usher.health;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.View;
import dev.usher.config.Service;
import dev.usher.config.UsherConfig;
import dev.usher.delivery.Parallel;
import dev.usher.http.Json;
import dev.usher.incident.AllSymptoms;
import dev.usher.incident.Symptom;
import dev.usher.message.StoreUnavailable;
import dev.usher.reliability.Figures;
import dev.usher.reliability.Span;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everybody once: makes the probes that are due, all side by side, hears what traffic and other regions say, judges, tells
 * what changed, and counts the minute. Two at once can't be: the second finds the first at work and ends.
 */
public final class Round {
    /** A round is taken for dead after this: longer than the function's timeout, and over when the schedule comes again. */
    public static final Duration LEASE = Duration.ofSeconds(57);

    /** Left of the time for judging and keeping, after the last probe is waited for. */
    static final Duration END = Duration.ofSeconds(10);

    /** All that rounds tell of. */
    private static final Set<String> KINDS = Set.of("down", "degraded", "backlog");

    /** Standings kept at once. */
    private static final int ABREAST = 32;

    private final Parts parts;
    private final UsherConfig config;
    private final InstantSource clock;

    /**
     * What it works with.
     *
     * @param breakers those that are not as usual; null when that can't be read
     * @param lately the figures of a service's calls of {@link Traffic#LATELY}
     * @param region this one's name; may be empty when there is no other
     * @param runner names this round, as nobody else does
     */
    public record Parts(
            HealthStore store,
            Prober prober,
            StatusPages pages,
            List<OwnPart> own,
            Observers observers,
            Supplier<@Nullable Map<BreakerId, View>> breakers,
            Function<String, Figures> lately,
            AllSymptoms symptoms,
            String region,
            Supplier<String> runner,
            JsonLog log) {}

    public Round(Parts parts, UsherConfig config, InstantSource clock) {
        this.parts = parts;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What a round came to.
     *
     * @param busy another one is under way, so nothing was done
     * @param probes made, or left out by a breaker or a limit
     * @param conditions how many subjects are how
     * @param failed subjects whose standing could not be kept
     */
    public record Report(boolean busy, int probes, Map<Condition, Integer> conditions, int failed) {}

    /** @param deadline no probe is waited for beyond ten seconds before it */
    public Report run(Instant deadline) {
        var runner = parts.runner.get();
        var began = clock.instant();
        if (!parts.store.begin(runner, began, LEASE)) return new Report(true, 0, Map.of(), 0);
        var look = new Look(parts, config, clock, began, deadline.minus(END));
        var judged = new Judging(parts, config, look).all();
        var report = kept(judged, look, began);
        parts.store.end(runner, clock.instant());
        return report;
    }

    /**
     * Tells all that is wrong, whether it was told before or not: what an outage or a crash kept from being told, or from being noted, is
     * made good by the next round.
     *
     * @return false when it could not be told
     */
    private boolean tell(List<Judging.Judged> judged) {
        var present = judged.stream()
                .filter(one -> !one.symptom().isEmpty())
                .map(one -> symptom(one.standing(), one.symptom()))
                .toList();
        try {
            parts.symptoms.tellAll(KINDS, present);
            return true;
        } catch (StoreUnavailable outage) {
            parts.log.error("a symptom was not told", outage);
            return false;
        }
    }

    private static Symptom symptom(Standing standing, String kind) {
        return new Symptom(standing.subject(), kind, true, standing.judgement().because(), standing.since());
    }

    private Report kept(List<Judging.Judged> judged, Look look, Instant began) {
        boolean told = tell(judged);
        var conditions = new HashMap<Condition, Integer>();
        judged.forEach(one -> conditions.merge(one.standing().condition(), 1, Integer::sum));
        var failed = ConcurrentHashMap.<String>newKeySet();
        for (int from = 0; from < judged.size(); from += ABREAST)
            Parallel.each(judged.subList(from, Math.min(from + ABREAST, judged.size())), one -> {
                try {
                    keep(told ? one.told() : one.standing(), look);
                } catch (StoreUnavailable outage) {
                    failed.add(one.standing().subject());
                    parts.log.error("a standing was not kept", outage);
                }
            });
        if (told) forget(judged, look);
        var report = new Report(false, look.probes(), conditions, failed.size());
        var line = Json.object()
                .put("probes", report.probes)
                .put("failed", report.failed)
                .put("tookMs", Duration.between(began, clock.instant()).toMillis());
        for (var condition : Condition.values()) line.put(condition.label(), conditions.getOrDefault(condition, 0));
        parts.log.info("health round", line);
        return report;
    }

    /** Of whoever is configured no more nothing is told. */
    private void forget(List<Judging.Judged> judged, Look look) {
        var subjects = judged.stream().map(one -> one.standing().subject()).collect(Collectors.toSet());
        for (var standing : look.forgotten(subjects)) {
            try {
                parts.store.put(standing.told(""));
            } catch (StoreUnavailable outage) {
                parts.log.error("a standing was not kept", outage);
            }
        }
    }

    private void keep(Standing standing, Look look) {
        parts.store.put(standing);
        var minute = Span.MINUTE.start(standing.judgedAt());
        var took = look.times(standing.subject());
        parts.store.count(standing.subject(), minute, Uptime.of(standing.condition(), standing.maintained(), took));
    }

    static String subject(Service service) {
        return "service:" + service.name();
    }

    static String subject(OwnPart part) {
        return "usher:" + part.name();
    }
}
