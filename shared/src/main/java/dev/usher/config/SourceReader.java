package dev.usher.config;

import dev.usher.config.Source.Content;
import dev.usher.config.Source.EventType;
import dev.usher.config.Source.Locator;
import dev.usher.config.Source.Reply;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads sources.
 *
 * @param publicUrl the base of the URLs that providers were given; null when it is the one requests come in on
 */
record SourceReader(Checks checks, @Nullable String publicUrl) {
    /** Lambda takes 6 MB a request (AWS quotas), base64 and headers included; 1 MiB is what the largest provider here sends. */
    private static final int MAX_BODY_BYTES = 1024 * 1024;

    private static final Map<String, Content> CONTENT =
            Map.of("json", Content.JSON, "form", Content.FORM, "opaque", Content.OPAQUE);
    private static final Map<String, Priority> PRIORITY =
            Map.of("high", Priority.HIGH, "normal", Priority.NORMAL, "low", Priority.LOW);
    private static final Place.Parser<Duration> DEDUPE = Quantity.duration(Duration.ofMinutes(1), Duration.ofDays(30));

    Source read(String name, Place place) {
        place.check(name, Syntax::name);
        if (OwnSources.ALL.containsKey(name)) place.mistake("is the name of a source of Usher's own");
        var fields = place.open(Section.SOURCE);
        var content = fields.get("content", Content.JSON, at -> at.parse(Content.JSON, Syntax.oneOf(CONTENT)));
        var locators = new LocatorReader(content);
        var type = fields.get("type", new Locator.None(), locators::read);
        return new Source(
                name,
                fields.get("scheme", new SchemeConfig("", Map.of()), this::scheme),
                fields.get("secrets", List.of(), SourceReader::secrets),
                fields.get("publicUrl", publicUrl(name), SourceReader::publicUrl),
                content,
                fields.get("maxBody", MAX_BODY_BYTES, at -> at.parse(1, Quantity.size(MAX_BODY_BYTES))),
                fields.get("id", new Locator.None(), locators::read),
                type,
                fields.get("handshake", null, this::handshake),
                fields.get("handshakeToken", null, SourceReader::secret),
                fields.get("priority", Priority.NORMAL, SourceReader::priority),
                fields.get("types", Map.of(), at -> types(at, type, locators)),
                fields.get("context", Map.of(), locators::context),
                fields.get("dedupe", Duration.ofDays(7), at -> at.parse(Duration.ofDays(7), DEDUPE)),
                fields.get("limit", null, at -> LimitReader.source(name, at)),
                fields.get("retry", null, RetryReader::read),
                fields.get("reply", null, SourceReader::reply));
    }

    private SchemeConfig scheme(Place place) {
        var scheme = place.isMapping() ? schemeWithOptions(place) : new SchemeConfig(place.text(64), Map.of());
        if (!scheme.name().isEmpty()) place.check(scheme.name(), name -> checks.scheme(scheme));
        return scheme;
    }

    private static SchemeConfig schemeWithOptions(Place place) {
        var entries = place.entries(1, 16);
        var name = entries.get("name");
        if (name == null) {
            place.mistake("needs a name beside its options");
            return new SchemeConfig("", Map.of());
        }
        var options = new LinkedHashMap<String, String>();
        entries.forEach((option, value) -> {
            var text = option.equals("name") ? null : value.scalar();
            if (text != null) options.put(option, text);
        });
        return new SchemeConfig(name.text(64), options);
    }

    private static List<SecretRef> secrets(Place place) {
        var seen = new HashSet<SecretRef>();
        return place.items(1, 5).stream()
                .map(item -> {
                    var secret = secret(item);
                    if (!seen.add(secret)) item.mistake("is here twice");
                    return secret;
                })
                .toList();
    }

    /** A reference to a secret. After a mistake the substitute is unique to the place, so that it is no duplicate. */
    static SecretRef secret(Place place) {
        return place.parse(new SecretRef("", place.path()), SecretRef::parse);
    }

    private String publicUrl(String name) {
        return publicUrl == null ? "" : publicUrl + "/webhooks/" + name;
    }

    private static String publicUrl(Place place) {
        return place.parse("", text -> text.isEmpty() ? "" : Syntax.url(text).toString());
    }

    private String handshake(Place place) {
        var name = place.text(64);
        if (!name.isEmpty()) place.check(name, checks::handshake);
        return name;
    }

    private static Priority priority(Place place) {
        return place.parse(Priority.NORMAL, Syntax.oneOf(PRIORITY));
    }

    private static Map<String, EventType> types(Place place, Locator where, LocatorReader locators) {
        var types = new LinkedHashMap<String, EventType>();
        if (place.isList()) {
            for (var item : place.items(1, 200)) {
                var type = item.parse("", Syntax::type);
                if (types.put(type, new EventType(null, Map.of())) != null && !type.isEmpty())
                    item.mistake("is here twice");
            }
        } else {
            place.entries(1, 200).forEach((type, value) -> {
                value.check(type, Syntax::type);
                types.put(type, value.isEmpty() ? new EventType(null, Map.of()) : eventType(value, locators));
            });
        }
        if (where instanceof Locator.None && !types.isEmpty() && !types.containsKey("*")) {
            place.mistake("nothing tells the type of an event: give the source a type, or subscribe to \"*\"");
        }
        return types;
    }

    private static EventType eventType(Place place, LocatorReader locators) {
        var fields = place.open(Section.EVENT_TYPE);
        return new EventType(
                fields.get("priority", null, SourceReader::priority),
                fields.get("context", Map.of(), locators::context));
    }

    private static Reply reply(Place place) {
        var fields = place.open(Section.REPLY);
        return new Reply(
                fields.get("contentType", "", at -> at.parse("", Syntax::headerValue)),
                fields.get("body", "", at -> at.parse("", SourceReader::replyBody)));
    }

    private static String replyBody(String text) {
        if (text.length() > 1000) throw new IllegalArgumentException("must be text of at most 1000 characters");
        return text;
    }
}
