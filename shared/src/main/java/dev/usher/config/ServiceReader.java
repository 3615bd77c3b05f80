package dev.usher.config;

import com.fasterxml.jackson.core.JsonPointer;
import dev.usher.config.Dialect.Reason;
import dev.usher.config.Dialect.Sign;
import dev.usher.config.Dialect.Spot;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads services.
 *
 * @param checks what only the domains can check
 * @param limits by name; a service names one of them, or has its own name
 */
record ServiceReader(Checks checks, Map<String, LimitPolicy> limits, BreakerReader breaker, ProbeReader probes) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_SIGNS = 10;
    private static final int MOST_FALLBACKS = 5;
    private static final int MOST_NORMALISERS = 20;
    private static final Map<String, Fallback> PLAIN =
            Map.of("stale", new Fallback.Stale(), "queue", new Fallback.Queue());
    private static final URI NOWHERE = URI.create("http://invalid");
    private static final RetryPolicy ONCE = new RetryPolicy(1, List.of());
    private static final SecretRef NO_SECRET = new SecretRef("", "");
    private static final Place.Parser<Duration> STALE = Quantity.duration(Duration.ofSeconds(1), DAY);
    private static final Place.Parser<Duration> WAIT = Quantity.duration(Duration.ofSeconds(1), DAY);
    private static final Map<String, Reason> REASONS = Map.of(
            "burst", Reason.BURST, "daily", Reason.DAILY, "monthly", Reason.MONTHLY, "concurrency", Reason.CONCURRENCY);

    Service read(String name, Place place) {
        place.check(name, Syntax::name);
        if (name.equals(Service.REQUESTS)) place.mistake("is taken: queued calls are looked up under this name");
        var fields = place.open(Section.SERVICE);
        var timeout = fields.get("timeout", DEFAULT_TIMEOUT, DestinationReader::timeout);
        return new Service(
                name,
                fields.get("url", NOWHERE, ServiceReader::url),
                fields.get("authentication", new Authentication.None(), ServiceReader::authentication),
                timeout,
                fields.get("headers", Map.of(), DestinationReader::headers),
                fields.get("retry", ONCE, RetryReader::read),
                limit(name, place, fields),
                fields.get("breaker", breaker.usual(), breaker::read),
                fields.get("idempotencyHeader", null, at -> at.parse("", Syntax::ownHeaderName)),
                fields.get("stale", Duration.ZERO, at -> at.parse(DAY, STALE)),
                fields.get("fallback", Service.FALLBACK, at -> fallback(name, at)),
                fields.get("normalise", List.of(), at -> at.items(1, MOST_NORMALISERS).stream()
                        .map(new NormaliserReader(checks)::read)
                        .toList()),
                new Dialect(
                        fields.get("slowDown", List.of(), ServiceReader::signs), List.of(), List.of(), Dialect.LONGEST),
                fields.get("probes", Map.of(), probes::read),
                fields.get("statusPage", null, ServiceReader::url));
    }

    private static URI url(Place place) {
        var url = place.parse(NOWHERE, Syntax::url);
        if (url.getRawQuery() != null) place.mistake("must be without a query: paths are appended to it");
        return URI.create(url.toString().replaceAll("/+$", ""));
    }

    /** Nothing goes out uncounted: a limit that does not exist is a mistake. */
    private LimitPolicy limit(String service, Place place, Fields fields) {
        var at = fields.find("limit");
        var name = at == null ? service : at.text(64);
        var limit = limits.get(name);
        if (limit == null && place.isMapping())
            (at == null ? place : at)
                    .mistake("needs a limit: there is none of this name under limits"
                            + Nearest.hint(name, List.copyOf(limits.keySet())));
        return limit == null ? LimitPolicy.of(service, LimitPolicy.Mode.STRICT, List.of()) : limit;
    }

    private static Authentication authentication(Place place) {
        var fields = place.open(Section.AUTHENTICATION);
        if (place.isMapping()
                && fields.byKey().keySet().stream()
                                .filter(Set.of("bearer", "apiKey", "basic", "oauth2")::contains)
                                .count()
                        != 1) place.mistake("needs one of bearer, apiKey, basic and oauth2");
        var bearer = fields.find("bearer");
        if (bearer != null) return new Authentication.Bearer(SourceReader.secret(bearer));
        var basic = fields.find("basic");
        if (basic != null) {
            var pair = basic.open(Section.BASIC);
            return new Authentication.Basic(
                    pair.get("user", NO_SECRET, SourceReader::secret),
                    pair.get("password", NO_SECRET, SourceReader::secret));
        }
        var oauth2 = fields.find("oauth2");
        if (oauth2 != null) return oauth2(oauth2.open(Section.OAUTH2));
        var apiKey = fields.find("apiKey");
        if (apiKey == null) return new Authentication.None();
        var key = apiKey.open(Section.API_KEY);
        return new Authentication.ApiKey(
                key.get("header", "x-api-key", at -> at.parse("x-api-key", Syntax::headerName)),
                key.get("key", NO_SECRET, SourceReader::secret));
    }

    private static Authentication oauth2(Fields fields) {
        return new Authentication.OAuth2(
                fields.get("url", NOWHERE, at -> at.parse(NOWHERE, Syntax::url)),
                fields.get("client", NO_SECRET, SourceReader::secret),
                fields.get("secret", NO_SECRET, SourceReader::secret),
                fields.get("scope", "", at -> at.text(1024)));
    }

    /** Each once, and a service only for what is another one; what that one falls back to is not asked. */
    private static List<Fallback> fallback(String service, Place place) {
        var fallback = new ArrayList<Fallback>();
        for (var item : place.items(0, MOST_FALLBACKS)) {
            var one = item.isMapping() ? other(service, item) : item.parse(new Fallback.Stale(), Syntax.oneOf(PLAIN));
            if (fallback.contains(one)) item.mistake("is here twice");
            fallback.add(one);
        }
        return fallback;
    }

    private static Fallback other(String service, Place place) {
        var fields = place.open(Section.FALLBACK);
        var other = fields.get("service", "", at -> at.parse("", Syntax::name));
        if (other.equals(service)) place.mistake("is this service itself");
        return new Fallback.Other(other, fields.get("path", null, at -> at.parse("/", Syntax::path)));
    }

    private static List<Sign> signs(Place place) {
        return place.items(1, MOST_SIGNS).stream().map(ServiceReader::sign).toList();
    }

    private static Sign sign(Place place) {
        var fields = place.open(Section.SLOW_DOWN);
        var statuses = new HashSet<Integer>();
        fields.get("status", List.<Place>of(), at -> at.isList() ? at.items(1, 20) : List.of(at))
                .forEach(status -> statuses.add((int) status.whole(200, 599)));
        var words = new HashSet<String>();
        fields.get("words", List.<Place>of(), at -> at.items(1, 20)).forEach(word -> words.add(word.text(128)));
        return new Sign(
                statuses,
                spot(place, fields),
                words,
                fields.get("reason", null, at -> at.parse(Reason.BURST, Syntax.oneOf(REASONS))),
                fields.get("wait", Duration.ZERO, at -> at.parse(DAY, WAIT)));
    }

    private static @Nullable Spot spot(Place place, Fields fields) {
        var header = fields.find("header");
        var pointer = fields.find("pointer");
        if (header != null && pointer != null) place.mistake("needs header or pointer, not both");
        if (header != null) return new Spot.Header(header.parse("x-invalid", Syntax::headerName), null);
        if (pointer == null) return null;
        return new Spot.Pointer(JsonPointer.compile(pointer.parse("/invalid", Syntax::pointer)), null);
    }
}
