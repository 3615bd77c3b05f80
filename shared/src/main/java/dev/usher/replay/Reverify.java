package dev.usher.replay;

import dev.usher.config.OwnSources;
import dev.usher.config.SchemeConfig;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.UsherConfig;
import dev.usher.http.Request;
import dev.usher.message.Event;
import dev.usher.signature.Scheme;
import dev.usher.signature.Verdict;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Verifies a stored event against its original signature, as of when it was received. What was changed in the store since,
 * or was signed with a secret that is known to be no good any more, does not pass.
 */
public final class Reverify {
    /** Schemes whose header is the secret itself: it is not kept, so intake was the only one who could look. */
    private static final Set<String> AT_INTAKE = Set.of("token", "google-channel-token");

    private final UsherConfig config;
    private final SecretSource secrets;
    private final Function<SchemeConfig, Scheme> schemes;

    public Reverify(UsherConfig config, SecretSource secrets, Function<SchemeConfig, Scheme> schemes) {
        this.config = config;
        this.secrets = secrets;
        this.schemes = schemes;
    }

    /** Why the event can't be trusted: one of docs/reference/errors.md; empty when it can. */
    public String objection(Event event) {
        if (OwnSources.ALL.containsKey(event.source())) return "";
        var source = config.sources().get(event.source());
        if (source == null) return "source-removed";
        if (AT_INTAKE.contains(source.scheme().name())) return "";
        try {
            var keys = source.secrets().stream().map(secrets::get).toList();
            return switch (schemes.apply(source.scheme()).verify(request(event), keys, event.receivedAt())) {
                case Verdict.Genuine genuine -> "";
                case Verdict.Unsigned unsigned -> "signature-missing";
                case Verdict.Forged(var reason) ->
                    reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
                case Verdict.Unusable unusable -> "secret-unusable";
            };
        } catch (SecretUnavailable missing) {
            return "secret-unavailable";
        }
    }

    /** The request as it came, as far as signatures can cover it. */
    private static Request request(Event event) {
        var url = event.url();
        int path = url.indexOf('/', url.indexOf("://") + 3);
        if (path < 0) path = url.length();
        int query = url.indexOf('?', path);
        return new Request(
                "POST",
                url.substring(path, query < 0 ? url.length() : query),
                query < 0 ? "" : url.substring(query + 1),
                url.substring(0, path),
                "",
                event.headers(),
                Map.of("source", event.source()),
                Map.of(),
                event.body());
    }
}
