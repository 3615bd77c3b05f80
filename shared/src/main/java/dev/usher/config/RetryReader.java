package dev.usher.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads retry policies. */
final class RetryReader {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Place.Parser<Duration> WAIT = Quantity.duration(Duration.ofMillis(1), DAY);

    private RetryReader() {}

    static RetryPolicy read(Place place) {
        var fields = place.open(Section.RETRY);
        var attempts = fields.find("attempts");
        var first = fields.find("first");
        var schedule = fields.find("schedule");
        if (first != null && schedule != null) schedule.mistake("give either first or schedule, not both");
        if (schedule != null) return scheduled(schedule, attempts);
        int made = attempts == null ? 1 : (int) attempts.whole(1, 20);
        if (first == null) {
            if (attempts == null && place.isMapping()) place.mistake("needs attempts and first, or schedule");
            else if (made > 1) place.mistake("needs first or schedule: how long to wait before the second attempt");
            return new RetryPolicy(made, List.of());
        }
        if (attempts == null) first.mistake("needs attempts beside it");
        return doubling(made, first.parse(DAY, WAIT));
    }

    private static RetryPolicy scheduled(Place schedule, @Nullable Place attempts) {
        var waits = schedule.items(1, 19).stream()
                .map(wait -> wait.parse(DAY, WAIT))
                .toList();
        int made = attempts == null ? waits.size() + 1 : (int) attempts.whole(1, 20);
        if (attempts != null && waits.size() > made - 1) {
            schedule.mistake("has more waits than there are between the attempts");
        }
        return new RetryPolicy(made, waits);
    }

    /** Waits that double from {@code first}, none longer than a day. */
    private static RetryPolicy doubling(int attempts, Duration first) {
        var waits = new ArrayList<Duration>();
        var wait = first;
        while (waits.size() < attempts - 1) {
            waits.add(wait);
            wait = wait.compareTo(DAY.dividedBy(2)) >= 0 ? DAY : wait.multipliedBy(2);
        }
        return new RetryPolicy(attempts, waits);
    }
}
