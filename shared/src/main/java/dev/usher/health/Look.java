package dev.usher.health;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.View;
import dev.usher.config.Probe;
import dev.usher.config.Service;
import dev.usher.config.UsherConfig;
import dev.usher.health.Round.Parts;
import dev.usher.message.StoreUnavailable;
import dev.usher.reliability.Figures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Everything that a round looks at, side by side on virtual threads; whoever does not end in time delays nobody. */
final class Look {
    /** What the trial of a part of Usher is called. */
    static final String OWN = "look";

    private final Parts parts;
    private final UsherConfig config;
    private final InstantSource clock;
    private final Instant began;
    private final Instant until;
    private final Map<String, Standing> before = new HashMap<>();
    private final Map<String, Map<String, Prober.Outcome>> outcomes = new HashMap<>();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final Map<String, Traffic> traffic = new ConcurrentHashMap<>();
    private int probes;

    /** One thing to look at, of one subject. */
    private record Task(String subject, String probe, Future<Prober.Outcome> running) {}

    /** @param until nobody is waited for longer */
    Look(Parts parts, UsherConfig config, InstantSource clock, Instant began, Instant until) {
        this.parts = parts;
        this.config = config;
        this.clock = clock;
        this.began = began;
        this.until = until;
        parts.store().standings().forEach(standing -> before.put(standing.subject(), standing));
        look();
    }

    private void look() {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var tasks = new ArrayList<Task>();
            var others = new ArrayList<Future<?>>();
            for (var service : config.services().values()) {
                var standing = before(Round.subject(service));
                for (var probe : service.probes().values()) {
                    var trial = standing.trial(probe.name());
                    if (!trial.isDue(probe.interval(), began)) continue;
                    Callable<Prober.Outcome> work = () -> made(service, probe, trial);
                    tasks.add(new Task(Round.subject(service), probe.name(), threads.submit(work)));
                }
                if (service.statusPage() != null && standing.isSuspect())
                    others.add(threads.submit(
                            () -> pages.put(service.name(), parts.pages().read(service))));
            }
            var views = parts.breakers().get();
            for (var service : config.services().values()) others.add(threads.submit(() -> hear(service, views)));
            for (var part : parts.own()) {
                Callable<Prober.Outcome> work = () -> Prober.Outcome.of(part.look(began));
                tasks.add(new Task(Round.subject(part), OWN, threads.submit(work)));
            }
            for (var task : tasks) {
                outcomes.computeIfAbsent(task.subject, subject -> new HashMap<>())
                        .put(task.probe, ended(task.running));
                if (task.subject.startsWith("service:")) probes++;
            }
            for (var other : others) waitFor(other);
        } finally {
            threads.shutdownNow(); // who hangs is left behind
        }
    }

    private Prober.Outcome made(Service service, Probe probe, Trial trial) {
        if (began.isBefore(trial.restUntil())) return Prober.Outcome.of(Sample.none(began, Sample.RESTING));
        return parts.prober().probe(service, probe, probe.timeout(), until);
    }

    /** What traffic says of a service. Without its figures there is still its breaker. */
    private void hear(Service service, @Nullable Map<BreakerId, View> views) {
        var view = views == null ? null : views.getOrDefault(BreakerId.service(service.name()), View.USUAL);
        Figures lately = Figures.NONE;
        try {
            lately = parts.lately().apply(service.name());
        } catch (StoreUnavailable outage) {
            parts.log().error("figures of calls were not read", outage);
        }
        traffic.put(service.name(), Traffic.of(lately, view, config.health()));
    }

    private Prober.Outcome ended(Future<Prober.Outcome> running) {
        try {
            return running.get(left(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return Prober.Outcome.of(Sample.bad(began, "timeout", Duration.between(began, clock.instant())));
        } catch (ExecutionException fault) {
            parts.log().error("a probe threw", fault);
            return Prober.Outcome.of(Sample.none(began, "fault"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Prober.Outcome.of(Sample.none(began, "fault"));
        }
    }

    private void waitFor(Future<?> running) {
        try {
            running.get(left(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return; // it says nothing then
        } catch (ExecutionException fault) {
            parts.log().error("a probe threw", fault);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long left() {
        return Math.max(0, Duration.between(clock.instant(), until).toMillis());
    }

    Instant began() {
        return began;
    }

    int probes() {
        return probes;
    }

    Standing before(String subject) {
        var standing = before.get(subject);
        return standing == null ? Standing.fresh(subject) : standing;
    }

    /** Those of whom a symptom is told, and who are not among these any more. */
    List<Standing> forgotten(Set<String> subjects) {
        return before.values().stream()
                .filter(standing -> !standing.told().isEmpty() && !subjects.contains(standing.subject()))
                .toList();
    }

    /** What came of the probes of a subject that were due, by their names. */
    Map<String, Prober.Outcome> outcomes(String subject) {
        return outcomes.getOrDefault(subject, Map.of());
    }

    Page page(Service service) {
        return pages.getOrDefault(service.name(), Page.NONE);
    }

    Traffic traffic(Service service) {
        return traffic.getOrDefault(service.name(), Traffic.NONE);
    }

    /** How long it took those of a subject that answered. */
    List<Duration> times(String subject) {
        return outcomes(subject).values().stream()
                .map(Prober.Outcome::sample)
                .filter(sample -> sample.grade() == Sample.Grade.GOOD || sample.grade() == Sample.Grade.POOR)
                .map(Sample::took)
                .toList();
    }
}
