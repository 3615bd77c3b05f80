package dev.usher.outbound;

import dev.usher.config.Authentication.OAuth2;
import dev.usher.config.Secret;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Service;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.outbound.TokenStore.Claim;
import dev.usher.outbound.TokenStore.Held;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of the client credentials grant (RFC 6749 section 4.4). All environments share one, and one of them gets the next ahead of
 * time while the others go on with the old one. In the store a token is encrypted under a key that only who knows the client's
 * secret can make.
 */
public final class Tokens {
    /** A token of which nobody says how long it lives. */
    private static final Duration UNSAID = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofDays(1);

    /** Of its life, so many hundredths have passed when another is got. */
    private static final int RENEW_PERCENT = 80;

    /** A token that ends within this is not sent any more: it has a way to go. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Who got the claim has this long. */
    private static final Duration LEASE = Duration.ofSeconds(6);

    /** An endpoint that gave no token is not asked again before this, or everybody who waits would ask in turn. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);

    /** The same while an old token serves: nobody should wait for the next one over and over. */
    private static final Duration LEFT_ALONE_MEANWHILE = Duration.ofSeconds(10);

    /** A service that refuses a second token so soon after the first does not refuse it for its age. */
    private static final Duration BELIEVED = Duration.ofSeconds(10);

    /** Longer ones fit into no header. */
    private static final int MOST_CHARS = 16 * 1024;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final SecretSource secrets;
    private final ThirdParty network;
    private final TokenStore store;
    private final InstantSource clock;
    private final Pause pause;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    public Tokens(SecretSource secrets, ThirdParty network, TokenStore store, InstantSource clock, Pause pause) {
        this.secrets = secrets;
        this.network = network;
        this.store = store;
        this.clock = clock;
        this.pause = pause;
    }

    private record Token(Secret secret, Instant renewAfter, Instant ends) {
        boolean serves(Instant now) {
            return now.isBefore(ends.minus(MARGIN));
        }

        boolean isFresh(Instant now) {
            return serves(now) && now.isBefore(renewAfter);
        }

        /** The same, to be renewed later. */
        Token until(Instant later) {
            return new Token(secret, later, ends);
        }
    }

    /** One service's token in this environment. */
    private static final class Slot {
        final ReentrantLock getting = new ReentrantLock();
        volatile @Nullable Token token;

        @Nullable
        SecretUnavailable failure; // guarded by getting

        Instant notBefore = Instant.MIN; // guarded by getting
        volatile Instant forgot = Instant.MIN;
    }

    /**
     * A token that is good for a while yet.
     *
     * @param deadline until when it is waited for
     * @throws SecretUnavailable when none can be had by then
     */
    Secret get(Service service, OAuth2 oauth2, Instant deadline) {
        var slot = slots.computeIfAbsent(service.name(), name -> new Slot());
        var known = slot.token;
        var now = clock.instant();
        if (known != null && known.isFresh(now)) return known.secret;
        if (known != null && known.serves(now)) {
            if (!slot.getting.tryLock()) return known.secret;
        } else if (!locked(slot, Duration.between(now, deadline))) {
            throw new SecretUnavailable(oauth2.secret(), "somebody else is getting a token");
        }
        var began = clock.instant();
        try {
            var failure = slot.failure;
            if (failure != null && clock.instant().isBefore(slot.notBefore)) throw SecretUnavailable.again(failure);
            var token = next(service, oauth2, slot.token, deadline);
            slot.token = token;
            slot.failure = null;
            return token.secret;
        } catch (SecretUnavailable failed) {
            boolean afresh = !clock.instant().isBefore(slot.notBefore);
            // Who was in a hurry has not seen whether there is one.
            boolean patient = !began.plus(TIMEOUT).isAfter(deadline);
            if (patient) slot.failure = failed;
            if (patient && afresh) slot.notBefore = clock.instant().plus(LEFT_ALONE);
            throw failed;
        } finally {
            slot.getting.unlock();
        }
    }

