package dev.usher.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads breaker policies, of the whole deployment and of whatever is called.
 *
 * @param usual what a key that is left out is taken from
 */
record BreakerReader(BreakerPolicy usual) {
    private static final int MOST_FAILURES = 100;
    private static final int MOST_CALLS = 10_000;
    private static final int MOST_SUCCESSES = 20;
    private static final Place.Parser<Duration> WINDOW = Quantity.duration(Duration.ofSeconds(1), Duration.ofHours(1));
    private static final Place.Parser<Duration> OPEN = Quantity.duration(Duration.ofSeconds(1), Duration.ofHours(1));
    private static final Place.Parser<Duration> LONGEST = Quantity.duration(Duration.ofSeconds(1), Duration.ofDays(1));

    /** @param defaults the deployment's; null when it has none */
    static BreakerReader under(@Nullable Place defaults) {
        var shipped = new BreakerReader(BreakerPolicy.USUAL);
        return defaults == null ? shipped : new BreakerReader(shipped.read(defaults));
    }

    BreakerPolicy read(Place place) {
        var fields = place.open(Section.BREAKER);
        var open = fields.get("open", usual.open(), at -> at.parse(usual.open(), OPEN));
        var longest = fields.get("longest", usual.longestOpen(), at -> at.parse(usual.longestOpen(), LONGEST));
        if (longest.compareTo(open) < 0) {
            var at = fields.find("longest");
            if (at != null) at.mistake("must be no less than open");
            else longest = open;
        }
        return new BreakerPolicy(
                whole(fields, "failures", usual.failures(), MOST_FAILURES),
                whole(fields, "rate", usual.ratePercent(), 100),
                whole(fields, "calls", usual.minimumCalls(), MOST_CALLS),
                fields.get("window", usual.window(), at -> at.parse(usual.window(), WINDOW)),
                whole(fields, "successes", usual.successes(), MOST_SUCCESSES),
                open,
                longest);
    }

    private static int whole(Fields fields, String key, int otherwise, int most) {
        return (int) (long) fields.get(key, (long) otherwise, at -> at.whole(1, most));
    }
}
