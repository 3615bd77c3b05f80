package dev.usher.testing;

import dev.usher.config.Secret;
import dev.usher.http.Request;
import dev.usher.signature.Scheme;
import dev.usher.signature.Verdict;
import java.time.Instant;
import java.util.List;

/** A scheme for tests: the header {@code stripe-signature} names the URL, the length of the body and the secret. */
public final class KeyedScheme implements Scheme {
    @Override
    public Verdict verify(Request request, List<Secret> secrets, Instant now) {
        var header = request.headers().get("stripe-signature");
        if (header == null) return new Verdict.Unsigned("stripe-signature");
        for (int i = 0; i < secrets.size(); i++)
            if (header.equals(
                    sign(request.url(), request.body().size(), secrets.get(i).reveal(), now)))
                return new Verdict.Genuine(i);
        return new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH);
    }

    public static String sign(String url, int bytes, String secret, Instant at) {
        return url + " " + bytes + " " + secret + " " + at;
    }
}
