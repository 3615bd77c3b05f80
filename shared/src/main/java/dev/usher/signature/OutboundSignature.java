package dev.usher.signature;

import dev.usher.config.Secret;
import dev.usher.http.Body;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Signs what Usher sends, as Standard Webhooks 1.0.0 has it. Thread-safe. */
public final class OutboundSignature {
    /** Length of a signing secret in bytes, from the specification. */
    public static final int MIN_SECRET_BYTES = 24;

    public static final int MAX_SECRET_BYTES = 64;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_:/+=@#~-]{1,256}");

    private final List<Secret> keys;

    private OutboundSignature(List<Secret> keys) {
        this.keys = keys;
    }

    /**
     * @param secrets 1 to 5 of the form {@code whsec_} and base64 of 24 to 64 bytes (the prefix may be missing), the
     *     newest first; each adds a signature, so that a receiver can change over while both are sent
     * @throws IllegalArgumentException when one is not of that form; the message names its position, never its value
     */
    public static OutboundSignature with(List<Secret> secrets) {
        if (secrets.isEmpty() || secrets.size() > Trials.MAX_SECRETS) {
            throw new IllegalArgumentException("signing needs 1 to " + Trials.MAX_SECRETS + " secrets");
        }
        return new OutboundSignature(secrets.stream()
                .map(secret -> key(secret, secrets.indexOf(secret) + 1))
                .toList());
    }

    private static Secret key(Secret secret, int position) {
        return switch (StandardKey.of(secret)) {
            case StandardKey.Shared(var key)
            when key.bytes().length >= MIN_SECRET_BYTES && key.bytes().length <= MAX_SECRET_BYTES -> key;
            case StandardKey.Shared(var key) ->
                throw new IllegalArgumentException("signing secret " + position + " has " + key.bytes().length
                        + " bytes, and must have " + MIN_SECRET_BYTES + " to " + MAX_SECRET_BYTES);
            case StandardKey.Public(var key) ->
                throw new IllegalArgumentException("signing secret " + position + " is a public " + key.getAlgorithm()
                        + " key, which cannot sign");
            case StandardKey.Unfit(var why) ->
                throw new IllegalArgumentException("signing secret " + position + " " + why);
        };
    }

    /**
     * The three headers of one delivery.
     *
     * @param id the same for every attempt, so that the receiver can deduplicate; without dots, which separate what
     *     is signed
     * @param at the time of this attempt, so that a late attempt is not refused as old
     */
    public Map<String, String> sign(String id, Instant at, Body body) {
        if (!ID.matcher(id).matches()) throw new IllegalArgumentException("not fit to be a webhook id: " + id);
        var timestamp = Long.toString(at.getEpochSecond());
        var stamp = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        var signatures = new StringBuilder();
        for (var key : keys) {
            var mac = Algorithm.SHA256.mac(key.bytes());
            mac.update(stamp);
            if (!signatures.isEmpty()) signatures.append(' ');
            signatures.append("v1,").append(Encoding.BASE64.encode(mac.doFinal(body.bytes())));
        }
        return Map.of("webhook-id", id, "webhook-timestamp", timestamp, "webhook-signature", signatures.toString());
    }
}
