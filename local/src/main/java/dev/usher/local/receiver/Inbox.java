package dev.usher.local.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.local.gateway.Received;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What one receiver got: the last {@value #KEPT} requests, the count of all, and how it behaves next. Thread-safe. */
public final class Inbox {
    /** Requests kept; older ones are only counted. */
    public static final int KEPT = 1000;

    private final Deque<Received> last = new ArrayDeque<>();
    private Behaviour behaviour = Behaviour.WELL;
    private long count;

    /** Records the request and says how to behave about it. */
    public synchronized Behaviour take(Received request) {
        count++;
        if (last.size() == KEPT) last.removeFirst();
        last.addLast(request);
        var now = behaviour;
        behaviour = behaviour.next();
        return now;
    }

    /** How it behaves from now on. */
    public synchronized void behave(Behaviour next) {
        behaviour = next;
    }

    synchronized void clear() {
        last.clear();
        count = 0;
    }

    /** Requests since the start or the last clearing. */
    public synchronized long count() {
        return count;
    }

    /** The requests kept, oldest first. */
    public synchronized List<Received> requests() {
        return new ArrayList<>(last);
    }

    ObjectNode toJson() {
        var json = Json.object().put("count", count());
        var list = json.putArray("requests");
        for (var request : requests()) {
            var one = list.addObject()
                    .put("at", request.at().toString())
                    .put("method", request.method())
                    .put("path", request.rawPath());
            if (!request.rawQuery().isEmpty()) one.put("query", request.rawQuery());
            var headers = one.putObject("headers");
            for (var header : request.headers())
                headers.put(header.name().toLowerCase(java.util.Locale.ROOT), header.value());
            writeBody(one, request.body().bytes());
        }
        return json;
    }

    private static void writeBody(ObjectNode json, byte[] body) {
        try {
            json.put(
                    "body",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body))
                            .toString());
        } catch (CharacterCodingException binary) {
            json.put("bodyBase64", body);
        }
    }
}
