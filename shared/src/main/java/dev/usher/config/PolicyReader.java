package dev.usher.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads limits and retry policies. */
final class PolicyReader {
    private static final long MAX_LIMIT = 1_000_000_000;
    private static final int MAX_QUEUE = 100_000;
    private static final int DEFAULT_QUEUE = 500;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Place.Parser<Duration> WAIT = Quantity.duration(Duration.ofMillis(1), DAY);

    /** Windows with a fixed length, the shortest first. */
    private static final List<Window> PLAIN = List.of(
            new Window("second", 1, Duration.ofSeconds(1)),
            new Window("minute", 1, Duration.ofMinutes(1)),
            new Window("hour", 1, Duration.ofHours(1)),
            new Window("day", 1, DAY));

    private PolicyReader() {}

    static LimitPolicy limit(Place place) {
        var fields = place.open(Section.LIMIT);
        var windows = new ArrayList<Window>();
        var burst = fields.get("burst", null, PolicyReader::burst);
        if (burst != null) windows.add(burst);
        for (var plain : PLAIN) {
            var window = fields.find(plain.name());
            if (window != null) windows.add(new Window(plain.name(), window.whole(1, MAX_LIMIT), plain.length()));
        }
        if (windows.isEmpty() && place.isMapping()) place.mistake("needs a window: burst, second, minute, hour or day");
        return new LimitPolicy(
                windows,
                (int) (long) fields.get("queue", (long) DEFAULT_QUEUE, queue -> queue.whole(0, MAX_QUEUE)),
                fields.get(
                        "retryAfter",
                        Duration.ofMinutes(1),
                        wait -> wait.parse(DAY, Quantity.duration(Duration.ofSeconds(1), DAY))));
    }

    private static Window burst(Place place) {
        var fields = place.open(Section.BURST);
        return new Window(
                "burst",
                fields.get("limit", 1L, limit -> limit.whole(1, MAX_LIMIT)),
                fields.get("per", DAY, per -> per.parse(DAY, Quantity.duration(Duration.ofSeconds(1), DAY))));
    }

    static RetryPolicy retry(Place place) {
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
