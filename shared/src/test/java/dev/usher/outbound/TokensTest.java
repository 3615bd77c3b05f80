package dev.usher.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usher.config.Authentication.OAuth2;
import dev.usher.config.BreakerPolicy;
import dev.usher.config.Dialect;
import dev.usher.config.LimitPolicy;
import dev.usher.config.RetryPolicy;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Service;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.outbound.ThirdParty.Reply;
import dev.usher.testing.FakeClock;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TokensTest {
    private static final OAuth2 OAUTH2 = new OAuth2(
            URI.create("https://auth.example.com/token"),
            new SecretRef("env", "ID"),
            new SecretRef("env", "SECRET"),
            "a b");
    private static final Service SERVICE = new Service(
            "directory",
            URI.create("https://api.example.com"),
            OAUTH2,
            Duration.ofSeconds(5),
            Map.of(),
            new RetryPolicy(1, List.of()),
            LimitPolicy.of("directory", LimitPolicy.Mode.STRICT, List.of()),
            BreakerPolicy.USUAL,
            null,
            Duration.ZERO,
            Service.FALLBACK,
            List.of(),
            Dialect.COMMON,
            Map.of(),
            null);

    private final FakeClock clock = new FakeClock();
    private final SharedStore store = new SharedStore();
    private final List<String> forms = new ArrayList<>();
    private final List<Duration> timeouts = new ArrayList<>();
    private String secret = "first secret";
    private Reply reply = token("one", 600);

    private static Reply token(String text, int seconds) {
        var json = "{\"access_token\":\"" + text + "\",\"token_type\":\"Bearer\",\"expires_in\":" + seconds + "}";
        return new Reply.Answered(200, Headers.NONE, Body.utf8(json));
    }

    /** What several environments share. */
    private static final class SharedStore implements TokenStore {
        final Map<String, Held> held = new HashMap<>();
        boolean claimed;

        @Override
        public @Nullable Held find(String service) {
            return held.get(service);
        }

        @Override
        public Claim claim(String service, Duration lease) {
            if (claimed) return Claim.THEIRS;
            claimed = true;
            return Claim.OURS;
        }

        @Override
        public void put(String service, Held next) {
            held.put(service, next);
            claimed = false;
        }

        @Override
        public void release(String service) {
            claimed = false;
        }

        @Override
        public void remove(String service) {
            held.remove(service);
        }
    }

    private Tokens environment() {
        return new Tokens(
                ref -> Secret.of(ref.name().equals("SECRET") ? secret : "client " + ref.name()),
                (method, url, headers, body, timeout) -> {
                    forms.add(body.text());
                    timeouts.add(timeout);
                    return reply;
                },
                store,
                clock,
                clock::advance);
    }

    private String get(Tokens tokens) {
        return tokens.get(SERVICE, OAUTH2, clock.instant().plusSeconds(5)).reveal();
    }

    @Test
    void environmentsShareOneTokenWhichTheStoreCantRead() {
        assertThat(get(environment())).isEqualTo("one");
        assertThat(get(environment())).isEqualTo("one");
        assertThat(forms).containsExactly("grant_type=client_credentials&scope=a+b");
        assertThat(store.held.values().toString()).doesNotContain("one");
    }

    @Test
    void oneEnvironmentGetsTheNextAheadOfTimeWhileOthersGoOn() {
        var first = environment();
        var second = environment();
        get(first);
        get(second);
        clock.advance(Duration.ofSeconds(481)); // four fifths of ten minutes have passed
        reply = token("two", 600);
        store.claimed = true;
        assertThat(get(second)).as("somebody else is getting it").isEqualTo("one");
        store.claimed = false;
        assertThat(get(first)).isEqualTo("two");
        assertThat(get(second)).isEqualTo("two");
        assertThat(forms).hasSize(2);
    }

    @Test
    void anOldTokenServesWhileTheEndpointIsOutAndNotLonger() {
        var tokens = environment();
        get(tokens);
        reply = new Reply.Answered(500, Headers.NONE, Body.EMPTY);
        clock.advance(Duration.ofSeconds(500));
        assertThat(get(tokens)).isEqualTo("one");
        clock.advance(Duration.ofSeconds(96));
        assertThatExceptionOfType(SecretUnavailable.class)
                .isThrownBy(() -> get(tokens))
                .withMessageContaining("answered 500");
        int asked = forms.size();
        assertThatExceptionOfType(SecretUnavailable.class).isThrownBy(() -> get(tokens));
        assertThat(forms).as("it is left alone for a second").hasSize(asked);
        clock.advance(Duration.ofSeconds(1));
        reply = token("two", 600);
        assertThat(get(tokens)).isEqualTo("two");
    }

    @Test
    void aRefusedTokenIsForgottenByAll() {
        var first = environment();
        var second = environment();
        get(first);
        get(second);
        reply = token("two", 600);
        first.forget(SERVICE, OAUTH2, "one");
        assertThat(get(first)).isEqualTo("two");
        second.forget(SERVICE, OAUTH2, "one");
        assertThat(get(second)).as("the new one is not thrown away").isEqualTo("two");
        assertThat(forms).hasSize(2);
    }

    @Test
    void aRotatedSecretMakesTheStoredTokenUnreadable() {
        get(environment());
        secret = "second secret";
        reply = token("two", 600);
        assertThat(get(environment())).isEqualTo("two");
    }

    @Test
    void aTokenThatWasGotForSomethingElseIsNotUsed() {
        get(environment());
        reply = token("two", 600);
        for (var other : List.of(
                new OAuth2(OAUTH2.url(), OAUTH2.client(), OAUTH2.secret(), "a b c"),
                new OAuth2(URI.create("https://other.example.com/token"), OAUTH2.client(), OAUTH2.secret(), "a b"),
                new OAuth2(OAUTH2.url(), new SecretRef("env", "OTHER"), OAUTH2.secret(), "a b")))
            assertThat(environment()
                            .get(SERVICE, other, clock.instant().plusSeconds(5))
                            .reveal())
                    .isEqualTo("two");
        assertThat(forms).hasSize(4);
    }

    @Test
    void whoRefusesEveryTokenIsNotBroughtOneAfterTheOther() {
        var tokens = environment();
        get(tokens);
        assertThat(tokens.forget(SERVICE, OAUTH2, "one")).isTrue();
        reply = token("two", 600);
        get(tokens);
        assertThat(tokens.forget(SERVICE, OAUTH2, "one"))
                .as("there is a newer one")
                .isTrue();
        assertThat(tokens.forget(SERVICE, OAUTH2, "two")).isFalse();
        assertThat(get(tokens)).isEqualTo("two");
        clock.advance(Duration.ofSeconds(10));
        assertThat(tokens.forget(SERVICE, OAUTH2, "two")).isTrue();
    }

    @Test
    void aTokenIsWaitedForNoLongerThanItIsOfUse() {
        var tokens = environment();
        reply = new Reply.Failed(dev.usher.message.Outcome.Failure.TIMEOUT);
        assertThatExceptionOfType(SecretUnavailable.class)
                .isThrownBy(() -> tokens.get(SERVICE, OAUTH2, clock.instant().plusSeconds(1)));
        reply = token("one", 600);
        assertThat(get(tokens))
                .as("one who was in a hurry keeps nobody from it")
                .isEqualTo("one");
        clock.advance(Duration.ofSeconds(500));
        reply = new Reply.Failed(dev.usher.message.Outcome.Failure.TIMEOUT);
        for (int i = 0; i < 5; i++)
            assertThat(tokens.get(SERVICE, OAUTH2, clock.instant().plusSeconds(4))
                            .reveal())
                    .isEqualTo("one");
        assertThat(timeouts)
                .as("the next one is tried for half of the time, and not by every call")
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(2));
        assertThat(store.claimed).isFalse();
    }

    @Test
    void anAnswerWithoutATokenIsNone() {
        for (var body : List.of("", "[]", "{}", "{\"access_token\":\"a b\"}", "{\"access_token\":\"\"}")) {
            reply = new Reply.Answered(200, Headers.NONE, Body.utf8(body));
            assertThatExceptionOfType(SecretUnavailable.class).isThrownBy(() -> get(environment()));
        }
    }
}
