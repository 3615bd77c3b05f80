package dev.usher.redis;

import dev.usher.config.Secret;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where Redis is, read from {@code USHER_REDIS_URL}: {@code redis://host:port}, {@code rediss://} with TLS, and {@code
 * redis+cluster://} or {@code rediss+cluster://} with one or more servers of a cluster between commas.
 *
 * @param cluster whether the servers are some of a cluster's
 * @param servers at least one; more than one of a cluster only
 */
record RedisAddress(boolean cluster, List<RedisURI> servers) {
    private static final int PORT = 6379;

    /** Never quoted: it may hold a password. */
    private static final String FORMS =
            " is none of redis://HOST:PORT, rediss://HOST:PORT, redis+cluster://HOST:PORT,HOST:PORT and rediss+cluster://HOST:PORT,HOST:PORT";

    private static final Pattern CLUSTER = Pattern.compile("(rediss?)\\+cluster(://.*)", Pattern.DOTALL);

    /**
     * @param credentials {@code password} or {@code username:password}, asked for at each connection so that a rotated one is
     *     used; null uses what the URL holds
     * @throws IllegalArgumentException without repeating the text, which may hold a password
     */
    static RedisAddress of(String url, @Nullable Supplier<Secret> credentials, Duration handshake) {
        var clustered = CLUSTER.matcher(url);
        boolean cluster = clustered.matches();
        var plain = cluster ? clustered.group(1) + clustered.group(2) : url;
        var servers = new ArrayList<RedisURI>();
        for (var one : cluster ? each(plain) : List.of(plain)) servers.add(server(one, credentials, handshake));
        return new RedisAddress(cluster, servers);
    }

    /** The same URL for each of its servers. */
    private static List<String> each(String url) {
        int scheme = url.indexOf("://") + 3;
        int end = indexOrEnd(url, '/', scheme);
        int login = url.lastIndexOf('@', end - 1) + 1;
        int from = Math.max(scheme, login);
        var all = new ArrayList<String>();
        for (var server : url.substring(from, end).split(",", -1))
            all.add(url.substring(0, from) + server + url.substring(end));
        return all;
    }

    private static int indexOrEnd(String text, char wanted, int from) {
        int index = text.indexOf(wanted, from);
        return index < 0 ? text.length() : index;
    }

    private static RedisURI server(String url, @Nullable Supplier<Secret> credentials, Duration handshake) {
        try {
            var parts = new URI(url);
            var scheme = parts.getScheme();
            if (parts.getHost() == null || !("redis".equals(scheme) || "rediss".equals(scheme))) throw unreadable();
            var address = RedisURI.create(parts);
            if (parts.getPort() < 0) address.setPort(PORT);
            address.setTimeout(handshake);
            if (credentials != null) address.setCredentialsProvider(asked(credentials));
            return address;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException("USHER_REDIS_URL" + FORMS);
    }

    /** Off the event loop: the secret may have to be fetched. */
    private static RedisCredentialsProvider asked(Supplier<Secret> credentials) {
        return () -> Mono.fromFuture(() -> {
            var answer = new CompletableFuture<RedisCredentials>();
            Thread.ofVirtual().name("redis-credentials").start(() -> {
                try {
                    answer.complete(read(credentials.get().reveal()));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer;
        });
    }

    private static RedisCredentials read(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? RedisCredentials.just(null, text)
                : RedisCredentials.just(text.substring(0, colon), text.substring(colon + 1));
    }
}
