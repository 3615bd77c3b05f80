package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A token in a header, compared in constant time. It says who sends and nothing about the body, so it is for
 * providers that offer no signature (Google's watch channels, GitLab).
 */
final class TokenScheme implements Scheme {
    private final String header;
    private final String prefix;

    private TokenScheme(Options options) {
        this.header = options.header("header");
        this.prefix = options.text("prefix", "");
    }

    static Scheme configured(SchemeConfig config) {
        return new TokenScheme(new Options(config, "header", "prefix"));
    }

    static Function<SchemeConfig, Scheme> in(String header) {
        return config -> new TokenScheme(new Options(config, Map.of("header", header), Set.of()));
    }

    @Override
    public Verdict verify(Request request, List<Secret> secrets, Instant now) {
        var value = request.headers().get(header);
        if (value == null) return new Verdict.Unsigned(header);
        if (!value.startsWith(prefix) || value.length() == prefix.length()) {
            return new Verdict.Forged(Verdict.Reason.MALFORMED_SIGNATURE);
        }
        var token = value.substring(prefix.length()).getBytes(StandardCharsets.UTF_8);
        return Trials.any(secrets, secret -> Trials.compared(MessageDigest.isEqual(secret.bytes(), token)));
    }
}
