package dev.usher.breaker;

import java.util.Locale;

/** Whose fault it looks like, from what was seen. A pure decision, and a hint: nobody acts on it but people. */
public record Verdict(Side side, String because) {
    /** Whose fault. */
    public enum Side {
        THEM,
        US,
        UNCLEAR;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of so many errors in a hundred being of one kind, that kind is the matter. */
    private static final int MOSTLY = 80;

    /** Judges what was seen of failures. */
    public static Verdict of(Transition.Seen seen) {
        long all = seen.errors().values().stream().mapToLong(Integer::longValue).sum();
        if (all == 0) return new Verdict(Side.UNCLEAR, "no failure was seen");
        long answered = seen.errors().entrySet().stream()
                .filter(error -> error.getKey().startsWith("http_"))
                .mapToLong(error -> error.getValue())
                .sum();
        if (answered * 100 >= all * MOSTLY) return new Verdict(Side.THEM, "it answers, and says that it fails");
        if (seen.calling() > 1 && seen.failing() * 2 <= seen.calling())
            return new Verdict(
                    Side.US,
                    seen.failing() + " of " + seen.calling() + " environments see it fail; others get through");
        if (seen.failing() > 1) return new Verdict(Side.THEM, seen.failing() + " environments see it fail alike");
        return new Verdict(Side.UNCLEAR, "only one environment calls, and gets no answer");
    }
}
