package dev.usher.abuse;

import dev.usher.abuse.Trails.Footprints;
import dev.usher.config.AbusePolicy;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.http.Json;
import dev.usher.incident.Symptom;
import dev.usher.incident.Symptoms;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Scope;
import dev.usher.message.StoreUnavailable;
import dev.usher.telemetry.JsonLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Follows who asks for what, looks for patterns of abuse whenever an environment writes what it saw, raises an alert for each that is
 * found, and responds. Of several environments that find the same thing one acts.
 */
public final class Guard {
    /** Parties and addresses of a policy that an environment hands on at a time; those with least to look at are left out. */
    static final int MOST = 50;

    /** Parties and addresses of a policy followed between two writes; further ones are not. */
    static final int MOST_FOLLOWED = 1000;

    /** Parties remembered of one address between two writes. */
    private static final int MOST_OF_ADDRESS = 64;

    private static final int PART_SECONDS = 10;

    /** What it works with. */
    public record Parts(Trails trails, Alerts alerts, Penalties penalties, Symptoms symptoms) {
        /** Nobody is told of what is found. */
        public Parts(Trails trails, Alerts alerts, Penalties penalties) {
            this(trails, alerts, penalties, Symptoms.NOBODY);
        }
    }

    private final AbusePolicy policy;
    private final Detector detector;
    private final Parts parts;
    private final JsonLog log;
    private final InstantSource clock;
    private Map<Place, Followed> followed = new HashMap<>(); // guarded by this
    private volatile boolean alarmed;

    public Guard(AbusePolicy policy, Parts parts, JsonLog log, InstantSource clock) {
        this.policy = policy;
        this.detector = new Detector(policy);
        this.parts = parts;
        this.log = log;
        this.clock = clock;
    }

    private record Place(String policy, Instant slice, boolean enforced) {}

    private static final class Followed {
        final Map<Party, Steps> parties = new HashMap<>();
        final Map<String, Set<Party>> addresses = new HashMap<>();
    }

    void note(Ask ask, Admission admission) {
        if (admission.readings().isEmpty()) return;
        var first = admission.readings().getFirst();
        var party = new Party(first.rule(), Scope.brief(first.scope()));
        var now = clock.instant();
        var slice = Trails.sliceOf(now);
        int part = (int) (now.getEpochSecond() - slice.getEpochSecond()) / PART_SECONDS;
        var operation = ask.who().getOrDefault(Dimension.OPERATION, "");
        var address = ask.who().getOrDefault(Dimension.ADDRESS, "");
        synchronized (this) {
            var place = new Place(ask.policy().name(), slice, !ask.policy().shadow());
            var here = followed.computeIfAbsent(place, absent -> new Followed());
            if (here.parties.containsKey(party) || here.parties.size() < MOST_FOLLOWED)
                alarmed |= here.parties
                                .computeIfAbsent(party, absent -> new Steps())
                                .add(part, operation, admission instanceof Admission.Admitted)
                        >= policy.denials();
            if (address.isEmpty() || party.isEverybody()) return;
            if (!here.addresses.containsKey(address) && here.addresses.size() >= MOST_FOLLOWED) return;
            var from = here.addresses.computeIfAbsent(address, absent -> new HashSet<>());
            if (from.size() < MOST_OF_ADDRESS) from.add(party);
        }
    }

    /** Whether this environment alone has seen enough denials since it last wrote: it may not be called again. */
    boolean isAlarmed() {
        return alarmed;
    }

    /** @throws WatchUnavailable when what was seen could not be put together; it is gone */
    void flush() {
        Map<Place, Followed> taken;
        synchronized (this) {
            taken = followed;
            followed = new HashMap<>();
            alarmed = false;
        }
        for (var entry : taken.entrySet()) {
            var place = entry.getKey();
            var seen = parts.trails.add(place.policy, place.slice, footprints(entry.getValue()));
            seen.parties().forEach((party, trail) -> detector.look(trail)
                    .forEach(finding -> respond(alert(place, finding, party.text()), place, party)));
            seen.addresses().forEach((address, number) -> detector.look(number)
                    .forEach(finding -> alarm(alert(place, finding, address))));
        }
    }

    private static Footprints footprints(Followed followed) {
        var parties = new LinkedHashMap<Party, Trails.Step>();
        followed.parties.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().weight()))
                .limit(MOST)
                .forEach(entry -> parties.put(entry.getKey(), entry.getValue().step()));
        var addresses = new LinkedHashMap<String, Set<Party>>();
        followed.addresses.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .limit(MOST)
                .forEach(entry -> addresses.put(entry.getKey(), entry.getValue()));
        return new Footprints(parties, addresses);
    }

    private Alert alert(Place place, Detector.Finding finding, String whom) {
        var what = place.policy + " " + place.slice + " " + finding.pattern() + " " + whom;
        var id = UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
        return new Alert(id, clock.instant(), place.policy, finding.pattern(), whom, finding.why(), 0);
    }

    private void respond(Alert alert, Place place, Party party) {
        if (!parts.alerts.claim(alert)) return;
        if (party.isEverybody() || !place.enforced) {
            raise(alert);
            return;
        }
        int level = 0;
        try {
            level = hold(alert, place, party);
        } finally {
            raise(alert.level(level)); // nobody else will: it is claimed
        }
    }

    /** @return which step of the response holds the party now; 0 for none */
    private int hold(Alert alert, Place place, Party party) {
        var why = alert.pattern().label() + ": " + alert.why();
        var last = parts.penalties.of(place.policy, party);
        var penalty = Penalty.next(last, policy.response(), why, alert.at());
        if (penalty == null) return 0;
        parts.penalties.impose(place.policy, party, penalty);
        return penalty.level();
    }

    private void alarm(Alert alert) {
        if (parts.alerts.claim(alert)) raise(alert);
    }

    private void raise(Alert alert) {
        log.warn(
                "security alert",
                Json.object()
                        .put("alert", alert.id())
                        .put("policy", alert.policy())
                        .put("pattern", alert.pattern().label())
                        .put("why", alert.why())
                        .put("level", alert.level()));
        tell(alert);
        parts.alerts.raise(alert);
    }

    /** Says what was found and of which limit, not of whom: that is in {@code GET /admin/alerts}. */
    private void tell(Alert alert) {
        var policy = alert.policy();
        var subject = policy.startsWith("source:") ? policy : "limit:" + policy;
        var detail = alert.pattern().label() + ": " + alert.why();
        try {
            parts.symptoms.tell(new Symptom(subject, "abuse", true, detail, alert.at()));
        } catch (StoreUnavailable outage) {
            log.error("a symptom was not noted", outage);
        }
    }
}
