package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A public-key signature of {@code timestamp + body}; the "secret" of such a source is the provider's public key. */
final class PublicKeyScheme implements Scheme {
    /** What sets one provider apart. */
    enum Provider {
        DISCORD("x-signature-ed25519", "x-signature-timestamp", "Ed25519", Encoding.HEX, Options.TOLERANCE) {
            @Override
            @Nullable
            PublicKey key(String text) {
                return PublicKeys.ed25519(Encoding.HEX.decode(text));
            }
        },
        /**
         * SendGrid repeats a failed post for 24 hours and does not say whether it signs anew, so the window is that
         * long; the event ids deduplicate within it.
         */
        SENDGRID(
                "x-twilio-email-event-webhook-signature",
                "x-twilio-email-event-webhook-timestamp",
                "SHA256withECDSA",
                Encoding.BASE64,
                Duration.ofHours(24)) {
            @Override
            @Nullable
            PublicKey key(String text) {
                return PublicKeys.p256(Encoding.BASE64.decode(text));
            }
        };

        private final String header;
        private final String timestampHeader;
        private final String algorithm;
        private final Encoding encoding;
        private final Duration tolerance;

        Provider(String header, String timestampHeader, String algorithm, Encoding encoding, Duration tolerance) {
            this.header = header;
            this.timestampHeader = timestampHeader;
            this.algorithm = algorithm;
            this.encoding = encoding;
            this.tolerance = tolerance;
        }

        /** The provider's key as it shows it; null when it is none. */
        abstract @Nullable PublicKey key(String text);
    }

    private final Provider provider;
    private final TimeWindow window;

    private PublicKeyScheme(Provider provider, Options options) {
        this.provider = provider;
        this.window = new TimeWindow(TimeWindow.Unit.S, options.tolerance(provider.tolerance));
    }

    static Function<SchemeConfig, Scheme> of(Provider provider) {
        return config -> new PublicKeyScheme(provider, new Options(config, "tolerance"));
    }

    @Override
    public Verdict verify(Request request, List<Secret> secrets, Instant now) {
        var header = request.headers().get(provider.header);
        if (header == null) return new Verdict.Unsigned(provider.header);
        var timestamp = request.headers().get(provider.timestampHeader);
        if (timestamp == null) return new Verdict.Unsigned(provider.timestampHeader);
        var signatures = Signatures.commaSeparated(header, "", provider.encoding);
        var fault = signatures.fault();
        if (fault == null) fault = window.fault(timestamp, now);
        if (fault != null) return new Verdict.Forged(fault);
        var timestampBytes = timestamp.getBytes(StandardCharsets.US_ASCII);
        return Trials.any(secrets, secret -> {
            var key = provider.key(secret.reveal());
            if (key == null) return new Trials.Outcome.Unfit("is not the provider's public key");
            return Trials.compared(PublicKeys.anyVerifies(
                    provider.algorithm,
                    key,
                    signatures,
                    timestampBytes,
                    request.body().bytes()));
        });
    }

    @Override
    public @Nullable Instant signedAt(Request request) {
        return window.read(request.headers().get(provider.timestampHeader));
    }
}
