package dev.usher.handshake;

import dev.usher.config.Secret;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Handshakes that prove knowledge of a secret. An answer that signs what a stranger chose could be used to sign a
 * webhook; so only tokens are signed, which no webhook of these providers looks like: theirs are JSON objects. What looks like one
 * is refused as a webhook: see {@link Handshake#mayHaveSigned}.
 */
final class SecretQuestions {
    private static final Answer NO = new Answer.NotAHandshake();

    private SecretQuestions() {}

    /** POST {@code endpoint.url_validation}, every 72 hours: the token again, and its hex HMAC-SHA256. */
    static Answer zoom(Request request, List<Secret> secrets) {
        var body = Challenge.json(request);
        if (body == null || !body.path("event").asText().equals("endpoint.url_validation")) return NO;
        var token = Challenge.token(body.path("payload").path("plainToken").textValue());
        if (token == null) return NO;
        return Challenge.json(Json.object()
                .put("plainToken", token)
                .put("encryptedToken", HexFormat.of().formatHex(hmac(current(secrets), token))));
    }

    /** GET {@code ?crc_token=…}, hourly: its base64 HMAC-SHA256 under the consumer secret. */
    static Answer x(Request request, List<Secret> secrets) {
        var token = Challenge.isGet(request) ? Challenge.token(request.query().get("crc_token")) : null;
        if (token == null) return NO;
        var signature = Base64.getEncoder().encodeToString(hmac(current(secrets), token));
        return Challenge.json(Json.object().put("response_token", "sha256=" + signature));
    }

    /** GET {@code ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…}: the challenge, for who knows the token. */
    static Answer meta(Request request, List<Secret> secrets) {
        var query = request.query();
        if (!Challenge.isGet(request) || !query.getOrDefault("hub.mode", "").equals("subscribe")) return NO;
        var challenge = Challenge.token(query.get("hub.challenge"));
        if (challenge == null) return NO;
        var token = query.getOrDefault("hub.verify_token", "").getBytes(StandardCharsets.UTF_8);
        boolean known = false;
        for (var secret : secrets) {
            known |= !secret.isEmpty() && MessageDigest.isEqual(secret.bytes(), token);
        }
        return known ? Challenge.echo(challenge) : new Answer.Refuse(Response.of(403));
    }

    /** GET {@code ?challenge_code=…}: hex SHA-256 of the code, the verification token and the URL of the endpoint. */
    static Answer ebay(Request request, List<Secret> secrets) {
        var code = Challenge.isGet(request) ? Challenge.token(request.query().get("challenge_code")) : null;
        if (code == null) return NO;
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(code.getBytes(StandardCharsets.US_ASCII));
            digest.update(current(secrets).bytes());
            digest.update((request.origin() + request.path()).getBytes(StandardCharsets.UTF_8));
            return Challenge.json(
                    Json.object().put("challengeResponse", HexFormat.of().formatHex(digest.digest())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Secret current(List<Secret> secrets) {
        for (var secret : secrets) {
            if (!secret.isEmpty()) return secret;
        }
        throw new IllegalStateException("asked without a secret");
    }

    private static byte[] hmac(Secret secret, String token) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.bytes(), "HmacSHA256"));
            return mac.doFinal(token.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
