package dev.usher.config;

import dev.usher.calendar.Calendar;
import dev.usher.calendar.Calendar.Season;
import java.time.DateTimeException;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads the calendar. */
final class CalendarReader {
    private static final int MAX_SEASONS = 20;

    private CalendarReader() {}

    static Calendar read(Place place) {
        var fields = place.open(Section.CALENDAR);
        return new Calendar(
                fields.get("zone", (ZoneId) ZoneOffset.UTC, at -> at.parse(ZoneOffset.UTC, CalendarReader::zone)),
                fields.get("seasons", List.of(), CalendarReader::seasons));
    }

    private static List<Season> seasons(Place place) {
        var names = new HashSet<String>();
        var seasons = new ArrayList<Season>();
        for (var item : place.items(0, MAX_SEASONS)) {
            var fields = item.open(Section.SEASON);
            var name = fields.get("name", "", at -> at.parse("", Syntax::name));
            if (!name.isEmpty() && !names.add(name)) item.mistake("another season has this name");
            seasons.add(new Season(
                    name,
                    fields.get("from", MonthDay.of(1, 1), CalendarReader::day),
                    fields.get("to", MonthDay.of(12, 31), CalendarReader::day)));
        }
        return seasons;
    }

    private static MonthDay day(Place place) {
        return place.parse(MonthDay.of(1, 1), text -> {
            try {
                return MonthDay.parse("--" + text);
            } catch (DateTimeException wrong) {
                throw new IllegalArgumentException("must be a day of the year as MM-DD, such as 05-01", wrong);
            }
        });
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException("must be a time zone such as Europe/London", wrong);
        }
    }
}
