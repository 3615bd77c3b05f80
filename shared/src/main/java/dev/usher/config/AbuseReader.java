package dev.usher.config;

import dev.usher.config.AbusePolicy.Step;
import java.time.Duration;
import java.util.List;

/** Reads what counts as abuse. */
final class AbuseReader {
    private static final int MOST = 1_000_000;
    private static final int NEUTRAL = 1000;
    private static final int MOST_STEPS = 10;
    private static final Duration HOUR = Duration.ofHours(1);

    private AbuseReader() {}

    static AbusePolicy read(Place place) {
        var fields = place.open(Section.ABUSE);
        var usual = AbusePolicy.USUAL;
        return new AbusePolicy(
                (int) (long) fields.get("subjects", (long) usual.subjects(), at -> at.whole(2, MOST)),
                (int) (long) fields.get("operations", (long) usual.operations(), at -> at.whole(2, MOST)),
                (int) (long) fields.get("denials", (long) usual.denials(), at -> at.whole(2, MOST)),
                fields.get("response", List.of(), AbuseReader::steps));
    }

    private static List<Step> steps(Place place) {
        return place.items(1, MOST_STEPS).stream().map(AbuseReader::step).toList();
    }

    private static Step step(Place place) {
        var fields = place.open(Section.ABUSE_STEP);
        return new Step(
                fields.get("limit", NEUTRAL, AbuseReader::multiplier),
                fields.get(
                        "for",
                        HOUR,
                        at -> at.parse(HOUR, Quantity.duration(Duration.ofMinutes(1), Duration.ofDays(7)))));
    }

    private static int multiplier(Place place) {
        int thousandths = LimitReader.multiplier(place);
        if (thousandths > NEUTRAL) place.mistake("must narrow the limits: at most 1");
        return thousandths;
    }
}
