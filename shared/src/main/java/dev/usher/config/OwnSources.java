package dev.usher.config;

import dev.usher.config.Source.Content;
import dev.usher.config.Source.EventType;
import dev.usher.config.Source.Locator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sources of Usher's own. Their events are made inside, so there is nothing to verify; routes take them like any other's. No
 * configured source has one of these names.
 */
public final class OwnSources {
    /** Calls to third parties that were queued, and what came of them. */
    public static final String GATEWAY = "gateway";

    /** A call that waits to be made. It goes to its service, and no route sees it. */
    public static final String REQUESTED = "call.requested";

    /** The service answered, whatever its status. */
    public static final String ANSWERED = "call.answered";

    /** No answer came, and none will. */
    public static final String FAILED = "call.failed";

    /** The header of an event of such a source that names the destination it is meant for. */
    public static final String TO = "usher-to";

    /** By name, with the types and context that routes may ask for. */
    public static final Map<String, Source> ALL = Map.of(
            GATEWAY,
            source(GATEWAY, Priority.NORMAL, List.of(ANSWERED, FAILED), List.of("service", "request")),
            AlertPolicy.SOURCE,
            source(AlertPolicy.SOURCE, Priority.HIGH, AlertPolicy.TYPES, List.of("incident", "impact", "subject")));

    private OwnSources() {}

    private static Source source(String name, Priority priority, List<String> types, List<String> context) {
        var byType = new LinkedHashMap<String, EventType>();
        types.forEach(type -> byType.put(type, new EventType(null, Map.of())));
        var lifted = new LinkedHashMap<String, Locator>();
        context.forEach(field -> lifted.put(field, new Locator.None()));
        return new Source(
                name,
                new SchemeConfig("none", Map.of()),
                List.of(),
                "",
                Content.JSON,
                Integer.MAX_VALUE,
                new Locator.None(),
                new Locator.None(),
                null,
                null,
                priority,
                byType,
                lifted,
                Duration.ofDays(7),
                null,
                null,
                null);
    }
}
