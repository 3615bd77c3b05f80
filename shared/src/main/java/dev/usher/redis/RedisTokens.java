package dev.usher.redis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.abuse.WatchUnavailable;
import dev.usher.http.Json;
import dev.usher.outbound.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Access tokens in Redis, encrypted, and beside each the claim of who gets the next. */
public final class RedisTokens implements TokenStore {
    private final RedisLink link;
    private final InstantSource clock;

    public RedisTokens(RedisLink link, InstantSource clock) {
        this.link = link;
        this.clock = clock;
    }

    @Override
    public @Nullable Held find(String service) {
        var text = token(service).read();
        if (text == null || !(Json.readOrNull(text) instanceof ObjectNode json)) return null;
        return new Held(
                json.path("sealed").asText(),
                Instant.ofEpochMilli(json.path("renewAfter").asLong()),
                Instant.ofEpochMilli(json.path("ends").asLong()));
    }

    @Override
    public Claim claim(String service, Duration lease) {
        var claimed = claimOf(service).tryClaim(lease);
        if (claimed == null) return Claim.UNKNOWN;
        return claimed ? Claim.OURS : Claim.THEIRS;
    }

    @Override
    public void put(String service, Held held) {
        var life = Duration.between(clock.instant(), held.ends());
        if (!life.isPositive()) return;
        var json = Json.object()
                .put("sealed", held.sealed())
                .put("renewAfter", held.renewAfter().toEpochMilli())
                .put("ends", held.ends().toEpochMilli());
        token(service).write(Json.bytes(json), life);
        forget(claimOf(service));
    }

    @Override
    public void release(String service) {
        forget(claimOf(service));
    }

    @Override
    public void remove(String service) {
        forget(token(service));
    }

    /** It ends by itself, too. */
    private static void forget(Note note) {
        try {
            note.drop();
        } catch (WatchUnavailable outage) {
            // What is not forgotten now is found out again: the service refuses it, or it ends.
        }
    }

    private Note token(String service) {
        return Note.at(link, "gw:{" + service + "}:token");
    }

    private Note claimOf(String service) {
        return Note.at(link, "gw:{" + service + "}:token-claim");
    }
}
