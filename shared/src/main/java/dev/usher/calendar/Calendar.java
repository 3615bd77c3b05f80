package dev.usher.calendar;

import java.time.Instant;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The year as the business sees it.
 *
 * @param zone in which days begin and end
 * @param seasons looked through in this order; a day may be in none
 */
public record Calendar(ZoneId zone, List<Season> seasons) {
    /** No seasons. */
    public static final Calendar PLAIN = new Calendar(ZoneOffset.UTC, List.of());

    /**
     * A part of the year, every year.
     *
     * @param from its first day
     * @param to its last day; before {@code from} when it passes the turn of the year
     */
    public record Season(String name, MonthDay from, MonthDay to) {
        boolean holds(MonthDay day) {
            boolean afterFrom = day.compareTo(from) >= 0;
            boolean beforeTo = day.compareTo(to) <= 0;
            return from.compareTo(to) <= 0 ? afterFrom && beforeTo : afterFrom || beforeTo;
        }
    }

    public Calendar {
        seasons = List.copyOf(seasons);
    }

    /** The name of the first season that holds the moment; empty when none does. */
    public String seasonAt(Instant moment) {
        if (seasons.isEmpty()) return "";
        var day = MonthDay.from(moment.atZone(zone));
        return seasons.stream()
                .filter(season -> season.holds(day))
                .map(Season::name)
                .findFirst()
                .orElse("");
    }
}
