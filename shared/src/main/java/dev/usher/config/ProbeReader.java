package dev.usher.config;

import com.fasterxml.jackson.core.JsonPointer;
import dev.usher.config.Probe.Expectation;
import dev.usher.config.Probe.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads probes. */
record ProbeReader(Checks checks) {
    /** With 200 services this is as many calls as go out side by side without waiting for a connection. */
    static final int MOST_PROBES = 8;

    private static final int MOST_TARGET_CHARS = 1024;
    private static final Pattern TARGET = Pattern.compile("/[!-~&&[^#]]*");
    private static final Place.Parser<Duration> TIMEOUT =
            Quantity.duration(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Place.Parser<Duration> INTERVAL =
            Quantity.duration(Duration.ofMillis(100), Duration.ofDays(1));
    private static final Place.Parser<Duration> SLOW = Quantity.duration(Duration.ofMillis(1), Duration.ofSeconds(30));
    private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);
    private static final Map<String, Kind> KINDS = Map.of(
            "connectivity", Kind.CONNECTIVITY,
            "authentication", Kind.AUTHENTICATION,
            "functionality", Kind.FUNCTIONALITY);
    private static final Map<String, String> METHODS = Map.of("GET", "GET", "HEAD", "HEAD", "OPTIONS", "OPTIONS");
    private static final Map<String, Boolean> TRUTH = Map.of("true", true, "false", false);

    Map<String, Probe> read(Place place) {
        var probes = new LinkedHashMap<String, Probe>();
        place.entries(0, MOST_PROBES).forEach((name, value) -> probes.put(name, probe(name, value)));
        return probes;
    }

    private Probe probe(String name, Place place) {
        place.check(name, Syntax::name);
        var fields = place.open(Section.PROBE);
        var timeout = fields.get("timeout", Probe.TIMEOUT, at -> at.parse(Probe.TIMEOUT, TIMEOUT));
        var slow = fields.get("slow", timeout.dividedBy(2), at -> at.parse(timeout, SLOW));
        var slowAt = fields.find("slow");
        if (slowAt != null && slow.compareTo(timeout) > 0) slowAt.mistake("must be no more than the timeout");
        return new Probe(
                name,
                fields.get("kind", Kind.FUNCTIONALITY, at -> at.parse(Kind.FUNCTIONALITY, Syntax.oneOf(KINDS))),
                fields.get("method", "GET", at -> at.parse("GET", Syntax.oneOf(METHODS))),
                fields.get("path", "/", at -> at.parse("/", ProbeReader::target)),
                statuses(fields),
                expectation(fields.find("expect")),
                timeout,
                fields.get("interval", USUAL_INTERVAL, at -> at.parse(USUAL_INTERVAL, INTERVAL)),
                slow,
                fields.get("counted", false, ProbeReader::truth));
    }

    private static boolean truth(Place place) {
        var text = place.scalar();
        var value = text == null ? null : TRUTH.get(text);
        if (text != null && value == null) place.mistake("must be true or false");
        return value != null && value;
    }

    private static String target(String text) {
        boolean leadsElsewhere = List.of(text.split("[/?]", -1)).contains("..");
        if (text.length() <= MOST_TARGET_CHARS
                && !leadsElsewhere
                && TARGET.matcher(text).matches()) {
            try {
                return new URI(text).toString();
            } catch (URISyntaxException malformed) {
                throw new IllegalArgumentException("must be a path and a query, percent-encoded");
            }
        }
        throw new IllegalArgumentException("must be a path under the service's URL, beginning with a slash, of at most "
                + MOST_TARGET_CHARS + " visible ASCII characters");
    }

    private static Set<Integer> statuses(Fields fields) {
        var statuses = new HashSet<Integer>();
        fields.get("status", List.<Place>of(), at -> at.isList() ? at.items(1, 20) : List.of(at))
                .forEach(status -> statuses.add((int) status.whole(200, 599)));
        return statuses;
    }

    private @Nullable Expectation expectation(@Nullable Place place) {
        if (place == null) return null;
        var fields = place.open(Section.EXPECT);
        var pointer = fields.find("pointer");
        var jsonata = fields.find("jsonata");
        var is = fields.find("is");
        if (place.isMapping() && (pointer == null) == (jsonata == null))
            place.mistake("needs one of pointer and jsonata");
        if (jsonata != null) {
            if (is != null) is.mistake("belongs to pointer");
            var text = jsonata.text(1024);
            if (!text.isEmpty()) jsonata.check(text, checks::transform);
            return new Expectation.Holds(text);
        }
        if (pointer == null) return null;
        var path = pointer.parse("/invalid", Syntax::pointer);
        return new Expectation.At(JsonPointer.compile(path), is == null ? null : is.scalar());
    }
}
