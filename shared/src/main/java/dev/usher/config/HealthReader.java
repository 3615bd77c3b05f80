package dev.usher.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads when somebody is taken to be down.
 *
 * @param services that windows of maintenance may name
 */
record HealthReader(Set<String> services) {
    private static final int MOST_WINDOWS = 100;
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final String TIME = "must be a time such as 2026-06-07T02:00:00Z, between 1970 and 2200";
    private static final Place.Parser<Duration> LENGTH = Quantity.duration(Duration.ofMinutes(1), LONGEST_WINDOW);
    private static final Place.Parser<Duration> EVERY = Quantity.duration(Duration.ofHours(1), Duration.ofDays(366));

    HealthPolicy read(Place place) {
        var fields = place.open(Section.HEALTH);
        var usual = HealthPolicy.USUAL;
        return new HealthPolicy(
                whole(fields, "failures", usual.failures(), 20),
                whole(fields, "successes", usual.successes(), 20),
                whole(fields, "quorum", usual.quorum(), 10),
                whole(fields, "calls", usual.calls(), 10_000),
                fields.get("maintenance", List.of(), this::windows));
    }

    private static int whole(Fields fields, String key, int otherwise, int most) {
        return (int) (long) fields.get(key, (long) otherwise, at -> at.whole(1, most));
    }

    private List<Maintenance> windows(Place place) {
        var windows = new ArrayList<Maintenance>();
        for (var item : place.items(0, MOST_WINDOWS)) windows.add(window("configured-" + windows.size(), item));
        return windows;
    }

    private Maintenance window(String id, Place place) {
        var fields = place.open(Section.MAINTENANCE);
        var length = fields.get("for", Duration.ofHours(1), at -> at.parse(Duration.ofHours(1), LENGTH));
        var every = fields.get("every", null, at -> at.parse(Duration.ofDays(7), EVERY));
        var repeated = fields.find("every");
        if (every != null && repeated != null && every.compareTo(length) < 0)
            repeated.mistake("must be no less than for");
        return new Maintenance(
                id,
                fields.get("services", Set.of(), this::names),
                fields.get("from", Instant.EPOCH, at -> at.parse(Instant.EPOCH, HealthReader::time)),
                length,
                every,
                fields.get("reason", "", at -> at.text(256)),
                "");
    }

    private static Instant time(String text) {
        try {
            var time = Instant.parse(text);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(LATEST)) return time;
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(TIME);
        }
        throw new IllegalArgumentException(TIME);
    }

    private Set<String> names(Place place) {
        var names = new HashSet<String>();
        for (var item : place.items(1, 200)) {
            var name = item.text();
            if (name == null) continue;
            if (!services.contains(name))
                item.mistake("there is no service of this name" + Nearest.hint(name, services));
            names.add(name);
        }
        return names;
    }
}
