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
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Kept answers in Redis: one string each, which is status u16, since_ms u48, the content type and then the body. */
public final class RedisKeeping implements Keeping {
    private static final int MOST_TYPE_BYTES = 255;

    private final RedisLink link;

    public RedisKeeping(RedisLink link) {
        this.link = link;
    }

    @Override
    public void keep(String service, String target, Kept answer, Instant now, Duration howLong) {
        var type = answer.contentType().getBytes(StandardCharsets.UTF_8);
        if (type.length > MOST_TYPE_BYTES) return;
        var packed = Packed.writing(9 + type.length + answer.body().size())
                .u16(answer.status())
                .u48(now.toEpochMilli())
                .text(answer.contentType())
                .bytes(answer.body().bytes());
        Note.at(link, key(service, target)).write(packed.bytes(), howLong);
    }

    @Override
    public GatewayAnswer.@Nullable Stale find(String service, String target, GatewayAnswer.Denied why) {
        var kept = Note.at(link, key(service, target)).read();
        if (kept == null || kept.length < 9) return null;
        var packed = Packed.reading(kept);
        int status = packed.u16();
        var since = Instant.ofEpochMilli(packed.u48());
        var type = packed.text();
        var body = packed.bytes(kept.length - 9 - type.getBytes(StandardCharsets.UTF_8).length);
        return new GatewayAnswer.Stale(new Kept(status, type, Body.of(body)), since, why);
    }

    /** Paths and queries may hold what is personal; nobody who reads keys is to read those. */
    private static String key(String service, String target) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(target.getBytes(StandardCharsets.UTF_8));
            return "gw:{" + service + "}:kept:" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing); // every JDK has SHA-256
        }
    }
}
