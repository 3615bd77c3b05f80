package dev.usher.webhook;

import dev.usher.config.Secret;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Source;
import dev.usher.handshake.Handshake;
import dev.usher.handshake.Handshakes;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Request;
import dev.usher.signature.Scheme;
import dev.usher.signature.Schemes;
import dev.usher.signature.Verdict;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the webhooks of one source are received: the source with everything prepared once that needs no request. */
final class Desk {
    /** Headers that tell of our side or hold credentials: not part of what the provider said, so not kept with the event. */
    private static final Set<String> NOT_KEPT = Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "x-goog-channel-token",
            "host",
            "via",
            "connection",
            "content-length",
            "accept",
            "accept-encoding",
            "cdn-loop",
            "cf-connecting-ip");

    /** What is kept of the headers, in bytes. The longest are left out, so that none of them costs a signature its place. */
    private static final int KEPT_BYTES = 8 * 1024;

    private static final Verdict MISMATCH = new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH);

    private final Source source;
    private final Scheme scheme;
    private final SecretSource secrets;
    private final Map<String, Map<String, Source.Locator>> contexts = new LinkedHashMap<>();

    Desk(Source source, SecretSource secrets) {
        this.source = source;
        this.scheme = Schemes.of(source.scheme());
        this.secrets = secrets;
        source.types().forEach((name, type) -> {
            var all = new LinkedHashMap<>(source.context());
            all.putAll(type.context());
            contexts.put(name, all);
        });
    }

    Source source() {
        return source;
    }

    Verdict verify(Request request, List<Secret> known, Instant now) {
        var verdict = scheme.verify(request, known, now);
        var name = source.handshake();
        boolean forgeable = name != null && Handshakes.of(name).mayHaveSigned(request.body());
        if (forgeable && verdict instanceof Verdict.Genuine) return MISMATCH;
        // Perhaps the secret that can't be had made this signature, so the sender must come back.
        boolean allTried = known.size() == source.secrets().size();
        return allTried || !verdict.equals(MISMATCH) ? verdict : new Verdict.Unusable("secret-unavailable");
    }

    /**
     * Those that can be had: while one is rotated, the other is enough for what it signed.
     *
     * @throws SecretUnavailable when none can be had
     */
    List<Secret> secrets() {
        var known = new ArrayList<Secret>();
        SecretUnavailable missing = null;
        for (var ref : source.secrets()) {
            try {
                known.add(secrets.get(ref));
            } catch (SecretUnavailable one) {
                missing = one;
            }
        }
        if (known.isEmpty() && missing != null) throw missing;
        return known;
    }

    /** The secrets that a handshake is answered with; none when its token is not configured, so that it is refused. */
    List<Secret> handshakeSecrets(Handshake.Needs needs) {
        return switch (needs) {
            case NOTHING -> List.of();
            case SIGNING_SECRET -> secrets();
            case VERIFY_TOKEN -> {
                var token = source.handshakeToken();
                yield token == null ? List.of() : List.of(secrets.get(token));
            }
        };
    }

    /** The request under the URL that the provider was given, which may not be the one it reached us on. */
    Request asRegistered(Request request) {
        if (source.publicUrl().isEmpty()) return request;
        var url = URI.create(source.publicUrl());
        return new Request(
                request.method(),
                url.getRawPath(),
                request.rawQuery(),
                url.getScheme() + "://" + url.getRawAuthority(),
                request.remoteAddress(),
                request.headers(),
                request.pathValues(),
                request.query(),
                request.body());
    }

    Map<String, String> context(Payload payload, String type) {
        var found = new LinkedHashMap<String, String>();
        contexts.getOrDefault(type, source.context()).forEach((name, locator) -> {
            var value = payload.at(locator);
            if (value != null) found.put(name, value);
        });
        return found;
    }

    /** The provider's id, or a digest of the body when it has none. */
    String dedupKey(Payload payload, Body body) {
        var id = payload.id(source.id());
        return id == null ? sha256(body) : id;
    }

    Headers kept(Headers headers) {
        var shortestFirst = headers.asMap().entrySet().stream()
                .filter(header -> isKept(header.getKey()))
                .sorted(Comparator.comparingInt(Desk::bytes))
                .toList();
        var kept = new LinkedHashMap<String, String>();
        int bytes = 0;
        for (var header : shortestFirst) {
            bytes += bytes(header);
            if (bytes <= KEPT_BYTES) kept.put(header.getKey(), header.getValue());
        }
        return Headers.of(kept);
    }

    private boolean isKept(String name) {
        if (NOT_KEPT.contains(name) || name.startsWith("x-forwarded-") || name.startsWith("x-amzn-")) return false;
        return !source.scheme().name().equals("token")
                || !name.equalsIgnoreCase(source.scheme().options().get("header"));
    }

    private static int bytes(Map.Entry<String, String> header) {
        return header.getKey().length() + header.getValue().getBytes(StandardCharsets.UTF_8).length;
    }

    static String sha256(Body body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(body.bytes());
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has SHA-256
        }
    }
}
