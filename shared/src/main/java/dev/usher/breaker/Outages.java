package dev.usher.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long a breaker was not closed within a stretch of time.
 *
 * @param number of times that it was not
 * @param reopened probes that failed
 * @param together all of the time
 * @param longest the longest of them
 * @param recovered how many ended
 * @param recovery how long those took on average that ended; zero when none did
 */
public record Outages(int number, int reopened, Duration together, Duration longest, int recovered, Duration recovery) {
    /**
     * Reckons up what happened.
     *
     * @param transitions of one breaker in that time, the oldest first
     * @param now its phase at the end of it, which says how it was all the time when nothing happened
     */
    public static Outages of(List<Transition> transitions, Phase now, Instant from, Instant until) {
        var sum = new Sum();
        var phase = transitions.isEmpty() ? now : transitions.getFirst().from();
        if (phase != Phase.CLOSED) sum.began(from);
        for (var transition : transitions) {
            if (transition.from() == Phase.HALF_OPEN && transition.to() == Phase.OPEN) sum.reopened++;
            if (phase == Phase.CLOSED && transition.to() != Phase.CLOSED) sum.began(transition.at());
            if (phase != Phase.CLOSED && transition.to() == Phase.CLOSED) sum.recovered(transition.at());
            phase = transition.to();
        }
        if (phase != Phase.CLOSED) sum.ended(until);
        return new Outages(
                sum.number,
                sum.reopened,
                sum.together,
                sum.longest,
                sum.recovered,
                sum.recovered == 0 ? Duration.ZERO : sum.recovery.dividedBy(sum.recovered));
    }

    private static final class Sum {
        private int number;
        private int reopened;
        private int recovered;
        private Duration together = Duration.ZERO;
        private Duration longest = Duration.ZERO;
        private Duration recovery = Duration.ZERO;
        private Instant since = Instant.EPOCH;

        void began(Instant at) {
            number++;
            since = at;
        }

        void ended(Instant at) {
            var length = Duration.between(since, at);
            together = together.plus(length);
            if (length.compareTo(longest) > 0) longest = length;
        }

        void recovered(Instant at) {
            ended(at);
            recovered++;
            recovery = recovery.plus(Duration.between(since, at));
        }
    }
}
