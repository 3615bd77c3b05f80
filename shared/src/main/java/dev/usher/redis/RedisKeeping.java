package dev.usher.redis;

import dev.usher.http.Body;
import dev.usher.outbound.GatewayAnswer;
import dev.usher.outbound.Keeping;
import dev.usher.outbound.Kept;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Kept answers in Redis: one string each, which is a digest of the question, status u16, since_ms u48, the content type and then the body. A
 * service has a fixed number of places for them, and a question its place by its digest: however many are asked, a full Redis, which would
 * refuse the limiter's writes too, does not come of it.
 */
public final class RedisKeeping implements Keeping {
    /** Of each service; a question that has the place of another takes it. */
    static final int PLACES = 1024;

    private static final int MOST_TYPE_BYTES = 255;
    private static final int DIGEST_BYTES = 16;

    /** All but the content type and the body. */
    private static final int HEAD_BYTES = DIGEST_BYTES + 9;

    private final RedisLink link;

    public RedisKeeping(RedisLink link) {
        this.link = link;
    }

    @Override
    public void keep(String service, String question, Kept answer, Instant now, Duration howLong) {
        var type = answer.contentType().getBytes(StandardCharsets.UTF_8);
        if (type.length > MOST_TYPE_BYTES) return;
        var digest = digest(question);
        var packed = Packed.writing(HEAD_BYTES + type.length + answer.body().size())
                .bytes(digest)
                .u16(answer.status())
                .u48(now.toEpochMilli())
                .text(answer.contentType())
                .bytes(answer.body().bytes());
        place(service, digest).write(packed.bytes(), howLong);
    }

    @Override
    public GatewayAnswer.@Nullable Stale find(String service, String question, GatewayAnswer.Denied why) {
        var digest = digest(question);
        var kept = place(service, digest).read();
        if (kept == null || kept.length < HEAD_BYTES) return null;
        var packed = Packed.reading(kept);
        if (!Arrays.equals(packed.bytes(DIGEST_BYTES), digest)) return null;
        int status = packed.u16();
        var since = Instant.ofEpochMilli(packed.u48());
        var type = packed.text();
        var body = packed.bytes(kept.length - HEAD_BYTES - type.getBytes(StandardCharsets.UTF_8).length);
        return new GatewayAnswer.Stale(new Kept(status, type, Body.of(body)), since, why);
    }

    private Note place(String service, byte[] digest) {
        int place = Math.floorMod((digest[0] << 8) | (digest[1] & 0xff), PLACES);
        return Note.at(link, "gw:{" + service + "}:kept:" + place);
    }

    /** A question may hold what is personal; nobody who reads Redis is to read that. */
    private static byte[] digest(String question) {
        try {
            var sha = MessageDigest.getInstance("SHA-256").digest(question.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(sha, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing); // every JDK has SHA-256
        }
    }
}
