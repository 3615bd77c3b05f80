package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stripe: {@code Stripe-Signature: t=…,v1=…}, HMAC-SHA256 of {@code t.body} under the whole {@code whsec_…} text (it
 * is not decoded). Any {@code v1} may match; {@code v0} and unknown entries are passed over.
 *
 * <p>Stricter than stripe-java 29.5.0: timestamps in the future and headers with two different times are refused.
 */
final class StripeScheme implements Scheme {
    private static final String HEADER = "stripe-signature";
    private static final byte[] DOT = {'.'};

    private final TimeWindow window;

    StripeScheme(SchemeConfig config) {
        this.window = new TimeWindow(TimeWindow.Unit.S, new Options(config, "tolerance").tolerance(Options.TOLERANCE));
    }

    /** One header, taken apart. */
    private static final class Entries {
        private final Signatures signatures = new Signatures();
        private @Nullable String time;
        private boolean timesDiffer;

        Entries(String header) {
            for (int start = 0; start <= header.length(); ) {
                int comma = header.indexOf(',', start);
                int end = comma < 0 ? header.length() : comma;
                entry(header.substring(start, end).strip());
                start = end + 1;
            }
        }

        private void entry(String entry) {
            if (entry.startsWith("v1=")) {
                signatures.add(entry.substring(3), Encoding.HEX);
            } else if (entry.startsWith("t=")) {
                var value = entry.substring(2);
                timesDiffer |= time != null && !time.equals(value);
                time = value;
            }
        }

        /** Null when the header names none, or more than one. */
        @Nullable
        String time() {
            return timesDiffer ? null : time;
        }
    }

    @Override
    public Verdict verify(Request request, List<Secret> secrets, Instant now) {
        var header = request.headers().get(HEADER);
        if (header == null) return new Verdict.Unsigned(HEADER);
        var entries = new Entries(header);
        var time = entries.time();
        var fault = entries.signatures.fault();
        if (fault == null) fault = window.fault(time, now);
        if (fault != null || time == null) {
            return new Verdict.Forged(fault != null ? fault : Verdict.Reason.MALFORMED_TIMESTAMP);
        }
        var timeBytes = time.getBytes(StandardCharsets.US_ASCII);
        return Trials.any(secrets, secret -> {
            var mac = Algorithm.SHA256.mac(secret.bytes());
            mac.update(timeBytes);
            mac.update(DOT);
            return Trials.compared(
                    entries.signatures.contain(mac.doFinal(request.body().bytes())));
        });
    }

    @Override
    public @Nullable Instant signedAt(Request request) {
        var header = request.headers().get(HEADER);
        return header == null ? null : window.read(new Entries(header).time());
    }
}
