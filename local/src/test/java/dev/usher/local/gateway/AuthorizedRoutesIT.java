package dev.usher.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.local.LocalHost;
import dev.usher.local.Probe;
import dev.usher.local.TestHost;
import dev.usher.local.authorizer.Issuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a function gets, and what it never gets, on routes behind a JWT authorizer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before the first test
class AuthorizedRoutesIT {
    private final Probe probe = new Probe();
    private final HttpClient client = HttpClient.newHttpClient();
    private Issuer issuer;
    private Issuer.Key key;
    private LocalHost host;

    @BeforeAll
    void start() throws Exception {
        issuer = new Issuer();
        key = Issuer.Key.make("k1");
        issuer.publish(key);
        host = LocalHost.start(TestHost.options(Path.of("src/test/resources/host.yaml"))
                .withParameters(Map.of("Probe", probe.name, "Issuer", issuer.url())));
        probe.answer("{\"statusCode\":200}");
    }

    @AfterAll
    void stop() {
        host.close();
        issuer.close();
        client.close();
    }

    @BeforeEach
    void clear() {
        probe.calls.clear();
    }

    @Test
    void theEventHasTheClaimsAndNoScopesWhereTheRouteWantsNone() throws Exception {
        var claims = issuer.claims(Map.of("groups", List.of("a", "b"), "scope", "things/read"));

        assertThat(get("/known/x", Issuer.token(key, "RS256", claims)).statusCode())
                .isEqualTo(200);

        assertThat(authorizer())
                .isEqualTo(Json.readOrNull(Json.bytes(Json.object()
                        .set(
                                "jwt",
                                Json.object()
                                        .putNull("scopes")
                                        .set(
                                                "claims",
                                                Json.object()
                                                        .put("iss", issuer.url())
                                                        .put("aud", Issuer.AUDIENCE)
                                                        .put("sub", "7f3a")
                                                        .put("iat", String.valueOf(claims.get("iat")))
                                                        .put("exp", String.valueOf(claims.get("exp")))
                                                        .put("groups", "[a b]")
                                                        .put("scope", "things/read"))))));
    }

    @Test
    void theEventHasAllScopesOfTheTokenWhereTheRouteWantsOne() throws Exception {
        var response = get("/scoped/x", issuer.token(key, Map.of("scope", "openid things/read")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(authorizer().path("jwt").path("scopes").toString()).isEqualTo("[\"openid\",\"things/read\"]");
    }

    @Test
    void theFunctionIsNotAskedWhenTheTokenIsNotGoodEnough() throws Exception {
        var none = get("/known/x", "");
        var expired = get("/known/x", issuer.token(key, Map.of("exp", 1)));
        var scopeless = get("/scoped/x", issuer.token(key, Map.of("scope", "openid")));

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(none.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(expired.statusCode()).isEqualTo(401);
        assertThat(expired.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(expired.headers().firstValue("www-authenticate"))
                .contains("Bearer scope=\"\" error=\"invalid_token\" error_description=\"the token has expired\"");
        assertThat(scopeless.statusCode()).isEqualTo(403);
        assertThat(scopeless.body()).isEqualTo("{\"message\":\"Forbidden\"}");
        assertThat(probe.calls).isEmpty();
    }

    @Test
    void anOpenRouteHasNoAuthorizerWhateverIsSent() throws Exception {
        assertThat(get("/any/x", issuer.token(key, Map.of())).statusCode()).isEqualTo(200);
        assertThat(probe.eventsOf("Http").getLast().path("requestContext").has("authorizer"))
                .isFalse();
    }

    private JsonNode authorizer() {
        return probe.eventsOf("Http").getLast().path("requestContext").path("authorizer");
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(host.url() + path));
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
