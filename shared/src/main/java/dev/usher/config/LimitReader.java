package dev.usher.config;

import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.LimitPolicy.Outage;
import dev.usher.config.LimitRule.Dimension;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads limit policies. */
final class LimitReader {
    /** What a count in Redis holds; see {@code dev.usher.limit.Scope.MOST}. */
    private static final long MAX_LIMIT = 16_777_215;

    private static final int MAX_QUEUE = 100_000;
    private static final int DEFAULT_QUEUE = 500;
    private static final int MAX_RULES = 8;
    private static final int MAX_NAMES = 50;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Pattern MULTIPLIER = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,3})?");
    private static final Map<String, Mode> MODES = Map.of("smooth", Mode.SMOOTH, "strict", Mode.STRICT);
    private static final Map<String, Outage> OUTAGES = Map.of("open", Outage.OPEN, "closed", Outage.CLOSED);
    private static final Map<String, Consistency> CONSISTENCIES =
            Map.of("regional", Consistency.REGIONAL, "eventual", Consistency.EVENTUAL, "escrow", Consistency.ESCROW);
    private static final Map<String, Priority> PRIORITIES =
            Map.of("high", Priority.HIGH, "normal", Priority.NORMAL, "low", Priority.LOW);
    private static final Map<String, Boolean> YES_NO = Map.of("true", true, "false", false);

    /** What each priority leaves for higher ones of a service's budget, unless the policy says otherwise (PostHog's lanes). */
    private static final Map<Priority, Integer> RESERVE = Map.of(Priority.NORMAL, 10, Priority.LOW, 30);

    /** Windows with a fixed length, the shortest first. */
    private static final List<Window> PLAIN = List.of(
            new Window("second", 1, Duration.ofSeconds(1)),
            new Window("minute", 1, Duration.ofMinutes(1)),
            new Window("hour", 1, Duration.ofHours(1)),
            new Window("day", 1, DAY));

    private LimitReader() {}

    /** The limit of a source: everything that comes from it is counted together, and priorities share it without reserve. */
    static LimitPolicy source(String source, Place place) {
        if (place.isMapping()) {
            var impact = place.entries(0, Integer.MAX_VALUE).get("impact");
            if (impact != null) impact.mistake("is the source's to say");
        }
        var policy = read("source:" + source, place, Map.of());
        for (var rule : policy.rules())
            if (!rule.operations().isEmpty() || !Set.of(Dimension.SUBJECT).containsAll(rule.per()))
                place.mistake(
                        "a webhook is counted by its source alone: rules have no operations, and per is empty or subject");
        return policy;
    }

    /** A policy under {@code limits}. */
    static LimitPolicy named(String name, Place place) {
        place.check(name, Syntax::name);
        return read(name, place, RESERVE);
    }

    private static LimitPolicy read(String name, Place place, Map<Priority, Integer> usualReserve) {
        var fields = place.open(Section.LIMIT);
        var rules = new ArrayList<LimitRule>();
        var windows = windows(place, fields);
        if (!windows.isEmpty())
            rules.add(new LimitRule(LimitRule.SUBJECT, List.of(Dimension.SUBJECT), List.of(), windows, false));
        rules.addAll(fields.get("rules", List.of(), LimitReader::rules));
        if (rules.isEmpty() && place.isMapping()) place.mistake("needs a window: burst, second, minute, hour or day");
        return new LimitPolicy(
                name,
                rules,
                fields.get("mode", Mode.SMOOTH, at -> at.parse(Mode.SMOOTH, Syntax.oneOf(MODES))),
                fields.get("priority", Priority.HIGH, LimitReader::priority),
                fields.get("reserve", usualReserve, LimitReader::reserve),
                (int) (long) fields.get("queue", (long) DEFAULT_QUEUE, queue -> queue.whole(0, MAX_QUEUE)),
                fields.get(
                        "retryAfter",
                        name.startsWith("source:") ? Duration.ofMinutes(1) : Duration.ZERO,
                        wait -> wait.parse(DAY, Quantity.duration(Duration.ofSeconds(1), DAY))),
                fields.get("outage", Outage.OPEN, at -> at.parse(Outage.OPEN, Syntax.oneOf(OUTAGES))),
                fields.get(
                        "consistency",
                        Consistency.REGIONAL,
                        at -> at.parse(Consistency.REGIONAL, Syntax.oneOf(CONSISTENCIES))),
                fields.get("shadow", false, LimitReader::yesOrNo),
                fields.get("tiers", Map.of(), LimitReader::multipliers),
                fields.get("seasons", Map.of(), LimitReader::multipliers));
    }

    private static List<LimitRule> rules(Place place) {
        var names = new HashSet<String>(List.of(LimitRule.SUBJECT));
        var rules = new ArrayList<LimitRule>();
        for (var item : place.items(1, MAX_RULES)) {
            var fields = item.open(Section.LIMIT_RULE);
            var name = fields.get("name", "", at -> at.parse("", Syntax::name));
            if (!name.isEmpty() && !names.add(name)) item.mistake("another rule of the policy has this name");
            var windows = windows(item, fields);
            if (windows.isEmpty() && item.isMapping())
                item.mistake("needs a window: burst, second, minute, hour or day");
            rules.add(new LimitRule(
                    name,
                    fields.get("per", List.of(), LimitReader::dimensions),
                    fields.get("operations", List.of(), at -> at.items(1, MAX_NAMES).stream()
                            .map(operation -> operation.text(256))
                            .toList()),
                    windows,
                    fields.get("fixed", false, LimitReader::yesOrNo)));
        }
        return rules;
    }

    private static List<Dimension> dimensions(Place place) {
        var known = new LinkedHashMap<String, Dimension>();
        for (var dimension : Dimension.values()) known.put(dimension.label(), dimension);
        var items = place.isList() ? place.items(0, known.size()) : List.of(place);
        var dimensions = items.stream()
                .map(item -> item.parse(Dimension.SUBJECT, Syntax.oneOf(known)))
                .toList();
        if (new HashSet<>(dimensions).size() < dimensions.size()) place.mistake("names a dimension twice");
        return dimensions;
    }

    private static List<Window> windows(Place place, Fields fields) {
        var windows = new ArrayList<Window>();
        var burst = fields.get("burst", null, LimitReader::burst);
        if (burst != null) windows.add(burst);
        for (var plain : PLAIN) {
            var window = fields.find(plain.name());
            if (window == null) continue;
            if (burst != null && burst.length().equals(plain.length()))
                place.mistake("burst is as long as " + plain.name() + "; give one of the two");
            windows.add(new Window(plain.name(), window.whole(1, MAX_LIMIT), plain.length()));
        }
        return windows;
    }

    private static Window burst(Place place) {
        var fields = place.open(Section.BURST);
        return new Window(
                "burst",
                fields.get("limit", 1L, limit -> limit.whole(1, MAX_LIMIT)),
                fields.get("per", DAY, LimitReader::length));
    }

    /** What a window's length in Redis counts in: hundredths of a second. */
    private static Duration length(Place place) {
        var length = place.parse(DAY, Quantity.duration(Duration.ofSeconds(1), DAY));
        if (length.toMillis() % 10 != 0) place.mistake("must be a multiple of 10ms");
        return length;
    }

    private static Priority priority(Place place) {
        return place.parse(Priority.HIGH, Syntax.oneOf(PRIORITIES));
    }

    private static Map<Priority, Integer> reserve(Place place) {
        var reserve = new LinkedHashMap<Priority, Integer>();
        place.entries(0, PRIORITIES.size()).forEach((name, value) -> {
            var priority = PRIORITIES.get(name);
            if (priority == null) value.mistake("must be high, normal or low");
            else reserve.put(priority, (int) value.whole(0, 90));
        });
        return reserve;
    }

    private static Map<String, Integer> multipliers(Place place) {
        var multipliers = new LinkedHashMap<String, Integer>();
        place.entries(1, MAX_NAMES).forEach((name, value) -> {
            value.check(name, Syntax::name);
            multipliers.put(name, multiplier(value));
        });
        return multipliers;
    }

    /** A multiplier in thousandths. */
    static int multiplier(Place place) {
        var text = place.scalar();
        if (text == null) return 1000;
        if (MULTIPLIER.matcher(text).matches()) {
            int thousandths = new BigDecimal(text).movePointRight(3).intValueExact();
            if (thousandths > 0 && thousandths <= 1_000_000) return thousandths;
        }
        place.mistake("must be a multiplier, 0.001 to 1000, with at most three decimals");
        return 1000;
    }

    private static boolean yesOrNo(Place place) {
        var text = place.scalar();
        if (text == null) return false;
        var value = YES_NO.get(text);
        if (value == null) place.mistake("must be true or false");
        return value != null && value;
    }
}
