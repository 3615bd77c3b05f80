package dev.usher.bench.micro;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import dev.usher.signature.Scheme;
import dev.usher.signature.Schemes;
import dev.usher.signature.Verdict;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Verifies a request of 2 KB. */
@State(Scope.Benchmark)
public class Verification {
    @Param({"github", "stripe", "standard-webhooks", "standard-webhooks-ed25519", "slack", "twilio", "sendgrid"})
    public String scheme = "github";

    @SuppressWarnings("NullAway.Init") // by @Setup
    private Scheme configured;

    @SuppressWarnings("NullAway.Init") // by @Setup
    private Request request;

    private List<Secret> secrets = List.of();

    @Setup
    public void sign() throws GeneralSecurityException {
        var signed = Signed.by(scheme);
        configured = Schemes.of(new SchemeConfig(scheme.replace("-ed25519", ""), Map.of()));
        request = signed.request();
        secrets = List.of(signed.secret());
        if (!(verify() instanceof Verdict.Genuine))
            throw new IllegalStateException(scheme + " does not verify: " + verify());
    }

    @Benchmark
    public Verdict verify() {
        return configured.verify(request, secrets, Signed.NOW);
    }
}
