package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Headers;
import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Standard Webhooks 1.0.0 and its elder twin Svix: HMAC-SHA256 ({@code v1}) or Ed25519 ({@code v1a}) of
 * {@code id.timestamp.body}. The kind of key decides which of the two is looked at, never the sender.
 */
final class StandardWebhooksScheme implements Scheme {
    private static final Names WEBHOOK = Names.of("webhook");
    private static final Names SVIX = Names.of("svix");

    private final TimeWindow window;

    StandardWebhooksScheme(SchemeConfig config) {
        this.window = new TimeWindow(TimeWindow.Unit.S, new Options(config, "tolerance").tolerance(Options.TOLERANCE));
    }

    /** One family of header names. */
    private record Names(String id, String timestamp, String signature) {
        static Names of(String family) {
            return new Names(family + "-id", family + "-timestamp", family + "-signature");
        }

        @Nullable
        String missing(Headers headers) {
            if (!headers.has(signature)) return signature;
            if (!headers.has(timestamp)) return timestamp;
            return headers.has(id) ? null : id;
        }

        /** The family that is whole; {@link #WEBHOOK} when neither is, unless only Svix's signature came. */
        static Names in(Headers headers) {
            if (WEBHOOK.missing(headers) == null) return WEBHOOK;
            if (SVIX.missing(headers) == null) return SVIX;
            return headers.has(SVIX.signature) && !headers.has(WEBHOOK.signature) ? SVIX : WEBHOOK;
        }
    }

    /** The list of signatures, by version. */
    private static final class Versions {
        private final Signatures v1 = new Signatures();
        private final Signatures v1a = new Signatures();

        /**
         * Entries are {@code version,signature}, separated by spaces, or by commas where a gateway joined two
         * headers; so the commas cannot be told apart, and a version word is what starts an entry. Unknown versions
         * are passed over.
         */
        Versions(String header) {
            @Nullable Signatures version = null;
            for (int start = 0; start < header.length(); ) {
                int end = start;
                while (end < header.length() && header.charAt(end) != ' ' && header.charAt(end) != ',') end++;
                var word = header.substring(start, end);
                if (word.equals("v1")) {
                    version = v1;
                } else if (word.equals("v1a")) {
                    version = v1a;
                } else if (version != null && !word.isEmpty()) {
                    version.add(word, Encoding.BASE64);
                    version = null;
                }
                start = end + 1;
            }
        }

        Verdict.@Nullable Reason fault() {
            var first = v1.fault();
            var second = v1a.fault();
            if (first == Verdict.Reason.TOO_MANY_SIGNATURES) return first;
            if (second == Verdict.Reason.TOO_MANY_SIGNATURES) return second;
            return first != null && second != null ? first : null;
        }
    }

    @Override
    public Verdict verify(Request request, List<Secret> secrets, Instant now) {
        var headers = request.headers();
        var names = Names.in(headers);
        var id = headers.get(names.id);
        var timestamp = headers.get(names.timestamp);
        var signature = headers.get(names.signature);
        if (id == null || timestamp == null || signature == null) {
            return new Verdict.Unsigned(String.valueOf(names.missing(headers)));
        }
        var versions = new Versions(signature);
        var fault = versions.fault();
        if (fault == null) fault = window.fault(timestamp, now);
        // With a dot in the id, one signature would vouch for several splits into id, timestamp and body.
        if (fault == null && (id.isEmpty() || id.indexOf('.') >= 0)) fault = Verdict.Reason.MALFORMED_SIGNATURE;
        if (fault != null) return new Verdict.Forged(fault);

        var stamp = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        var body = request.body().bytes();
        return Trials.any(secrets, secret -> switch (StandardKey.of(secret)) {
            case StandardKey.Shared(var key) -> {
                var mac = Algorithm.SHA256.mac(key.bytes());
                mac.update(stamp);
                yield Trials.compared(versions.v1.contain(mac.doFinal(body)));
            }
            case StandardKey.Public(var key) ->
                Trials.compared(PublicKeys.anyVerifies("Ed25519", key, versions.v1a, stamp, body));
            case StandardKey.Unfit(var why) -> new Trials.Outcome.Unfit(why);
        });
    }

    @Override
    public @Nullable Instant signedAt(Request request) {
        var headers = request.headers();
        return window.read(headers.get(Names.in(headers).timestamp));
    }
}
