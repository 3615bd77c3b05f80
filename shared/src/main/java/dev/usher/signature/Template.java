package dev.usher.signature;

import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What a provider signs: literal text and parts of the request, in order, as bytes. */
record Template(List<Part> parts) {
    /** One piece of the signed message. */
    sealed interface Part {
        /** The same for every request. */
        record Literal(Body text) implements Part {}

        /** Something of the request. */
        record Named(Field field) implements Part {}
    }

    /** What can be named in braces. */
    enum Field {
        TIMESTAMP,
        ID,
        BODY,
        URL,
        METHOD,
        /** The URL with HubSpot's twelve escapes undone; only for its own scheme. */
        HUBSPOT_URL,
        /** The secret itself, for the plain hashes that came before HMAC; only for their own schemes. */
        SECRET
    }

    /** The fields that a configured template may name. */
    static final Set<Field> CONFIGURABLE = Set.of(Field.TIMESTAMP, Field.ID, Field.BODY, Field.URL, Field.METHOD);

    private static final Pattern NAME = Pattern.compile("\\{([a-z_]+)\\}");

    /** What the headers gave: the timestamp and the id exactly as sent; empty when the scheme has none. */
    record Stamp(String timestamp, String id) {
        static final Stamp NONE = new Stamp("", "");
    }

    /** @throws IllegalArgumentException when a name in braces is unknown, the message saying which */
    static Template parse(String text, Set<Field> allowed) {
        var parts = new ArrayList<Part>();
        var matcher = NAME.matcher(text);
        int end = 0;
        while (matcher.find()) {
            literal(text.substring(end, matcher.start()), parts);
            parts.add(new Part.Named(field(matcher.group(1), allowed)));
            end = matcher.end();
        }
        literal(text.substring(end), parts);
        return new Template(List.copyOf(parts));
    }

    private static void literal(String text, List<Part> parts) {
        if (text.contains("{") || text.contains("}")) throw new IllegalArgumentException("has an unmatched brace");
        if (!text.isEmpty()) parts.add(new Part.Literal(Body.utf8(text)));
    }

    private static Field field(String name, Set<Field> allowed) {
        var names = new TreeSet<String>();
        for (var field : allowed) {
            var known = field.name().toLowerCase(Locale.ROOT);
            if (known.equals(name)) return field;
            names.add("{" + known + "}");
        }
        throw new IllegalArgumentException("has no {" + name + "}; there are " + String.join(", ", names));
    }

    boolean names(Field field) {
        return parts.contains(new Part.Named(field));
    }

    /** Hands the message over piece by piece; the body is not copied. */
    void feed(Request request, Stamp stamp, Secret secret, Consumer<byte[]> sink) {
        for (var part : parts) {
            switch (part) {
                case Part.Literal(var text) -> sink.accept(text.bytes());
                case Part.Named(var field) -> sink.accept(bytes(field, request, stamp, secret));
            }
        }
    }

    private static byte[] bytes(Field field, Request request, Stamp stamp, Secret secret) {
        return switch (field) {
            case BODY -> request.body().bytes();
            case SECRET -> secret.bytes();
            case TIMESTAMP -> utf8(stamp.timestamp());
            case ID -> utf8(stamp.id());
            case URL -> utf8(request.url());
            case METHOD -> utf8(request.method());
            case HUBSPOT_URL -> utf8(HubSpotUrl.decode(request.url()));
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
