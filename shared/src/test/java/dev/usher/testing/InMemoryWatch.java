package dev.usher.testing;

import dev.usher.abuse.Alert;
import dev.usher.abuse.Alerts;
import dev.usher.abuse.Party;
import dev.usher.abuse.Penalties;
import dev.usher.abuse.Penalty;
import dev.usher.abuse.Recording;
import dev.usher.abuse.Sketch;
import dev.usher.abuse.Top;
import dev.usher.abuse.Watch;
import dev.usher.abuse.WatchUnavailable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is watched and recorded of limits, in memory; one sketch for all time. */
public final class InMemoryWatch implements Watch, Recording, Alerts, Penalties {
    public final Map<Party, Long> denied = new HashMap<>();
    public final Map<Party, Long> heavy = new HashMap<>();
    public boolean outage;
    public final Map<Party, Penalty> penalties = new HashMap<>();
    public final ArrayDeque<Alert> alerts = new ArrayDeque<>();
    private final Set<String> claimed = new HashSet<>();
    private final List<Minute> minutes = new ArrayList<>();

    @Override
    public Top violators(String policy, Instant now, int most) {
        check();
        return Top.of(List.of(denied), most);
    }

    @Override
    public Top heavy(String policy, Instant now, int most) {
        check();
        return Top.of(List.of(heavy), most);
    }

    @Override
    public void add(String policy, Instant minute, Sketch more) {
        minutes.add(new Minute(minute, more));
    }

    @Override
    public List<Minute> read(String policy, Instant from, Instant until) {
        check();
        return minutes.stream()
                .filter(minute ->
                        !minute.start().isBefore(from) && !minute.start().isAfter(until))
                .toList();
    }

    @Override
    public boolean claim(Alert alert) {
        return claimed.add(alert.id());
    }

    @Override
    public void raise(Alert alert) {
        alerts.addFirst(alert);
    }

    @Override
    public List<Alert> of(String policy) {
        check();
        return alerts.stream().filter(alert -> alert.policy().equals(policy)).toList();
    }

    @Override
    public @Nullable Penalty of(String policy, Party party) {
        return penalties.get(party);
    }

    @Override
    public void impose(String policy, Party party, Penalty penalty) {
        penalties.put(party, penalty);
    }

    @Override
    public boolean lift(String policy, Party party) {
        return penalties.remove(party) != null;
    }

    private void check() {
        if (outage) throw new WatchUnavailable("redis did not answer");
    }
}
