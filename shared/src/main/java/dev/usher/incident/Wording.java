package dev.usher.incident;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An alert for people. Pure; who writes it into a format of their own escapes it.
 *
 * @param title one line
 * @param text several lines
 */
record Wording(String title, String text) {
    /** Subjects that a title names. */
    private static final int NAMED = 3;

    /** So many that fail at once have something in common, and it may be ours. */
    private static final int MANY = 3;

    static Wording of(Alert alert) {
        var incident = alert.incident();
        return new Wording(
                "[" + incident.impact().label().toUpperCase(Locale.ROOT) + "] " + names(incident.subjects()) + " "
                        + verb(alert),
                text(alert));
    }

    private static String names(List<String> subjects) {
        var named = subjects.stream().limit(NAMED).map(Wording::name).collect(Collectors.joining(", "));
        return subjects.size() <= NAMED ? named : named + " and " + (subjects.size() - NAMED) + " more";
    }

    /** {@code service:stripe_payments} is {@code service stripe_payments}. */
    private static String name(String subject) {
        return subject.replaceFirst(":", " ");
    }

    private static String verb(Alert alert) {
        var incident = alert.incident();
        boolean several = incident.subjects().size() > 1;
        return switch (alert.type()) {
            case OPENED, WIDENED -> what(incident.wrong(), several);
            case ESCALATED -> what(incident.wrong(), several) + ", and nobody looks after it";
            case REMINDED -> "still " + what(incident.wrong(), several);
            case REOPENED -> "again " + what(incident.wrong(), several);
            case RESOLVED -> several ? "are well again" : "is well again";
        };
    }

    private static String what(List<Wrong> wrong, boolean several) {
        var kinds = wrong.stream().map(Wrong::kind).distinct().toList();
        if (kinds.isEmpty()) return several ? "were wrong" : "was wrong";
        var be = several ? "are " : "is ";
        return be + kinds.stream().map(kind -> kind.replace('-', ' ')).collect(Collectors.joining(", "));
    }

    private static String text(Alert alert) {
        var incident = alert.incident();
        var lines = new ArrayList<String>();
        for (var one : incident.wrong().stream().limit(Alert.MOST_LISTED).toList())
            lines.add(name(one.subject()) + ": " + one.kind().replace('-', ' ')
                    + (one.detail().isEmpty() ? "" : ", " + one.detail()) + " (since " + time(one.since()) + ")");
        if (incident.wrong().size() > Alert.MOST_LISTED)
            lines.add("and " + (incident.wrong().size() - Alert.MOST_LISTED) + " symptoms more");
        if (incident.subjects().size() >= MANY && alert.type() != Alert.Type.RESOLVED)
            lines.add(incident.subjects().size() + " at once: it may be our own network, or what they share.");
        lines.add("Incident " + incident.id() + ", began " + time(incident.began()) + ", "
                + lasted(Duration.between(incident.began(), alert.at()))
                + (alert.type() == Alert.Type.RESOLVED ? " in all." : " ago."));
        if (incident.reopened() > 0) lines.add("Reopened " + incident.reopened() + " times.");
        if (!incident.acknowledged().isEmpty()) lines.add("Acknowledged by " + incident.acknowledged() + ".");
        return String.join("\n", lines);
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String lasted(Duration time) {
        if (time.compareTo(Duration.ofMinutes(2)) < 0) return Math.max(0, time.toSeconds()) + " s";
        if (time.compareTo(Duration.ofHours(2)) < 0) return time.toMinutes() + " min";
        return time.toHours() + " h";
    }
}
