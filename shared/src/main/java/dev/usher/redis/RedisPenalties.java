package dev.usher.redis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.abuse.Party;
import dev.usher.abuse.Penalties;
import dev.usher.abuse.Penalty;
import dev.usher.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Penalties in Redis: the narrowed limit is a multiplier of the party's scope, as an operator's is, which ends by itself; beside it
 * stands why.
 */
public final class RedisPenalties implements Penalties {
    private static final int NEUTRAL = 1000;

    private final RedisLink link;

    public RedisPenalties(RedisLink link) {
        this.link = link;
    }

    @Override
    public @Nullable Penalty of(String policy, Party party) {
        var text = note(policy, party).get();
        if (text == null || !(Json.readOrNull(text.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode json))
            return null;
        return new Penalty(
                json.path("level").asInt(),
                json.path("thousandths").asInt(),
                Instant.ofEpochMilli(json.path("since").asLong()),
                Instant.ofEpochMilli(json.path("until").asLong()),
                json.path("why").asText());
    }

    @Override
    public void impose(String policy, Party party, Penalty penalty) {
        var json = Json.object()
                .put("level", penalty.level())
                .put("thousandths", penalty.thousandths())
                .put("since", penalty.since().toEpochMilli())
                .put("until", penalty.until().toEpochMilli())
                .put("why", penalty.why());
        var length = Duration.between(penalty.since(), penalty.until());
        var kept = length.compareTo(Penalty.REMEMBERED) > 0 ? length : Penalty.REMEMBERED;
        note(policy, party).put(json.toString(), kept);
        RedisLimiter.scale(link, scope(policy, party), penalty.thousandths(), length);
    }

    @Override
    public boolean lift(String policy, Party party) {
        var note = note(policy, party);
        if (note.get() == null) return false;
        // The limits first: whoever fails in between can lift it again.
        RedisLimiter.scale(link, scope(policy, party), NEUTRAL, Duration.ofMillis(1));
        note.drop();
        return true;
    }

    private Note note(String policy, Party party) {
        return Note.at(link, "rl:{" + policy + "}!penalty:" + party.text());
    }

    private static String scope(String policy, Party party) {
        return "rl:{" + policy + "}" + party.text();
    }
}
