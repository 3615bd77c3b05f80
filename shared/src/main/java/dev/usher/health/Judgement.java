package dev.usher.health;

import dev.usher.breaker.Verdict.Side;
import dev.usher.config.HealthPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a service is, by all that is known of it. Pure.
 *
 * @param because for an operator, one line; empty when it is healthy
 * @param side whose fault it looks like; unclear when it is healthy
 */
public record Judgement(Condition condition, String because, Side side) {
    /** What our credentials were not taken for. */
    private static final Set<String> REFUSED = Set.of("http_401", "http_403", "no-credentials");

    /**
     * What is known.
     *
     * @param probes what our own probes say together; unknown when they say nothing
     * @param errors of our probes that are not well, one word each
     * @param others what other observers say, by their names
     */
    public record Evidence(
            Condition probes, Set<String> errors, Map<String, Condition> others, Traffic traffic, Page page) {
        public Evidence {
            errors = Set.copyOf(errors);
            others = Map.copyOf(others);
        }

        /** Everybody who says something, by name. */
        private Map<String, Condition> observers() {
            var observers = new TreeMap<>(others);
            observers.put("probes", probes);
            observers.put("traffic", traffic.condition());
            observers.values().removeIf(Condition.UNKNOWN::equals);
            return observers;
        }
    }

    /**
     * Down is believed when as many observers as the quorum say so, or all of them if there are fewer; when some do and are
     * not enough, it is degraded: something is wrong, and not for everybody.
     */
    public static Judgement of(Evidence evidence, HealthPolicy policy) {
        var observers = evidence.observers();
        if (observers.isEmpty()) return new Judgement(Condition.UNKNOWN, "nobody has looked lately", Side.UNCLEAR);
        var down = named(observers, Condition.DOWN);
        var degraded = named(observers, Condition.DEGRADED);
        if (down.isEmpty() && degraded.isEmpty()) return new Judgement(Condition.HEALTHY, "", Side.UNCLEAR);
        boolean believed = !down.isEmpty() && down.size() >= Math.min(policy.quorum(), observers.size());
        var text = (down.isEmpty() ? degraded.size() : down.size()) + " of " + observers.size() + " observers see it "
                + (down.isEmpty() ? "degraded: " + String.join(", ", degraded) : "down: " + String.join(", ", down));
        var errors = evidence.errors().stream().sorted().toList();
        var because = errors.isEmpty() ? text : text + " (" + String.join(", ", errors) + ")";
        return new Judgement(
                believed ? Condition.DOWN : Condition.DEGRADED, because, side(evidence, observers, down, degraded));
    }

    private static List<String> named(Map<String, Condition> observers, Condition condition) {
        var names = new ArrayList<String>();
        observers.forEach((name, says) -> {
            if (says == condition) names.add(name);
        });
        return names;
    }

    private static Side side(
            Evidence evidence, Map<String, Condition> observers, List<String> down, List<String> degraded) {
        if (evidence.page().admits()) return Side.THEM;
        if (evidence.errors().stream().anyMatch(REFUSED::contains)) return Side.US;
        if (evidence.errors().stream().anyMatch(error -> error.startsWith("http_5"))) return Side.THEM;
        int seeing = down.size() + degraded.size();
        if (seeing > 1) return Side.THEM;
        // Somebody else gets through, so it is the way from here.
        boolean onlyHere = evidence.probes() == Condition.DOWN && observers.size() > 1;
        return onlyHere ? Side.US : Side.UNCLEAR;
    }
}
