package dev.usher.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.abuse.Recording.Minute;
import dev.usher.abuse.WhatIf.Denied;
import dev.usher.calendar.Calendar;
import dev.usher.config.ConfigReader;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WhatIfTest {
    private static final Instant T0 = Instant.parse("2026-06-06T12:00:00Z");
    private static final Counts NOBODY = Counts.NONE;

    private static LimitPolicy limit(String text) {
        return ConfigReader.limit("api", text);
    }

    private static Asker client(String name) {
        return new Asker(Priority.HIGH, Map.of(Dimension.SUBJECT, "api", Dimension.CLIENT, name));
    }

    /** So many calls in each ten seconds, for one unit each. */
    private static Counts each(long calls) {
        var six = IntStream.range(0, 6).mapToObj(i -> calls).toList();
        return new Counts(six, six);
    }

    private static List<Minute> minutes(int number, Map<Asker, Counts> askers, Counts others, long otherAskers) {
        var minutes = new ArrayList<Minute>();
        for (int i = 0; i < number; i++)
            minutes.add(new Minute(T0.plus(Duration.ofMinutes(i)), new Sketch(askers, others, otherAskers, 0)));
        return minutes;
    }

    @Test
    void saysHowManyCallsOfWhomWouldBeDeniedAndWhatIsDeniedNow() {
        var recorded = minutes(10, Map.of(client("greedy"), each(10), client("modest"), each(2)), NOBODY, 0);
        var current = limit("rules: [{ name: client, per: client, minute: 100 }]");
        var proposed = limit("rules: [{ name: client, per: client, minute: 30 }]");

        var answer = WhatIf.play(recorded, current, proposed, Calendar.PLAIN);

        assertThat(answer.calls()).isEqualTo(720);
        assertThat(answer.minutes()).isEqualTo(10);
        assertThat(answer.together()).isEqualTo(1);
        assertThat(answer.current().denied()).isZero();
        // Of 600 in ten minutes some 30 a minute pass; a sliding window may pass one less a minute, and one window more
        // at first.
        assertThat(answer.proposed().denied()).isBetween(270L, 310L);
        assertThat(answer.proposed().whom())
                .containsExactly(new Denied(
                        "client", "greedy", "minute", answer.proposed().denied()));
    }

    @Test
    void agreesWithTheNumbersOfAWindowThatNothingLeaves() {
        var recorded = minutes(5, Map.of(client("a"), each(7)), NOBODY, 0);
        var answer = WhatIf.play(recorded, limit("day: 100"), limit("{ day: 210, mode: strict }"), Calendar.PLAIN);
        assertThat(answer.current().denied()).isEqualTo(110);
        assertThat(answer.proposed().denied()).isZero();
    }

    @Test
    void playsWeightsPrioritiesAndRulesOfOperations() {
        var search = new Asker(
                Priority.LOW, Map.of(Dimension.SUBJECT, "api", Dimension.OPERATION, "search", Dimension.CLIENT, "c"));
        var three = new Counts(List.of(10L, 0L, 0L, 0L, 0L, 0L), List.of(30L, 0L, 0L, 0L, 0L, 0L));
        var recorded = minutes(1, Map.of(search, three), NOBODY, 0);
        var byUnits =
                WhatIf.play(recorded, limit("hour: 1000"), limit("{ hour: 30, reserve: { low: 50 } }"), Calendar.PLAIN);
        assertThat(byUnits.proposed().denied())
                .as("half is left to others: 15 units are 5 calls")
                .isEqualTo(5);

        var byOperation = WhatIf.play(
                recorded,
                limit("rules: [{ name: s, per: client, operations: [search], hour: 3 }]"),
                limit("rules: [{ name: s, per: client, operations: [upload], hour: 3 }]"),
                Calendar.PLAIN);
        assertThat(byOperation.current().denied()).isEqualTo(9);
        assertThat(byOperation.proposed().denied()).isZero();
        assertThat(byOperation.proposed().unjudged()).isEqualTo(10);
    }

    @Test
    void judgesThoseNotToldApartAsSoManyAlike() {
        var recorded = minutes(1, Map.of(), each(100), 60);
        var answer = WhatIf.play(
                recorded,
                limit("rules: [{ name: client, per: client, minute: 10 }]"),
                limit("rules: [{ name: client, per: client, minute: 9 }]"),
                Calendar.PLAIN);
        assertThat(answer.current().denied()).isZero();
        assertThat(answer.proposed().denied()).isEqualTo(60);
        assertThat(answer.proposed().whom()).hasSize(WhatIf.MOST_DENIED);
    }

    @Test
    void countsWhatAPolicyCannotCountAsUnjudged() {
        var recorded = minutes(1, Map.of(client("a"), each(5)), NOBODY, 0);
        var answer = WhatIf.play(
                recorded,
                limit("minute: 1000"),
                limit("rules: [{ name: network, per: address, minute: 1 }]"),
                Calendar.PLAIN);
        assertThat(answer.proposed().unjudged()).isEqualTo(30);
        assertThat(answer.proposed().denied()).isZero();
    }

    @Test
    void staysBoundedOnADayOfMillionsAndStillComesClose() {
        var recorded = minutes(600, Map.of(client("flood"), each(1000), client("drop"), each(1)), NOBODY, 0);
        var answer = WhatIf.play(recorded, limit("minute: 100000"), limit("minute: 3003"), Calendar.PLAIN);
        assertThat(answer.calls()).isEqualTo(600 * 6006);
        assertThat(answer.together()).isGreaterThan(30);
        assertThat(answer.proposed().denied()).isBetween((long) (600 * 3003 * 0.97), (long) (600 * 3003 * 1.03));
    }
}
