package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why a refused request was nearly genuine: what would have verified. For operators only, after the refusal and off
 * the path of requests; it accepts nothing. It holds no secret and no part of a query string.
 *
 * @param cause what is different from what was expected
 * @param clockAhead how far the sender's clock is ahead of ours, negative when behind; zero when within the scheme's
 *     window
 */
public record Diagnosis(Cause cause, Duration clockAhead) {
    /** Most verifications that one diagnosis may cost. */
    static final int MAX_TRIALS = 160;

    /** What would have made it verify. */
    public sealed interface Cause {
        /** Everything is right but the time. */
        record Clock() implements Cause {}

        /** A secret of another source, or one no longer in use; {@code position} counts from 1. */
        record OtherSecret(String source, int position) implements Cause {}

        /** Our own secret read in another way, such as {@code base64-decoded}; {@code position} counts from 1. */
        record OtherReading(int position, String reading) implements Cause {}

        /** Another form of our URL; without its query. */
        record OtherUrl(String url) implements Cause {}

        /** Another spelling of the same body: somebody on the way took it apart and wrote it anew. */
        record OtherBody(String change) implements Cause {}
    }

    /** One sentence for a log or a page. */
    public String text() {
        var what =
                switch (cause) {
                    case Cause.Clock() -> "the signature is right";
                    case Cause.OtherSecret(var source, var position) ->
                        "it verifies with secret " + position + " of " + source;
                    case Cause.OtherReading(var position, var reading) ->
                        "it verifies with our secret " + position + " when that is " + reading;
                    case Cause.OtherUrl(var url) -> "it verifies for the URL " + url;
                    case Cause.OtherBody(var change) -> "it verifies with the body " + change;
                };
        if (clockAhead.isZero()) return what;
        var side = clockAhead.isNegative() ? " behind ours" : " ahead of ours";
        return what + ", and its timestamp is " + clockAhead.abs().toSeconds() + " s" + side;
    }

    /**
     * Looks for the smallest difference that explains a refusal.
     *
     * @param own the secrets it was refused with
     * @param others secrets of other sources and past secrets of this one, by the name to report
     * @return empty when the request is genuine, is not signed, or nothing known explains it
     */
    public static Optional<Diagnosis> of(
            SchemeConfig config, Request request, List<Secret> own, Map<String, List<Secret>> others, Instant now) {
        var scheme = Schemes.of(config);
        var verdict = scheme.verify(request, own, now);
        if (verdict instanceof Verdict.Genuine || verdict instanceof Verdict.Unsigned) return Optional.empty();
        var claimed = scheme.signedAt(request);
        var at = claimed == null ? now : claimed;
        var ahead = verdict instanceof Verdict.Forged(var reason) && offTime(reason)
                ? Duration.between(now, at)
                : Duration.ZERO;
        return Suspects.of(request, own, others)
                .limit(MAX_TRIALS)
                .flatMap(suspect -> switch (scheme.verify(suspect.request(), suspect.secrets(), at)) {
                    case Verdict.Genuine(int index) ->
                        Optional.of(suspect.cause().of(index + 1)).stream();
                    case Verdict.Unsigned _, Verdict.Forged _, Verdict.Unusable _ -> Optional.<Cause>empty().stream();
                })
                .findFirst()
                .map(cause -> new Diagnosis(cause, ahead));
    }

    private static boolean offTime(Verdict.Reason reason) {
        return reason == Verdict.Reason.TIMESTAMP_TOO_OLD || reason == Verdict.Reason.TIMESTAMP_IN_FUTURE;
    }
}
