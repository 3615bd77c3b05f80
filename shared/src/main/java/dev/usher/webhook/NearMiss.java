package dev.usher.webhook;

import dev.usher.config.Secret;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Source;
import dev.usher.config.UsherConfig;
import dev.usher.http.Request;
import dev.usher.signature.Diagnosis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Diagnoses refused webhooks with the secrets of all sources of the deployment: mixing them up is the usual mistake. */
public final class NearMiss implements Diagnose {
    private final UsherConfig config;
    private final SecretSource secrets;

    public NearMiss(UsherConfig config, SecretSource secrets) {
        this.config = config;
        this.secrets = secrets;
    }

    @Override
    public String diagnose(Source source, Request request, List<Secret> own, Instant receivedAt) {
        return Diagnosis.of(source.scheme(), request, own, others(source), receivedAt)
                .map(Diagnosis::text)
                .orElse("");
    }

    private Map<String, List<Secret>> others(Source source) {
        var others = new LinkedHashMap<String, List<Secret>>();
        for (var other : config.sources().values())
            if (!other.name().equals(source.name())) others.put(other.name(), known(other));
        return others;
    }

    private List<Secret> known(Source source) {
        var known = new ArrayList<Secret>();
        for (var ref : source.secrets()) {
            try {
                known.add(secrets.get(ref));
            } catch (SecretUnavailable unknown) {
                // Then it is not among the suspects.
            }
        }
        return known;
    }
}
