package dev.usher.redis;

import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which server of a cluster has which slot, as one of them told. Servers are named {@code host:port}.
 *
 * @param masters by slot; null where nobody has it
 * @param servers all, replicas too
 */
record SlotMap(List<@Nullable String> masters, Set<String> servers) {
    /** The form of {@code MOVED 3999 127.0.0.1:6381}. */
    private static final int MOVED_WORDS = 3;

    /**
     * @param reply of {@code CLUSTER SLOTS}
     * @param asked whom it came from: a server that does not know its own name leaves it empty
     */
    static SlotMap of(List<Object> reply, String asked) {
        var masters = new @Nullable String[SlotHash.SLOT_COUNT];
        var servers = new LinkedHashSet<String>();
        for (var range : reply) {
            var parts = (List<?>) range;
            for (int i = 2; i < parts.size(); i++) {
                var server = server((List<?>) parts.get(i), asked);
                servers.add(server);
                if (i > 2) continue;
                for (long slot = (Long) parts.get(0); slot <= (Long) parts.get(1); slot++) masters[(int) slot] = server;
            }
        }
        return new SlotMap(Arrays.asList(masters), servers);
    }

    private static String server(List<?> parts, String asked) {
        var host = parts.get(0) instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
        return named(host, asked) + ":" + parts.get(1);
    }

    private static String named(String host, String asked) {
        return host.isEmpty() || host.equals("?") ? asked.substring(0, asked.lastIndexOf(':')) : host;
    }

    /**
     * Where a slot has moved to by this error; null when it says something else.
     *
     * @param asked whose error it is: a server that does not know the other's name says that it is its own
     */
    static @Nullable String movedTo(Reply.Declined declined, String asked) {
        var words = declined.error().split(" ", -1);
        if (!words[0].equals("MOVED") || words.length < MOVED_WORDS) return null;
        int colon = words[2].lastIndexOf(':');
        return colon < 0 ? null : named(words[2].substring(0, colon), asked) + words[2].substring(colon);
    }

    @Nullable
    String master(int slot) {
        return masters.get(slot);
    }

    SlotMap moved(int slot, String server) {
        var now = new ArrayList<@Nullable String>(masters);
        now.set(slot, server);
        var all = new LinkedHashSet<>(servers);
        all.add(server);
        return new SlotMap(now, all);
    }
}
