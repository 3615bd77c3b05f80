package dev.usher.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads destinations.
 *
 * @param secret of destinations that name none; null when each has to
 * @param timeout of destinations that name none
 * @param breaker reads those that destinations name, and knows the one of those that name none
 */
record DestinationReader(@Nullable SecretRef secret, Duration timeout, BreakerReader breaker, TargetReader targets) {
    /** Standard Webhooks advises receivers' senders 15 to 30 s; shorter, because a worker waits all this time. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private static final Place.Parser<Duration> TIMEOUT =
            Quantity.duration(Duration.ofMillis(100), Duration.ofSeconds(30));

    /** @param defaults the section of the document; null when it has none */
    static DestinationReader under(@Nullable Place defaults, BreakerReader breaker, TargetReader targets) {
        var section = defaults == null ? null : defaults.open(Section.DEFAULTS).find("destination");
        if (section == null) return new DestinationReader(null, DEFAULT_TIMEOUT, breaker, targets);
        var fields = section.open(Section.DESTINATION_DEFAULTS);
        return new DestinationReader(
                fields.get("secret", null, SourceReader::secret),
                fields.get("timeout", DEFAULT_TIMEOUT, DestinationReader::timeout),
                breaker,
                targets);
    }

    /** Empty when it is not configured: its address is. */
    Optional<Destination> read(String name, Place place) {
        place.check(name, Syntax::name);
        if (name.startsWith(Destination.GATEWAY))
            place.mistake("names that begin with " + Destination.GATEWAY + " are those of services");
        var fields = place.open(Section.DESTINATION);
        if (secret == null && fields.has("url") && !fields.has("secret")) {
            place.mistake("needs a secret, its own or in defaults.destination");
        }
        if (!fields.has("url")) {
            for (var key : List.of("secret", "headers")) {
                var ofUrlsOnly = fields.find(key);
                if (ofUrlsOnly != null) ofUrlsOnly.mistake("only a destination with a url has this");
            }
        }
        var target = targets.read(place, fields);
        if (target == null) return Optional.empty();
        return Optional.of(new Destination(
                name,
                target,
                fields.get("secret", secret == null ? new SecretRef("", "") : secret, SourceReader::secret),
                fields.get("timeout", timeout, DestinationReader::timeout),
                fields.get("headers", Map.of(), DestinationReader::headers),
                fields.get("retry", null, RetryReader::read),
                fields.get("breaker", breaker.usual(), breaker::read)));
    }

    static Duration timeout(Place place) {
        return place.parse(DEFAULT_TIMEOUT, TIMEOUT);
    }

    static Map<String, String> headers(Place place) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        place.entries(0, 20).forEach((name, value) -> {
            value.check(name, Syntax::ownHeaderName);
            var text = value.scalar();
            if (text == null) return;
            value.check(text, Syntax::headerValue);
            if (headers.put(name, text) != null) value.mistake("is here twice");
        });
        return Map.copyOf(headers);
    }
}
