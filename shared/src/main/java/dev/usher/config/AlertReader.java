package dev.usher.config;

import dev.usher.config.AlertPolicy.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads who is told of incidents.
 *
 * @param destinations names of all
 * @param impacts of subjects
 */
record AlertReader(Set<String> destinations, Map<String, Impact> impacts) {
    private static final int MOST_DEAD_LETTERS = 10_000;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Map<String, Impact> LABELS =
            Stream.of(Impact.values()).collect(Collectors.toMap(Impact::label, impact -> impact));
    private static final Map<Impact, Section> SECTIONS =
            Map.of(Impact.CRITICAL, Section.LAST_TIER, Impact.MAJOR, Section.TIER, Impact.MINOR, Section.TIER);

    /** The impacts that the entries of these sections name, by subject. */
    static Map<String, Impact> impacts(Fields config) {
        var impacts = new HashMap<String, Impact>();
        Map.of("services", "service:", "destinations", "destination:", "sources", "source:", "limits", "limit:")
                .forEach((section, prefix) -> impacts(config.find(section), prefix, impacts));
        return impacts;
    }

    private static void impacts(@Nullable Place section, String prefix, Map<String, Impact> impacts) {
        if (section == null || !section.isMapping()) return;
        section.entries(0, Integer.MAX_VALUE).forEach((name, entry) -> {
            if (!entry.isMapping()) return;
            var impact = entry.entries(0, Integer.MAX_VALUE).get("impact");
            if (impact != null) impacts.put(prefix + name, impact.parse(Impact.MAJOR, Syntax.oneOf(LABELS)));
        });
    }

    /** @param place null when the document has no such section */
    AlertPolicy read(@Nullable Place place) {
        var usual = AlertPolicy.USUAL;
        var fields = place == null ? new Fields(Map.of()) : place.open(Section.ALERTS);
        var tiers = new EnumMap<Impact, Tier>(Impact.class);
        for (var impact : Impact.values())
            tiers.put(impact, fields.get(impact.label(), usual.tier(impact), at -> tier(at, impact)));
        return new AlertPolicy(
                fields.get("together", usual.together(), at -> duration(at, Duration.ZERO, Duration.ofMinutes(10))),
                fields.get("again", usual.again(), at -> duration(at, Duration.ofSeconds(1), DAY)),
                fields.get("deadLetters", usual.deadLetters(), at -> (int) at.whole(1, MOST_DEAD_LETTERS)),
                tiers,
                impacts);
    }

    private Tier tier(Place place, Impact impact) {
        var usual = Tier.usual(impact);
        var fields = place.open(SECTIONS.getOrDefault(impact, Section.TIER));
        var hour = Duration.ofHours(1);
        return new Tier(
                fields.get("to", List.of(), this::names),
                fields.get("confirm", usual.confirm(), at -> duration(at, Duration.ZERO, hour)),
                fields.get("recover", usual.recover(), at -> duration(at, Duration.ofSeconds(1), hour)),
                fields.get("remind", usual.remind(), at -> duration(at, Duration.ofMinutes(5), Duration.ofDays(7))),
                fields.get("escalate", Duration.ZERO, at -> duration(at, Duration.ofMinutes(1), Duration.ofDays(7))));
    }

    private static Duration duration(Place place, Duration least, Duration most) {
        return place.parse(most, Quantity.duration(least, most));
    }

    private List<String> names(Place place) {
        var names = new ArrayList<String>();
        for (var item : place.items(0, 20)) {
            var name = item.text();
            if (name == null) continue;
            if (names.contains(name)) item.mistake("is here twice");
            else if (!destinations.contains(name))
                item.mistake("there is no destination of this name" + Nearest.hint(name, destinations));
            names.add(name);
        }
        return names;
    }
}
