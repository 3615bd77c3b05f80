package dev.usher.dynamo;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.History;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Transition;
import dev.usher.search.Page;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Transitions of breakers in the log.
 *
 * <pre>
 * pk BREAKERS#{yyyymmdd}  sk {millis, 13 digits}#{kind}.{name}#{generation}
 *    breaker, from_phase, to_phase, why, by, generation, at_ms, until_ms, run, calls, failures, failing, calling,
 *    errors{}, expires_s
 * </pre>
 */
public final class DynamoHistory implements History {
    private final Table table;

    public DynamoHistory(Table table) {
        this.table = table;
    }

    @Override
    public void add(Transition transition) {
        var seen = transition.seen();
        var errors = new HashMap<String, String>();
        seen.errors().forEach((error, count) -> errors.put(error, Integer.toString(count)));
        table.put(Item.create()
                .put("pk", day(transition.at()))
                .put(
                        "sk",
                        Timeline.millis(transition.at()) + "#"
                                + transition.id().text().replace(':', '.') + "#" + transition.generation())
                .put("breaker", transition.id().text())
                .put("from_phase", transition.from().label())
                .put("to_phase", transition.to().label())
                .put("why", transition.cause().why())
                .put("by", transition.cause().by())
                .put("generation", transition.generation())
                .put("at_ms", transition.at().toEpochMilli())
                .put("until_ms", transition.until().toEpochMilli())
                .put("run", seen.run())
                .put("calls", seen.calls())
                .put("failures", seen.failures())
                .put("failing", seen.failing())
                .put("calling", seen.calling())
                .put("errors", errors)
                .put("expires_s", transition.at().plus(KEPT).getEpochSecond()));
    }

    @Override
    public Page<Transition> list(Wanted wanted, @Nullable String after, int limit) {
        var pages = new Pages<>(new NewestFirst(table, NewestFirst.Keys.TABLE), limit, item -> {
            var transition = read(item);
            return transition != null && wanted.matches(transition) ? transition : null;
        });
        return pages.ofDays(
                wanted.from(),
                wanted.until(),
                after,
                day -> List.of(day(day.atStartOfDay(ZoneOffset.UTC).toInstant())));
    }

    private static String day(Instant at) {
        return "BREAKERS#"
                + DateTimeFormatter.BASIC_ISO_DATE.format(
                        at.atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private static @Nullable Transition read(Item item) {
        var id = BreakerId.read(item.text("breaker", ""));
        if (id == null) return null;
        return new Transition(
                id,
                Instant.ofEpochMilli(item.number("at_ms", 0)),
                Phase.of(item.need("from_phase")),
                Phase.of(item.need("to_phase")),
                new Transition.Cause(item.text("why", ""), item.text("by", "")),
                item.number("generation", 0),
                Instant.ofEpochMilli(item.number("until_ms", 0)),
                new Transition.Seen(
                        (int) item.number("run", 0),
                        item.number("calls", 0),
                        item.number("failures", 0),
                        (int) item.number("failing", 0),
                        (int) item.number("calling", 0),
                        errors(item)));
    }

    private static Map<String, Integer> errors(Item item) {
        var errors = new HashMap<String, Integer>();
        item.texts("errors").forEach((error, count) -> errors.put(error, Integer.valueOf(count)));
        return errors;
    }
}
