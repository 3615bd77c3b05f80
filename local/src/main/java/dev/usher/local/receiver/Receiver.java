package dev.usher.local.receiver;

import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.Received;
import dev.usher.local.gateway.Site;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The receivers under {@code /receiver/{name}}. POST (or any method but these) delivers; GET lists, DELETE clears,
 * PUT {@code /receiver/{name}/behaviour} says how to behave; GET {@code /receiver} counts.
 */
public final class Receiver implements Site, AutoCloseable {
    /** What the inboxes of simulated third parties begin with: these are called, and nothing is delivered there. */
    public static final String SIMULATOR = "simulator-";

    private static final String ROOT = "/receiver";

    /** Receivers at most: names come from requests. */
    private static final int MOST_NAMES = 10_000;

    /** How long a hanging receiver holds a connection when nobody hangs up. */
    private static final long HANG_MINUTES = 10;

    private final Map<String, Inbox> inboxes = new ConcurrentSkipListMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Whether this path is the receivers', and not a route of the API. */
    public static boolean owns(String rawPath) {
        return rawPath.equals(ROOT) || rawPath.startsWith(ROOT + "/");
    }

    /** The receiver of this name; it exists from the first time that it is named. */
    public Inbox inbox(String name) {
        var inbox = inboxes.get(name);
        if (inbox != null) return inbox;
        if (inboxes.size() >= MOST_NAMES) throw new IllegalStateException("too many receivers");
        return inboxes.computeIfAbsent(name, key -> new Inbox());
    }

    @Override
    public Reaction answer(Received request) throws InterruptedException {
        var parts = request.rawPath().substring(ROOT.length()).split("/", 3);
        if (parts.length < 2 || parts[1].isEmpty()) return write(200, counts());
        boolean aboutBehaviour = parts.length == 3 && parts[2].equals("behaviour");
        var inbox = inbox(parts[1]);
        if (request.method().equals("PUT") && aboutBehaviour) return behave(inbox, request.body());
        if (parts.length == 2 && request.method().equals("GET")) return write(200, Json.bytes(inbox.toJson()));
        if (parts.length == 2 && request.method().equals("DELETE")) {
            inbox.clear();
            return write(200, counts());
        }
        return deliver(inbox.take(request));
    }

    /** Does what a receiver of that behaviour does. */
    public Reaction deliver(Behaviour behaviour) throws InterruptedException {
        if (behaviour.delayMs() > 0 && closing.await(behaviour.delayMs(), TimeUnit.MILLISECONDS))
            return new Reaction.Reset();
        if (behaviour.reset()) return new Reaction.Reset();
        if (behaviour.hang()) {
            boolean stopped = closing.await(HANG_MINUTES, TimeUnit.MINUTES);
            return stopped ? new Reaction.Reset() : write(504, Json.bytes(Json.object()));
        }
        var headers = new ArrayList<Received.Header>();
        headers.add(new Received.Header("content-type", "application/json"));
        var retryAfter = behaviour.retryAfter();
        if (retryAfter != null) headers.add(new Received.Header("retry-after", retryAfter));
        return new Reaction.Write(new HttpAnswer(behaviour.status(), headers, Body.utf8(behaviour.body())));
    }

    private static Reaction behave(Inbox inbox, Body body) {
        var json = Json.readOrNull(body.bytes());
        if (json == null || !json.isObject())
            return new Reaction.Write(HttpAnswer.message(400, "a JSON object is expected"));
        inbox.behave(Behaviour.of(json));
        return write(200, Json.bytes(json));
    }

    private byte[] counts() {
        var json = Json.object();
        inboxes.forEach((name, inbox) -> {
            if (!name.startsWith(SIMULATOR)) json.put(name, inbox.count());
        });
        return Json.bytes(json);
    }

    private static Reaction write(int status, byte[] json) {
        return new Reaction.Write(HttpAnswer.json(status, json));
    }

    /** Lets go of every connection that is held. */
    @Override
    public void close() {
        closing.countDown();
    }
}
