package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * An HMAC, or a plain hash with the secret in it, of a message made from the request: what most providers do,
 * differing only in names and spelling. A provider of this kind is one line in {@link Schemes}.
 */
final class SharedSecretScheme implements Scheme {
    private static final Set<String> ALL = Set.of(
            "algorithm",
            "encoding",
            "header",
            "prefix",
            "timestampHeader",
            "timestampUnit",
            "tolerance",
            "signed",
            "idHeader");

    private final boolean keyed;
    private final Algorithm algorithm;
    private final Encoding encoding;
    private final String header;
    private final String prefix;
    private final @Nullable String timestampHeader;
    private final TimeWindow window;
    private final @Nullable String idHeader;
    private final Template template;

    private SharedSecretScheme(Options options, Set<Template.Field> fields) {
        this.algorithm = options.choice("algorithm", Algorithm.SHA256);
        this.encoding = options.choice("encoding", Encoding.HEX);
        this.header = options.header("header");
        this.prefix = options.text("prefix", "");
        this.timestampHeader = options.headerOrNull("timestampHeader");
        this.window = new TimeWindow(
                options.choice("timestampUnit", TimeWindow.Unit.S), options.tolerance(Options.TOLERANCE));
        this.idHeader = options.headerOrNull("idHeader");
        this.template = template(options, fields);
        this.keyed = !template.names(Template.Field.SECRET);
    }

    /** The generic scheme: everything can be chosen. */
    static Scheme configured(SchemeConfig config) {
        return new SharedSecretScheme(new Options(config, Map.of(), ALL), Template.CONFIGURABLE);
    }

    /** A provider's scheme: these values are fixed, and only the tolerance of one that signs a timestamp can be set. */
    static Function<SchemeConfig, Scheme> of(Map<String, String> preset) {
        var settable = preset.containsKey("timestampHeader") ? Set.of("tolerance") : Set.<String>of();
        return config -> new SharedSecretScheme(new Options(config, preset, settable), Set.of(Template.Field.values()));
    }

    /** A plain hash with the secret behind the body; the names differ from one sender to the next. */
    static Function<SchemeConfig, Scheme> suffix(String algorithm) {
        var preset = Map.of("algorithm", algorithm, "signed", "{body}{secret}");
        return config -> new SharedSecretScheme(
                new Options(config, preset, Set.of("header", "prefix", "encoding")), Set.of(Template.Field.values()));
    }

    private Template template(Options options, Set<Template.Field> fields) {
        Template parsed;
        try {
            parsed = Template.parse(options.text("signed", "{body}"), fields);
        } catch (IllegalArgumentException e) {
            throw options.wrong("signed", String.valueOf(e.getMessage()));
        }
        if (!parsed.names(Template.Field.BODY)) throw options.wrong("signed", "must contain {body}");
        // A header that is not signed can be set to anything by whoever replays the rest, so it would protect nothing.
        if (parsed.names(Template.Field.TIMESTAMP) != (timestampHeader != null)) {
            throw options.wrong("timestampHeader", "and {timestamp} in signed need each other");
        }
        if (parsed.names(Template.Field.ID) != (idHeader != null)) {
            throw options.wrong("idHeader", "and {id} in signed need each other");
        }
        if (timestampHeader == null && (options.has("tolerance") || options.has("timestampUnit"))) {
            throw options.wrong("tolerance", "and timestampUnit need timestampHeader");
        }
        return parsed;
    }

    @Override
    public Verdict verify(Request request, List<Secret> secrets, Instant now) {
        var headers = request.headers();
        var signed = headers.get(header);
        if (signed == null) return new Verdict.Unsigned(header);
        var timestamp = timestampHeader == null ? "" : headers.get(timestampHeader);
        if (timestamp == null) return new Verdict.Unsigned(String.valueOf(timestampHeader));
        var id = idHeader == null ? "" : headers.get(idHeader);
        if (id == null) return new Verdict.Unsigned(String.valueOf(idHeader));

        var signatures = Signatures.commaSeparated(signed, prefix, encoding);
        var fault = signatures.fault();
        if (fault == null && timestampHeader != null) fault = window.fault(timestamp, now);
        if (fault != null) return new Verdict.Forged(fault);

        var stamp = new Template.Stamp(timestamp, id);
        return Trials.any(secrets, secret -> Trials.compared(signatures.contain(expected(request, stamp, secret))));
    }

    private byte[] expected(Request request, Template.Stamp stamp, Secret secret) {
        if (keyed) {
            Mac mac = algorithm.mac(secret.bytes());
            template.feed(request, stamp, secret, mac::update);
            return mac.doFinal();
        }
        var digest = algorithm.digest();
        template.feed(request, stamp, secret, digest::update);
        return digest.digest();
    }

    @Override
    public @Nullable Instant signedAt(Request request) {
        return timestampHeader == null ? null : window.read(request.headers().get(timestampHeader));
    }
}
