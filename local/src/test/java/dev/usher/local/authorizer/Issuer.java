package dev.usher.local.authorizer;

import com.sun.net.httpserver.HttpServer;
import dev.usher.http.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A small OpenID provider: its configuration and its keys over HTTP, and tokens signed with them. */
public final class Issuer implements AutoCloseable {
    public static final String AUDIENCE = "usher-console";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** How often the keys were fetched. */
    public final AtomicInteger fetched = new AtomicInteger();

    private final HttpServer server;
    private volatile List<Key> published = List.of();

    /** An RSA key pair under an id. */
    public record Key(String id, KeyPair pair) {
        public static Key make(String id) {
            try {
                var generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return new Key(id, generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e); // every JDK has RSA
            }
        }

        /** The same pair under another id. */
        public Key as(String other) {
            return new Key(other, pair);
        }

        Map<String, String> jwk() {
            var key = (RSAPublicKey) pair.getPublic();
            return Map.of(
                    "kty",
                    "RSA",
                    "use",
                    "sig",
                    "alg",
                    "RS256",
                    "kid",
                    id,
                    "n",
                    text(key.getModulus()),
                    "e",
                    text(key.getPublicExponent()));
        }

        private static String text(BigInteger number) {
            var bytes = number.toByteArray();
            int sign = bytes[0] == 0 ? 1 : 0;
            return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, sign, bytes.length));
        }
    }

    public Issuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/realm/.well-known/openid-configuration", () -> Map.of("issuer", url(), "jwks_uri", url() + "/keys"));
        answer("/realm/keys", () -> {
            fetched.incrementAndGet();
            return Map.of("keys", published.stream().map(Key::jwk).toList());
        });
        server.start();
    }

    private void answer(String path, java.util.function.Supplier<Object> document) {
        server.createContext(path, exchange -> {
            var bytes = Json.bytes(document.get());
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
    }

    /** From now on these are the keys. */
    public void publish(Key... keys) {
        published = List.of(keys);
    }

    /** What a good token says. An empty text in {@code changes} takes a claim away. */
    public Map<String, Object> claims(Map<String, ?> changes) {
        var now = Instant.now().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", url());
        claims.put("aud", AUDIENCE);
        claims.put("sub", "7f3a");
        claims.put("iat", now - 10);
        claims.put("exp", now + 300);
        changes.forEach((name, value) -> {
            if (value.equals("")) claims.remove(name);
            else claims.put(name, value);
        });
        return claims;
    }

    /** A good token, but for these changes. */
    public String token(Key key, Map<String, ?> changes) throws GeneralSecurityException {
        return token(key, "RS256", claims(changes));
    }

    /** @param algorithm RS256, RS384 or RS512 */
    public static String token(Key key, String algorithm, Map<String, ?> claims) throws GeneralSecurityException {
        var signed = head(Map.of("alg", algorithm, "kid", key.id(), "typ", "JWT"), claims);
        var signature = Signature.getInstance("SHA" + algorithm.substring(2) + "withRSA");
        signature.initSign(key.pair().getPrivate());
        signature.update(signed.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return signed + "." + BASE64.encodeToString(signature.sign());
    }

    /** The first two parts of a token, as the signature covers them. */
    public static String head(Map<String, ?> header, Map<String, ?> claims) {
        return BASE64.encodeToString(Json.bytes(header)) + "." + BASE64.encodeToString(Json.bytes(claims));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
