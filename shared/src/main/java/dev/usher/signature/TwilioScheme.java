package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Twilio: HMAC-SHA1 of the URL and, for forms, of the sorted fields. Other bodies are bound by {@code bodySHA256} in
 * the URL.
 *
 * <p>Nothing is normalised, because Twilio signs the URL as it was registered; only the port is tried both ways, as
 * Twilio's libraries do, since proxies and Twilio itself add and drop it.
 */
final class TwilioScheme implements Scheme {
    private static final String HEADER = "x-twilio-signature";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String BODY_HASH = "bodySHA256=";

    TwilioScheme(SchemeConfig config) {
        Options.check(config, Set.of());
    }

    @Override
    public Verdict verify(Request request, List<Secret> secrets, Instant now) {
        var header = request.headers().get(HEADER);
        if (header == null) return new Verdict.Unsigned(HEADER);
        var signatures = Signatures.commaSeparated(header, "", Encoding.BASE64);
        var fault = signatures.fault();
        if (fault != null) return new Verdict.Forged(fault);

        var url = request.url();
        var hash = bodyHash(url);
        if (hash == null ? !coveredAsForm(request) : !isHashOf(request, hash)) {
            return new Verdict.Forged(Verdict.Reason.BODY_HASH_MISMATCH);
        }
        var fields = hash == null ? TwilioForm.canonical(request.body().bytes()) : new byte[0];
        if (fields == null) return new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH);
        var asRegistered = url.getBytes(StandardCharsets.UTF_8);
        var otherPort = TwilioUrl.otherPort(url).getBytes(StandardCharsets.UTF_8);
        return Trials.any(
                secrets,
                secret -> Trials.compared(signatures.contain(expected(secret, asRegistered, fields))
                        || signatures.contain(expected(secret, otherPort, fields))));
    }

    private static byte[] expected(Secret secret, byte[] url, byte[] fields) {
        var mac = Algorithm.SHA1.mac(secret.bytes());
        mac.update(url);
        return mac.doFinal(fields);
    }

    /** Without {@code bodySHA256} only fields are signed, so a body of another kind would be nobody's. */
    private static boolean coveredAsForm(Request request) {
        var type = request.headers().get("content-type", FORM).toLowerCase(Locale.ROOT);
        return request.body().size() == 0 || type.startsWith(FORM);
    }

    private static boolean isHashOf(Request request, String hash) {
        var claimed = Encoding.HEX.decode(hash);
        return claimed != null
                && MessageDigest.isEqual(
                        Algorithm.SHA256.digest().digest(request.body().bytes()), claimed);
    }

    /** The last {@code bodySHA256} of the query, as Twilio's libraries read it; null when there is none. */
    private static @Nullable String bodyHash(String url) {
        int query = url.indexOf('?');
        if (query < 0) return null;
        String hash = null;
        for (int start = query + 1; start <= url.length(); ) {
            int and = url.indexOf('&', start);
            int end = and < 0 ? url.length() : and;
            if (url.startsWith(BODY_HASH, start)) hash = url.substring(start + BODY_HASH.length(), end);
            start = end + 1;
        }
        return hash;
    }
}
