package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.local.LocalHost;
import dev.usher.local.TestHost;
import dev.usher.local.authorizer.Issuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin API behind an identity provider, from the provider's signature to the audit log: the template and the configuration that ship. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before the first test
class SsoIT {
    private static final String PAUSE = "POST /sso/admin/destinations/analytics/pause";
    private static final String UNAUTHORIZED = "{\"message\":\"Unauthorized\"}";

    private static final Issuer.Key KEY = Issuer.Key.make("2026-05");
    private static final Issuer.Key NEXT = Issuer.Key.make("2026-06");

    private final HttpClient client = HttpClient.newHttpClient();
    private Issuer issuer;
    private LocalHost host;

    @BeforeAll
    void start() throws Exception {
        issuer = new Issuer();
        issuer.publish(KEY);
        host = LocalHost.start(TestHost.options(Path.of("../template.yaml"))
                .withParameters(Map.of("JwtIssuer", issuer.url(), "JwtAudience", "usher-cli," + Issuer.AUDIENCE)));
    }

    @AfterAll
    void stop() {
        host.close();
        issuer.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "operator", "admin"})
    void aGroupIsARole(String role) throws Exception {
        var groups = List.of("staff", "usher-" + role + "s");
        var token = issuer.token(KEY, Map.of("sub", "of-" + role, "cognito:groups", groups));

        var who = ask(token, "GET /sso/admin/whoami");
        assertThat(who.body()).isEqualTo("{\"name\":\"sso:of-%s\",\"role\":\"%s\"}".formatted(role, role));
        assertThat(ask(token, PAUSE).statusCode()).isEqualTo(role.equals("viewer") ? 403 : 200);
        assertThat(ask(token, "GET /sso/admin/audit").statusCode()).isEqualTo(role.equals("admin") ? 200 : 403);
        assertThat(audited("sso:of-" + role, "destination.pause"))
                .containsExactly(role.equals("viewer") ? "403" : "200");
    }

    @Test
    void anAccessTokenOfCognitoIsGoodToo() throws Exception {
        var token = issuer.token(
                KEY, Map.of("aud", "", "client_id", "usher-cli", "cognito:groups", List.of("usher-viewers")));

        assertThat(ask(token, "GET /sso/admin/events").statusCode()).isEqualTo(200);
    }

    @Test
    void whoHasNoRoleIsKnownAndRefused() throws Exception {
        for (var groups : List.of(List.of(), List.of("staff"), List.of("USHER-ADMINS"), List.of("usher-admins-2"))) {
            var response =
                    ask(issuer.token(KEY, Map.of("sub", "nobody", "cognito:groups", groups)), "GET /sso/admin/whoami");
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("/problems/forbidden");
        }
        var roleless = ask(issuer.token(KEY, Map.of("sub", "nobody", "role", "admin")), "GET /sso/admin/whoami");
        assertThat(roleless.statusCode()).isEqualTo(403);
        assertThat(audited("sso:nobody", "login")).isNotEmpty().containsOnly("403");
    }

    @Test
    void noOtherTokenGetsAsFarAsTheFunction() throws Exception {
        int before = audited("-", "login").size();
        var good = Map.of("cognito:groups", List.of("usher-admins"));

        for (var bad : bad(good).entrySet()) {
            var response = ask(bad.getValue(), "GET /sso/admin/whoami");
            assertThat(response.statusCode()).as(bad.getKey()).isEqualTo(401);
            assertThat(response.body()).as(bad.getKey()).isEqualTo(UNAUTHORIZED);
            assertThat(response.headers().firstValue("www-authenticate"))
                    .as(bad.getKey())
                    .isPresent();
        }
        assertThat(ask(issuer.token(KEY, good), "GET /sso/admin/whoami").statusCode())
                .isEqualTo(200);
        assertThat(audited("-", "login")).hasSize(before);
    }

    private Map<String, String> bad(Map<String, ?> good) throws Exception {
        var bad = new LinkedHashMap<String, String>();
        var parts = issuer.token(KEY, Map.of("cognito:groups", List.of("usher-viewers")))
                .split("\\.", -1);
        var admin = issuer.token(KEY, good).split("\\.", -1);
        bad.put("none", "");
        bad.put("a hashed token", "admin-dev-token");
        bad.put("expired", issuer.token(KEY, with(good, "exp", 1_700_000_000)));
        bad.put("not before tomorrow", issuer.token(KEY, with(good, "nbf", 4_000_000_000L)));
        bad.put("another's audience", issuer.token(KEY, with(good, "aud", "shop")));
        bad.put("all audiences as one", issuer.token(KEY, with(good, "aud", "usher-cli," + Issuer.AUDIENCE)));
        bad.put("another issuer", issuer.token(KEY, with(good, "iss", "https://evil.example.com")));
        bad.put("alg none", Issuer.head(Map.of("alg", "none", "kid", KEY.id()), issuer.claims(good)) + ".");
        bad.put("HS256 with the public key", hmac(good));
        bad.put("unknown key", issuer.token(NEXT.as("2031-05"), good));
        bad.put("another key under the same id", issuer.token(NEXT.as(KEY.id()), good));
        bad.put("changed payload", parts[0] + "." + admin[1] + "." + parts[2]);
        return bad;
    }

    private String hmac(Map<String, ?> good) throws Exception {
        var head = Issuer.head(Map.of("alg", "HS256", "kid", KEY.id()), issuer.claims(good));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.pair().getPublic().getEncoded(), "HmacSHA256"));
        var signature = mac.doFinal(head.getBytes(StandardCharsets.US_ASCII));
        return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    @Test
    void aNewKeyCountsAsSoonAsItSigns() throws Exception {
        var token = issuer.token(NEXT, Map.of("cognito:groups", List.of("usher-viewers")));
        assertThat(ask(token, "GET /sso/admin/whoami").statusCode()).isEqualTo(401);

        issuer.publish(KEY, NEXT);

        assertThat(ask(token, "GET /sso/admin/whoami").statusCode()).isEqualTo(200);
    }

    @Test
    void whatASenderSaysOfItselfCountsForNothing() throws Exception {
        var claims = "{\"authorizer\":{\"jwt\":{\"claims\":{\"sub\":\"x\",\"cognito:groups\":\"[usher-admins]\"}}}}";
        var forged = new String[] {
            "requestContext",
            claims,
            "x-amzn-request-context",
            claims,
            "x-authorizer",
            claims,
            "cognito-groups",
            "usher-admins",
            "x-forwarded-user",
            "admin"
        };
        var viewer = issuer.token(KEY, Map.of("sub", "v", "cognito:groups", List.of("usher-viewers")));
        var query = "?requestContext=%7B%22authorizer%22%3A1%7D&cognito:groups=usher-admins";

        assertThat(ask("", "GET /sso/admin/whoami", forged).statusCode()).isEqualTo(401);
        assertThat(ask("", "GET /admin/whoami", forged).statusCode()).isEqualTo(401);
        assertThat(ask(viewer, "GET /sso/admin/whoami", forged).body()).contains("\"viewer\"");
        assertThat(ask(viewer, "GET /sso/admin/audit", forged).statusCode()).isEqualTo(403);
        assertThat(ask(viewer, "GET /sso/admin/audit" + query).statusCode()).isEqualTo(403);
    }

    @Test
    void tokensOfUsherYamlOpenTheirOwnPathAsBefore() throws Exception {
        var jwt = issuer.token(KEY, Map.of("cognito:groups", List.of("usher-admins")));

        assertThat(ask("operator-dev-token", "GET /admin/whoami").body())
                .isEqualTo("{\"name\":\"operator\",\"role\":\"operator\"}");
        assertThat(ask(jwt, "GET /admin/whoami").statusCode()).isEqualTo(401);
        assertThat(ask(jwt, "GET /sso/admin/nothing").statusCode()).isEqualTo(404);
        assertThat(ask(jwt, "GET /sso/webhooks/stripe").body()).isEqualTo("{\"message\":\"Not Found\"}");
        assertThat(ask("", "POST /webhooks/generic").body()).contains("/problems/signature-missing");
    }

    private List<String> audited(String actor, String action) throws Exception {
        var page = ask("admin-dev-token", "GET /admin/audit?actor=" + actor + "&action=" + action);
        var outcomes = new ArrayList<String>();
        for (JsonNode entry : Stage.json(page, 200).path("items"))
            outcomes.add(entry.path("outcome").asText());
        return outcomes;
    }

    private static Map<String, Object> with(Map<String, ?> claims, String name, Object value) {
        var more = new LinkedHashMap<String, Object>(claims);
        more.put(name, value);
        return more;
    }

    private HttpResponse<String> ask(String token, String line, String... headers) throws Exception {
        int space = line.indexOf(' ');
        var request = HttpRequest.newBuilder(URI.create(host.url() + line.substring(space + 1)))
                .method(line.substring(0, space), BodyPublishers.noBody());
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        if (headers.length > 0) request.headers(headers);
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
