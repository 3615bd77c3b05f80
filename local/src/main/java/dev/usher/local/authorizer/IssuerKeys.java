package dev.usher.local.authorizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The RSA keys that an issuer signs with, by {@code kid}: found through its OpenID configuration, kept for two hours as API
 * Gateway may keep them, and fetched anew when a token names one that is not among them. Thread-safe.
 */
final class IssuerKeys {
    private static final Duration KEPT = Duration.ofHours(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int DOCUMENT_BYTES = 1024 * 1024;

    private final String issuer;
    private Map<String, PublicKey> keys = Map.of();
    private Instant fetched = Instant.MIN;

    IssuerKeys(String issuer) {
        this.issuer = issuer;
    }

    /**
     * The key of this id, or null when the issuer has none.
     *
     * @throws IOException when the issuer does not answer as an OpenID provider does
     */
    synchronized @Nullable PublicKey find(String id, Instant now) throws IOException, InterruptedException {
        var known = keys.get(id);
        if (known != null && now.isBefore(fetched.plus(KEPT))) return known;
        keys = fetch();
        fetched = now;
        return keys.get(id);
    }

    private Map<String, PublicKey> fetch() throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            var configuration = get(client, base + "/.well-known/openid-configuration");
            var found = new HashMap<String, PublicKey>();
            for (var jwk :
                    get(client, configuration.path("jwks_uri").asText("")).path("keys")) {
                var id = jwk.path("kid").asText("");
                var key = key(jwk);
                if (key != null && !id.isEmpty()) found.put(id, key);
            }
            return found;
        }
    }

    private static JsonNode get(HttpClient client, String url) throws IOException, InterruptedException {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
            var response = client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), DOCUMENT_BYTES));
            var json = response.statusCode() == 200 ? Json.readOrNull(response.body()) : null;
            if (json != null) return json;
            throw new IOException(url + " answered " + response.statusCode() + " and no JSON that counts");
        } catch (IllegalArgumentException malformed) {
            throw new IOException("'" + url + "' is no URL", malformed);
        }
    }

    /** RFC 7518, section 6.3; null when it is no RSA key for signatures. */
    private static @Nullable PublicKey key(JsonNode jwk) {
        if (!jwk.path("kty").asText().equals("RSA")
                || !jwk.path("use").asText("sig").equals("sig")) return null;
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(number(jwk.path("n")), number(jwk.path("e"))));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return null;
        }
    }

    private static BigInteger number(JsonNode base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64.asText()));
    }
}
