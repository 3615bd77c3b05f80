package dev.usher.local.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** When a schedule is due: {@code rate(n unit)} or {@code cron(minute hour day month weekday year)}, in UTC. */
sealed interface Timing {
    /** The first time after {@code last}. */
    Instant after(Instant last);

    record Rate(Duration period) implements Timing {
        @Override
        public Instant after(Instant last) {
            return last.plus(period);
        }
    }

    /** One set of values per field: minutes, hours, days, months, weekdays (Sunday is 1), years since 1970. */
    record Cron(List<BitSet> fields) implements Timing {
        /** Longest search ahead; a date that does not come within it never comes. */
        private static final int DAYS = 366 * 8;

        @Override
        public Instant after(Instant last) {
            var at = last.truncatedTo(ChronoUnit.MINUTES)
                    .plus(1, ChronoUnit.MINUTES)
                    .atZone(ZoneOffset.UTC);
            var end = at.plusDays(DAYS);
            while (at.isBefore(end)) {
                int weekday = at.getDayOfWeek().getValue() % 7 + 1;
                boolean day = fields.get(2).get(at.getDayOfMonth())
                        && fields.get(3).get(at.getMonthValue())
                        && fields.get(4).get(weekday)
                        && fields.get(5).get(at.getYear() - 1970);
                if (!day) at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
                else if (!fields.get(1).get(at.getHour()))
                    at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
                else if (!fields.get(0).get(at.getMinute())) at = at.plusMinutes(1);
                else return at.toInstant();
            }
            return Instant.MAX;
        }
    }

    /** @throws IllegalArgumentException when the expression is neither */
    static Timing of(String expression) {
        var rate = Pattern.compile("rate\\((\\d{1,6}) (minute|hour|day)s?\\)").matcher(expression);
        if (rate.matches()) {
            long count = Long.parseLong(rate.group(1));
            return new Rate(
                    switch (rate.group(2)) {
                        case "minute" -> Duration.ofMinutes(count);
                        case "hour" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        var cron = Pattern.compile("cron\\((\\S+) (\\S+) (\\S+) (\\S+) (\\S+) (\\S+)\\)")
                .matcher(expression);
        if (!cron.matches()) throw new IllegalArgumentException("neither rate(...) nor cron(...): " + expression);
        return new Cron(List.of(
                field(cron.group(1), 0, 59, List.of()),
                field(cron.group(2), 0, 23, List.of()),
                field(cron.group(3), 1, 31, List.of()),
                field(
                        cron.group(4),
                        1,
                        12,
                        Arrays.asList("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ", -1))),
                field(cron.group(5), 1, 7, Arrays.asList("SUN MON TUE WED THU FRI SAT".split(" ", -1))),
                field(cron.group(6), 1970, 2199, List.of(), 1970)));
    }

    private static BitSet field(String text, int least, int most, List<String> names) {
        return field(text, least, most, names, 0);
    }

    /** {@code *}, {@code ?}, numbers, names, ranges, steps and lists of them. */
    private static BitSet field(String text, int least, int most, List<String> names, int base) {
        var set = new BitSet();
        for (var part : text.split(",", -1)) {
            var stepped = part.split("/", 2);
            var range = stepped[0].split("-", 2);
            boolean any = stepped[0].equals("*") || stepped[0].equals("?");
            int from = any ? least : value(range[0], least, names);
            int to = any || (stepped.length == 2 && range.length == 1)
                    ? most
                    : value(range[range.length - 1], least, names);
            int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
            if (from < least || to > most || step < 1) throw new IllegalArgumentException("out of range: " + part);
            for (int value = from; value <= to; value += step) set.set(value - base);
        }
        return set;
    }

    private static int value(String text, int least, List<String> names) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) return named + least;
        if (!text.matches("\\d{1,4}"))
            throw new IllegalArgumentException("not understood in a cron expression: " + text);
        return Integer.parseInt(text);
    }
}
