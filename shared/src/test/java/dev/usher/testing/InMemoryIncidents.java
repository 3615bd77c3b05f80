package dev.usher.testing;

import dev.usher.incident.Incident;
import dev.usher.incident.IncidentStore;
import dev.usher.incident.Moment;
import dev.usher.incident.Situation;
import dev.usher.incident.Step;
import dev.usher.search.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The situation alone, in memory: incidents that are over and timelines are not kept. */
public final class InMemoryIncidents implements IncidentStore {
    private Version version = new Version(Situation.WELL, 0);

    @Override
    public synchronized Version read() {
        return version;
    }

    @Override
    public synchronized boolean write(Version before, Step step) {
        if (before.number() != version.number()) return false;
        version = new Version(step.after(), before.number() + 1);
        return true;
    }

    @Override
    public @Nullable Incident find(String id) {
        return read().situation().find(id);
    }

    @Override
    public List<Moment> timeline(String id, int most) {
        return List.of();
    }

    @Override
    public Page<Incident> list(Wanted wanted, @Nullable String after, int limit) {
        var found =
                read().situation().incidents().stream().filter(wanted::matches).toList();
        return new Page<>(found, null);
    }
}
