package dev.usher.abuse;

import java.util.Map;

/**
 * Who asked how often under one policy within one minute: the most frequent by name, all others together.
 *
 * @param askers at most {@link #MOST} of them
 * @param others all that are not among them
 * @param otherAskers how many those are, at least; 0 when there are none
 * @param denied of all requests, those that were not admitted, or would not have been
 */
public record Sketch(Map<Asker, Counts> askers, Counts others, long otherAskers, long denied) {
    /** Askers told apart in a minute; {@code lua/record.lua} has the same number. */
    public static final int MOST = 100;

    public Sketch {
        askers = Map.copyOf(askers);
    }

    public long calls() {
        return others.total()
                + askers.values().stream().mapToLong(Counts::total).sum();
    }
}
