package dev.usher.local.authorizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.local.authorizer.JwtAuthorizer.Verdict;
import dev.usher.local.template.JwtSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens get through, by an issuer that is asked over HTTP. */
class JwtAuthorizerIT {
    private static final Issuer.Key KEY = Issuer.Key.make("first");
    private static final Issuer.Key OTHER = Issuer.Key.make("second");

    private final Issuer issuer;
    private final JwtAuthorizer authorizer;
    private final Instant now = Instant.now();

    JwtAuthorizerIT() throws Exception {
        issuer = new Issuer();
        issuer.publish(KEY);
        authorizer = authorizer(List.of());
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512"})
    void takesEveryRsaSignature(String algorithm) throws Exception {
        var token = Issuer.token(KEY, algorithm, issuer.claims(Map.of()));

        assertThat(judge("Bearer " + token)).isInstanceOf(Verdict.Granted.class);
        assertThat(judge(token)).isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void writesClaimsAsApiGatewayDoes() throws Exception {
        var claims = new LinkedHashMap<String, Object>(Map.of(
                "iss", issuer.url(),
                "aud", List.of("other", Issuer.AUDIENCE),
                "exp", now.getEpochSecond() + 5,
                "cognito:groups", List.of("staff", "usher-admins"),
                "email_verified", true,
                "numbers", List.of(1, 2.5),
                "address", Map.of("country", "JP"),
                "none", List.of()));
        claims.put("nickname", null);

        var verdict = judge(Issuer.token(KEY, "RS256", claims));

        assertThat(verdict)
                .isEqualTo(new Verdict.Granted(
                        Map.of(
                                "iss", issuer.url(),
                                "aud", "[other " + Issuer.AUDIENCE + "]",
                                "exp", String.valueOf(now.getEpochSecond() + 5),
                                "cognito:groups", "[staff usher-admins]",
                                "email_verified", "true",
                                "numbers", "[1 2.5]",
                                "address", "{\"country\":\"JP\"}",
                                "none", "[]"),
                        null));
    }

    @Test
    void takesTheClientIdWhereThereIsNoAudience() throws Exception {
        assertThat(judge(Map.of("aud", "", "client_id", Issuer.AUDIENCE))).isInstanceOf(Verdict.Granted.class);
        assertRefused(Map.of("aud", "other", "client_id", Issuer.AUDIENCE), "a valid audience");
        assertRefused(Map.of("aud", List.of(), "client_id", Issuer.AUDIENCE), "a valid audience");
        assertRefused(Map.of("aud", "", "client_id", "other"), "a valid audience");
        assertRefused(Map.of("aud", ""), "a valid audience");
        assertRefused(Map.of("aud", Map.of(Issuer.AUDIENCE, Issuer.AUDIENCE)), "a valid audience");
    }

    @Test
    void refusesOtherIssuers() throws Exception {
        assertRefused(Map.of("iss", "https://evil.example.com"), "a valid issuer");
        assertRefused(Map.of("iss", issuer.url() + "/"), "a valid issuer");
        assertRefused(Map.of("iss", ""), "a valid issuer");
    }

    @Test
    void refusesWhatIsNotValidNow() throws Exception {
        long second = now.getEpochSecond();
        assertRefused(Map.of("exp", second), "expired");
        assertRefused(Map.of("exp", second - 3600), "expired");
        assertRefused(Map.of("exp", ""), "expired");
        assertRefused(Map.of("exp", String.valueOf(second + 300)), "expired");
        assertRefused(Map.of("nbf", second + 60), "not valid yet");
        assertRefused(Map.of("nbf", "0"), "not valid yet");
        assertRefused(Map.of("iat", second + 60), "not valid yet");
        assertThat(judge(Map.of("nbf", second - 1, "iat", ""))).isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void refusesATokenWithoutASignature() throws Exception {
        for (var algorithm : List.of("none", "None", "NONE", "")) {
            var head = Issuer.head(Map.of("alg", algorithm, "kid", "first"), issuer.claims(Map.of()));
            assertRefused(head + ".", "not signed by RSA");
            assertRefused(head + "." + issuer.token(KEY, Map.of()).split("\\.", -1)[2], "not signed by RSA");
        }
    }

    /** The attack: the public key, which everybody has, as the secret of an HMAC. */
    @Test
    void refusesAnHmacOverThePublicKey() throws Exception {
        var publicKey = KEY.pair().getPublic().getEncoded();
        var pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(publicKey)
                + "\n-----END PUBLIC KEY-----\n";
        for (var secret : List.of(publicKey, pem.getBytes(StandardCharsets.US_ASCII))) {
            var head = Issuer.head(Map.of("alg", "HS256", "kid", "first"), issuer.claims(Map.of()));
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            var signature = mac.doFinal(head.getBytes(StandardCharsets.US_ASCII));
            assertRefused(
                    head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature),
                    "not signed by RSA");
        }
    }

    @Test
    void refusesKeysThatTheIssuerDoesNotPublish() throws Exception {
        assertRefused(issuer.token(OTHER, Map.of()), "no such key");
        assertRefused(issuer.token(OTHER.as(KEY.id()), Map.of()), "signature is wrong");
        assertRefused(issuer.token(KEY.as(""), Map.of()), "no such key");
    }

    /** A token may carry a key of its own, or say where one is to be found. */
    @Test
    void refusesAKeyThatTheTokenBrings() throws Exception {
        for (var header : List.of(
                Map.of("alg", "RS256", "kid", "second", "jwk", OTHER.jwk()),
                Map.of("alg", "RS256", "kid", "second", "jku", "http://127.0.0.1:1/keys"),
                Map.of("alg", "RS256", "kid", "first", "jwk", OTHER.jwk()))) {
            var head = Issuer.head(header, issuer.claims(Map.of()));
            var signature =
                    Issuer.token(OTHER, "RS256", issuer.claims(Map.of())).split("\\.", -1)[2];
            assertThat(judge(head + "." + signature)).isInstanceOf(Verdict.Unauthorized.class);
        }
        var critical = Issuer.head(
                Map.of("alg", "RS256", "kid", "first", "crit", List.of("b64"), "b64", false), issuer.claims(Map.of()));
        assertRefused(critical + ".AAAA", "can't be decoded");
    }

    @Test
    void refusesWhatWasChangedAfterwards() throws Exception {
        var parts = new ArrayList<>(Arrays.asList(
                issuer.token(KEY, Map.of("groups", List.of("viewers"))).split("\\.", -1)));
        var better = Issuer.head(Map.of(), issuer.claims(Map.of("groups", List.of("admins"))))
                .split("\\.", -1)[1];
        assertRefused(parts.get(0) + "." + better + "." + parts.get(2), "signature is wrong");
        assertRefused(parts.get(0) + "." + parts.get(1) + ".", "signature is wrong");
        assertRefused(parts.get(0) + "." + parts.get(1) + ".AAAA", "signature is wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "Bearer x",
                "Bearer a.b",
                "Bearer a.b.c.d",
                "Bearer ..",
                "Bearer !.!.!",
                "Bearer W10.W10.W10",
                "Bearer admin-dev-token",
                "Basic YWRtaW46YWRtaW4=",
                "é"
            })
    void refusesWhatIsNoToken(String authorization) throws Exception {
        assertThat(judge(authorization))
                .isEqualTo(new Verdict.Unauthorized(
                        "Bearer scope=\"\" error=\"invalid_token\" error_description=\"the token can't be decoded\""));
        assertThat(issuer.fetched).hasValue(0);
    }

    @Test
    void asksForATokenWhereThereIsNone() throws Exception {
        assertThat(judge("")).isEqualTo(new Verdict.Unauthorized("Bearer"));
    }

    @Test
    void takesTheNewKeyAsSoonAsATokenNamesIt() throws Exception {
        assertThat(judge(issuer.token(KEY, Map.of()))).isInstanceOf(Verdict.Granted.class);
        assertRefused(issuer.token(OTHER, Map.of()), "no such key");

        issuer.publish(KEY, OTHER);
        assertThat(judge(issuer.token(OTHER, Map.of()))).isInstanceOf(Verdict.Granted.class);
        assertThat(judge(issuer.token(KEY, Map.of()))).isInstanceOf(Verdict.Granted.class);
        assertThat(issuer.fetched).hasValue(3);
    }

    @Test
    void forgetsAKeyThatIsNoLongerPublishedAfterTwoHours() throws Exception {
        var token = Issuer.token(KEY, "RS256", issuer.claims(Map.of("exp", now.getEpochSecond() + 86_400)));
        assertThat(judge(token)).isInstanceOf(Verdict.Granted.class);
        issuer.publish();

        assertThat(authorizer.judge(token, now.plus(Duration.ofMinutes(119)))).isInstanceOf(Verdict.Granted.class);
        assertThat(authorizer.judge(token, now.plus(Duration.ofMinutes(121)))).isInstanceOf(Verdict.Unauthorized.class);
    }

    @Test
    void refusesEverythingWhileTheIssuerIsAway() throws Exception {
        var token = issuer.token(KEY, Map.of());
        issuer.close();

        assertRefused(token, "keys can't be fetched");
    }

    @Test
    void wantsOneOfTheRoutesScopes() throws Exception {
        var scoped = authorizer(List.of("things/read", "things/write"));

        assertThat(scoped.judge(issuer.token(KEY, Map.of("scope", "openid things/read")), now))
                .isInstanceOfSatisfying(Verdict.Granted.class, granted -> assertThat(granted.scopes())
                        .containsExactly("openid", "things/read"));
        assertThat(scoped.judge(issuer.token(KEY, Map.of("scp", List.of("things/write"))), now))
                .isInstanceOf(Verdict.Granted.class);
        for (var scopes : List.of("", "things", "things/readers", "THINGS/READ"))
            assertThat(scoped.judge(issuer.token(KEY, Map.of("scope", scopes)), now))
                    .isEqualTo(new Verdict.Forbidden());
        assertThat(scoped.judge(issuer.token(KEY, Map.of("scp", "other", "scope", "things/read")), now))
                .isEqualTo(new Verdict.Forbidden());
        assertThat(judge(Map.of("scope", "things/read")))
                .isInstanceOfSatisfying(Verdict.Granted.class, granted -> assertThat(granted.scopes())
                        .isNull());
    }

    private JwtAuthorizer authorizer(List<String> scopes) {
        return new JwtAuthorizer(new JwtSpec(issuer.url(), List.of("another", Issuer.AUDIENCE), scopes));
    }

    private Verdict judge(String authorization) throws InterruptedException {
        return authorizer.judge(authorization, now);
    }

    private Verdict judge(Map<String, ?> changes) throws Exception {
        return judge(issuer.token(KEY, changes));
    }

    private void assertRefused(Map<String, ?> changes, String why) throws Exception {
        assertRefused(issuer.token(KEY, changes), why);
    }

    private void assertRefused(String token, String why) throws InterruptedException {
        assertThat(judge("Bearer " + token))
                .isInstanceOfSatisfying(Verdict.Unauthorized.class, refused -> assertThat(refused.challenge())
                        .startsWith("Bearer scope=\"\" error=\"invalid_token\"")
                        .contains(why));
    }
}