    private static boolean locked(Slot slot, Duration most) {
        try {
            return slot.getting.tryLock(Math.max(0, most.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * It is no good any more, whatever it said: the service refused it. Says whether there may be a better one: a service that refuses whatever
     * it gets would otherwise have everybody get one token after the other.
     */
    boolean forget(Service service, OAuth2 oauth2, String refused) {
        var slot = slots.computeIfAbsent(service.name(), name -> new Slot());
        var known = slot.token;
        if (known == null || !known.secret.reveal().equals(refused)) return true;
        var now = clock.instant();
        if (now.isBefore(slot.forgot.plus(BELIEVED))) return false;
        slot.forgot = now;
        slot.token = null;
        var held = store.find(service.name());
        var shared = held == null ? null : open(held, oauth2);
        if (shared != null && shared.secret.reveal().equals(refused)) store.remove(service.name());
        return true;
    }

    private Token next(Service service, OAuth2 oauth2, @Nullable Token old, Instant deadline) {
        while (true) {
            var now = clock.instant();
            if (old != null && old.isFresh(now)) return old;
            var held = store.find(service.name());
            var shared = held == null ? null : open(held, oauth2);
            if (shared != null && shared.isFresh(now)) return shared;
            var usable = shared != null && shared.serves(now) ? shared : old != null && old.serves(now) ? old : null;
            if (store.claim(service.name(), LEASE) != Claim.THEIRS) return renewed(service, oauth2, usable, deadline);
            if (usable != null) return usable;
            if (!now.plus(LOOK_AGAIN).isBefore(deadline))
                throw new SecretUnavailable(oauth2.secret(), "another environment is getting a token");
            pause.pause(LOOK_AGAIN);
        }
    }

    private Token renewed(Service service, OAuth2 oauth2, @Nullable Token usable, Instant deadline) {
        // Who has a token already needs time for the call that it is for.
        var left = Duration.between(clock.instant(), deadline).dividedBy(usable == null ? 1 : 2);
        try {
            var token = fetched(oauth2, left.compareTo(TIMEOUT) < 0 ? left : TIMEOUT);
            store.put(service.name(), new Held(seal(token, oauth2), token.renewAfter, token.ends));
            return token;
        } catch (SecretUnavailable failed) {
            store.release(service.name());
            if (usable != null) return usable.until(clock.instant().plus(LEFT_ALONE_MEANWHILE));
            throw failed;
        }
    }

    private Token fetched(OAuth2 oauth2, Duration timeout) {
        if (!timeout.isPositive()) throw new SecretUnavailable(oauth2.secret(), "there is no time to get a token");
        var form =
                "grant_type=client_credentials" + (oauth2.scope().isEmpty() ? "" : "&scope=" + encoded(oauth2.scope()));
        var client = secrets.get(oauth2.client()).reveal().strip();
        var secret = secrets.get(oauth2.secret()).reveal().strip();
        // RFC 6749 section 2.3.1: both are form-encoded before they are joined.
        var pair = (encoded(client) + ":" + encoded(secret)).getBytes(StandardCharsets.UTF_8);
        var headers = Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair),
                "Content-Type", "application/x-www-form-urlencoded",
                "Accept", "application/json");
        var now = clock.instant();
        return switch (network.call("POST", oauth2.url(), headers, Body.utf8(form), timeout)) {
            case ThirdParty.Reply.Answered(int status, var fields, var body)
            when status == 200 -> read(oauth2, body, now);
            case ThirdParty.Reply.Answered answered ->
                throw new SecretUnavailable(oauth2.secret(), "the token endpoint answered " + answered.status());
            case ThirdParty.Reply.TooLong tooLong ->
                throw new SecretUnavailable(oauth2.secret(), "the token endpoint answered too much");
            case ThirdParty.Reply.Failed failed ->
                throw new SecretUnavailable(oauth2.secret(), "the token endpoint did not answer: " + failed.failure());
        };
    }

    private static Token read(OAuth2 oauth2, Body body, Instant now) {
        var document = Json.readOrNull(body.bytes());
        var text = document == null ? "" : document.path("access_token").asText("");
        if (text.isEmpty() || text.length() > MOST_CHARS || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f))
            throw new SecretUnavailable(oauth2.secret(), "the token endpoint answered without a token");
        long seconds = document == null ? 0 : document.path("expires_in").asLong(UNSAID.toSeconds());
        var life = Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST.toSeconds()));
        return new Token(
                Secret.of(text), now.plus(life.multipliedBy(RENEW_PERCENT).dividedBy(100)), now.plus(life));
    }

    private String seal(Token token, OAuth2 oauth2) {
        return sealed(oauth2).seal(token.secret);
    }

    /** A token that was got otherwise than is configured now is not what is asked for. */
    private Sealed sealed(OAuth2 oauth2) {
        var client = secrets.get(oauth2.client()).reveal();
        return Sealed.with(secrets.get(oauth2.secret()), oauth2.url() + "\0" + client + "\0" + oauth2.scope());
    }

    private @Nullable Token open(Held held, OAuth2 oauth2) {
        var secret = sealed(oauth2).openOrNull(held.sealed());
        return secret == null ? null : new Token(secret, held.renewAfter(), held.ends());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
