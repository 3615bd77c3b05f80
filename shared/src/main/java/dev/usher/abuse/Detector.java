package dev.usher.abuse;

import dev.usher.config.AbusePolicy;
import java.util.ArrayList;
import java.util.List;

/** Tells abuse from use, by what was done in one slice of ten minutes. Pure. */
final class Detector {
    /** Different operations below which a steady pace is a timer, not a scraper. */
    static final int FEW_OPERATIONS = 30;

    /** Ten-second parts, from the first to the last that had calls, before a pace can be called steady. */
    static final int STEADY_PARTS = 30;

    /**
     * Variance of the calls of a part, divided by their mean, in thousandths: 1000 when people come independently of each other, more for
     * bursts, near 0 for a timer. Of 30 parts of independent calls one in a million comes below 200.
     */
    static final int STEADY_THOUSANDTHS = 200;

    /** Different numbers in a row, before they can be called one after another. */
    static final int ROW = 50;

    private final AbusePolicy policy;

    Detector(AbusePolicy policy) {
        this.policy = policy;
    }

    /**
     * Something found.
     *
     * @param why with the figures it was found by, for operators
     */
    record Finding(Pattern pattern, String why) {}

    List<Finding> look(Trail trail) {
        var findings = new ArrayList<Finding>();
        if (trail.denied() >= policy.denials())
            findings.add(new Finding(Pattern.DENIALS, trail.denied() + " denials in ten minutes"));
        if (trail.operations() >= policy.operations())
            findings.add(new Finding(Pattern.OPERATIONS, trail.operations() + " different operations in ten minutes"));
        if (oneAfterAnother(trail))
            findings.add(
                    new Finding(Pattern.ENUMERATION, trail.operations() + " operations, by one number after another"));
        else if (trail.operations() >= FEW_OPERATIONS && steady(trail))
            findings.add(new Finding(Pattern.ENUMERATION, trail.operations() + " operations, at a steady pace"));
        return findings;
    }

    List<Finding> look(long parties) {
        return parties < policy.subjects()
                ? List.of()
                : List.of(new Finding(Pattern.SUBJECTS, parties + " subjects from one address in ten minutes"));
    }

    /** Most numbers between the lowest and the highest were asked for. */
    private static boolean oneAfterAnother(Trail trail) {
        var range = trail.range();
        return range != null
                && trail.operations() >= ROW
                && range.size() >= ROW
                && range.size() * 4 <= trail.operations() * 5;
    }

    /** Without the first and the last part, which may have begun or ended in the middle. */
    private static boolean steady(Trail trail) {
        int first = trail.calls().keySet().stream()
                        .mapToInt(Integer::intValue)
                        .min()
                        .orElse(0)
                + 1;
        int last = trail.calls().keySet().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0)
                - 1;
        int parts = last - first + 1;
        if (parts < STEADY_PARTS) return false;
        long sum = 0;
        long squares = 0;
        for (int part = first; part <= last; part++) {
            long calls = trail.calls().getOrDefault(part, 0L);
            sum += calls;
            squares += calls * calls;
        }
        // variance / mean = (squares - sum^2 / parts) / sum
        return (squares * parts - sum * sum) * 1000 <= STEADY_THOUSANDTHS * sum * parts;
    }
}
