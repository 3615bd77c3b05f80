package dev.usher.health;

import dev.usher.breaker.Verdict.Side;
import dev.usher.config.Probe;
import dev.usher.config.Probe.Kind;
import dev.usher.config.Service;
import dev.usher.config.UsherConfig;
import dev.usher.health.Round.Parts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Judges everybody by what a round has seen. */
final class Judging {
    private final Parts parts;
    private final UsherConfig config;
    private final Look look;

    Judging(Parts parts, UsherConfig config, Look look) {
        this.parts = parts;
        this.config = config;
        this.look = look;
    }

    /**
     * How somebody is.
     *
     * @param kind what its symptom is called; empty when that is what its condition is
     */
    record Judged(Standing standing, String kind) {
        /**
         * What is to be told of it; empty when nothing is. Somebody of whom nothing is known is what was last known; in maintenance nothing
         * is wrong.
         */
        String symptom() {
            if (standing.maintained()) return "";
            return switch (standing.condition()) {
                case HEALTHY -> "";
                case DEGRADED -> kind.isEmpty() ? "degraded" : kind;
                case DOWN -> kind.isEmpty() ? "down" : kind;
                case UNKNOWN -> standing.told();
            };
        }

        /** The standing when that was told. */
        Standing told() {
            return standing.told(symptom());
        }
    }

    List<Judged> all() {
        var windows = Windows.of(config.health(), parts.store());
        var tried = new HashMap<String, Standing>();
        var says = new HashMap<String, Condition>();
        for (var service : config.services().values()) {
            var standing = tried(Round.subject(service));
            tried.put(service.name(), standing);
            var own = ownProbes(service, standing);
            if (own != Condition.UNKNOWN) says.put(service.name(), own);
        }
        parts.observers().tell(new Observers.Report(parts.region(), says));
        var others = parts.observers().all();
        var judged = new ArrayList<Judged>();
        for (var service : config.services().values()) {
            var standing = tried.getOrDefault(service.name(), Standing.fresh(Round.subject(service)));
            boolean maintained = windows.cover(service.name(), look.began());
            judged.add(new Judged(judged(service, standing, others, maintained), ""));
        }
        for (var part : parts.own()) judged.add(new Judged(judged(tried(Round.subject(part))), part.kind()));
        return judged;
    }

    /** The standing with what the round's probes came to. */
    private Standing tried(String subject) {
        var before = look.before(subject);
        var trials = new HashMap<>(before.trials());
        look.outcomes(subject).forEach((probe, outcome) -> {
            var after = before.trial(probe).after(outcome.sample(), config.health());
            var rest = outcome.restUntil();
            trials.put(probe, rest.isAfter(after.restUntil()) ? after.resting(rest) : after);
        });
        return before.with(trials);
    }

    private Standing judged(Service service, Standing standing, List<Observers.Report> reports, boolean maintained) {
        var others = new HashMap<String, Condition>();
        for (var report : reports) {
            var said = report.services().get(service.name());
            if (said != null && !report.region().equals(parts.region())) others.put(report.region(), said);
        }
        var errors = new TreeSet<String>();
        for (var probe : service.probes().values()) {
            var last = standing.trial(probe.name()).last();
            boolean unwell = standing.trial(probe.name()).streak().condition() != Condition.HEALTHY;
            if (last != null && unwell && !last.why().isEmpty()) errors.add(last.why());
        }
        var traffic = look.traffic(service);
        var page = look.page(service);
        var evidence = new Judgement.Evidence(ownProbes(service, standing), errors, others, traffic, page);
        var judgement = Judgement.of(evidence, config.health());
        return without(service, standing).judged(judgement, maintained, traffic, page, look.began());
    }

    /** Probes that are configured no more are forgotten. */
    private static Standing without(Service service, Standing standing) {
        var trials = new HashMap<>(standing.trials());
        trials.keySet().retainAll(service.probes().keySet());
        return standing.with(trials);
    }

    private Condition ownProbes(Service service, Standing standing) {
        var says = new LinkedHashMap<Probe, Condition>();
        for (var probe : service.probes().values())
            says.put(probe, standing.trial(probe.name()).says(probe.interval(), look.began()));
        return together(says);
    }

    /**
     * What all probes of a service say. It is down when nobody is there, when nobody is let in, or when nothing works that it is for;
     * degraded when a part of it is.
     */
    static Condition together(Map<Probe, Condition> says) {
        var known =
                says.values().stream().filter(one -> one != Condition.UNKNOWN).toList();
        if (known.isEmpty()) return Condition.UNKNOWN;
        boolean nobody = says.entrySet().stream()
                .anyMatch(one -> one.getKey().kind() != Kind.FUNCTIONALITY && one.getValue() == Condition.DOWN);
        var functions = says.entrySet().stream()
                .filter(one -> one.getKey().kind() == Kind.FUNCTIONALITY && one.getValue() != Condition.UNKNOWN)
                .map(Map.Entry::getValue)
                .toList();
        if (nobody || (!functions.isEmpty() && all(functions, Condition.DOWN))) return Condition.DOWN;
        return all(known, Condition.HEALTHY) ? Condition.HEALTHY : Condition.DEGRADED;
    }

    private static boolean all(Collection<Condition> conditions, Condition wanted) {
        return conditions.stream().allMatch(wanted::equals);
    }

    /** A part of Usher is what its one probe says. */
    private Standing judged(Standing standing) {
        var trial = standing.trial(Look.OWN);
        var condition = trial.streak().condition();
        var last = trial.last();
        var because = condition == Condition.HEALTHY || last == null ? "" : last.why();
        var judgement = new Judgement(condition, because, Side.UNCLEAR);
        return standing.judged(judgement, false, Traffic.NONE, Page.NONE, look.began());
    }
}
