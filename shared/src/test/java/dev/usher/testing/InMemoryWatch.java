package dev.usher.testing;

import dev.usher.abuse.Party;
import dev.usher.abuse.Recording;
import dev.usher.abuse.Sketch;
import dev.usher.abuse.Top;
import dev.usher.abuse.Watch;
import dev.usher.abuse.WatchUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is watched and recorded of limits, in memory; one sketch for all time. */
public final class InMemoryWatch implements Watch, Recording {
    public final Map<Party, Long> denied = new HashMap<>();
    public final Map<Party, Long> heavy = new HashMap<>();
    public boolean outage;
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

    private void check() {
        if (outage) throw new WatchUnavailable("redis did not answer");
    }
}
