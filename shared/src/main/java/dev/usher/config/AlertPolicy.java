package dev.usher.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who is told of incidents, and when.
 *
 * @param together what goes wrong within so long of the first is one incident; zero to ten minutes
 * @param again who is wrong again so soon after an incident was resolved reopens it; 1 second to a day
 * @param deadLetters so many deliveries to one destination that die within ten minutes are a symptom; 1 or more
 * @param tiers one for each impact
 * @param impacts by subject, {@code service:NAME} and its like; {@link Impact#MAJOR} for others
 */
public record AlertPolicy(
        Duration together, Duration again, int deadLetters, Map<Impact, Tier> tiers, Map<String, Impact> impacts) {
    /** The source of alerts: Usher itself. Nobody sends webhooks to it. */
    public static final String SOURCE = "usher";

    /** What happens to an incident that somebody is told of. */
    static final List<String> TYPES = List.of(
            "incident.opened",
            "incident.widened",
            "incident.escalated",
            "incident.reminded",
            "incident.reopened",
            "incident.resolved");

    /** Nobody is told; incidents are kept all the same. */
    public static final AlertPolicy USUAL = new AlertPolicy(
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            1,
            Map.of(
                    Impact.CRITICAL, Tier.usual(Impact.CRITICAL),
                    Impact.MAJOR, Tier.usual(Impact.MAJOR),
                    Impact.MINOR, Tier.usual(Impact.MINOR)),
            Map.of());

    public AlertPolicy {
        var all = new EnumMap<Impact, Tier>(Impact.class);
        for (var impact : Impact.values()) all.put(impact, tiers.getOrDefault(impact, Tier.usual(impact)));
        tiers = Collections.unmodifiableMap(all);
        impacts = Map.copyOf(impacts);
    }

    /**
     * What is done about incidents of one impact.
     *
     * @param to names of the destinations that are told
     * @param confirm how long a symptom lasts before it is told; zero to an hour
     * @param recover how long all is well before the end is told; 1 second to an hour, and twice as long each time it was reopened
     * @param remind time between reminders while it lasts; 5 minutes or more, or zero for none
     * @param escalate what nobody acknowledged within this becomes of the next impact; zero for never
     */
    public record Tier(List<String> to, Duration confirm, Duration recover, Duration remind, Duration escalate) {
        public Tier {
            to = List.copyOf(to);
        }

        /** What a key that is left out is taken from. */
        static Tier usual(Impact impact) {
            return switch (impact) {
                case CRITICAL -> tier(Duration.ZERO, Duration.ofMinutes(2), Duration.ofMinutes(15));
                case MAJOR -> tier(Duration.ofMinutes(1), Duration.ofMinutes(3), Duration.ofHours(1));
                case MINOR -> tier(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofDays(1));
            };
        }

        private static Tier tier(Duration confirm, Duration recover, Duration remind) {
            return new Tier(List.of(), confirm, recover, remind, Duration.ZERO);
        }
    }

    public Tier tier(Impact impact) {
        return Objects.requireNonNull(tiers.get(impact));
    }

    public Impact impactOf(String subject) {
        return impacts.getOrDefault(subject, Impact.MAJOR);
    }

    /** The routes that alerts take, one for each impact that somebody is to be told of. */
    List<Route> routes() {
        return Arrays.stream(Impact.values())
                .filter(impact -> !tier(impact).to().isEmpty())
                .map(impact -> new Route(
                        routeOf(impact),
                        "{\"source\":[\"" + SOURCE + "\"],\"payload\":{\"tiers\":[\"" + impact.label() + "\"]}}",
                        null,
                        tier(impact).to()))
                .toList();
    }

    /** The name of a route of {@link #routes}. */
    static String routeOf(Impact impact) {
        return "alerts-" + impact.label();
    }
}
