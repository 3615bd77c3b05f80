package dev.usher.bench.peer;

import io.lettuce.core.RedisClient;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Who is compared, in the order of the columns. */
public enum Library {
    USHER("Usher", UsherPeer.class, true),
    /** Counts and limits nothing: as fast as anything that asks Redis once can be. */
    INCR("INCR", RedisClient.class, false),
    /** Reads and writes, and limits nothing: as fast as any script that goes by the server's clock can be. */
    SCRIPT("bare script", RedisClient.class, false),
    BUCKET4J("Bucket4j", io.github.bucket4j.redis.lettuce.Bucket4jLettuce.class, true),
    REDISSON("Redisson", org.redisson.Redisson.class, false),
    RATELIMITJ("RatelimitJ", es.moki.ratelimitj.redis.request.RedisSlidingWindowRequestRateLimiter.class, false);

    private static final Pattern JAR = Pattern.compile("-(\\d[^/]*)\\.jar$");

    private final String title;
    private final Class<?> type;
    private final boolean tellsWait;

    Library(String title, Class<?> type, boolean tellsWait) {
        this.title = title;
        this.type = type;
        this.tellsWait = tellsWait;
    }

    /** Without those that limit nothing. */
    public static List<Library> limiters() {
        return Arrays.stream(values()).filter(Library::limits).toList();
    }

    /** It denies what is over the limit; the others are here to be measured by. */
    public boolean limits() {
        return this != INCR && this != SCRIPT;
    }

    public String title() {
        return title;
    }

    /** Of the jar that it comes in; empty when it comes from none. */
    public String version() {
        var source = type.getProtectionDomain().getCodeSource();
        var jar = JAR.matcher(source == null ? "" : source.getLocation().getPath());
        return jar.find() ? jar.group(1) : "";
    }

    /** A denied caller is told when to come again. Those that tell it can also be given a clock. */
    public boolean tellsWait() {
        return tellsWait;
    }

    /** Connects; who limits nothing looks at no rules. */
    public Peer open(Setup setup) {
        return switch (this) {
            case USHER -> new UsherPeer(setup);
            case INCR -> new IncrPeer(setup);
            case SCRIPT -> new ScriptPeer(setup);
            case BUCKET4J -> new Bucket4jPeer(setup);
            case REDISSON -> new RedissonPeer(setup);
            case RATELIMITJ -> new RatelimitJPeer(setup);
        };
    }
}
