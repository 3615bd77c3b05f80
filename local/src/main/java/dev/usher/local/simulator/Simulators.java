package dev.usher.local.simulator;

import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.Received;
import dev.usher.local.gateway.Site;
import dev.usher.local.receiver.Behaviour;
import dev.usher.local.receiver.Inbox;
import dev.usher.local.receiver.Receiver;
import java.time.InstantSource;
import java.util.Map;

/**
 * The third parties of the shipped configuration, and those that alerts go to. Each answers as its documentation says, until {@code PUT
 * /simulators/{name}/behaviour} makes it fail, be slow, hang up or refuse, exactly like a receiver; its inbox is at
 * {@code GET /receiver/simulator-{name}}.
 */
public final class Simulators implements Site {
    private static final String ROOT = "/simulators/";
    private static final String BEHAVIOUR = "behaviour";

    private final Receiver receiver;
    private final Map<String, Simulator> byName;

    /** @param receiver keeps what was sent, and knows how to misbehave */
    public Simulators(Receiver receiver, InstantSource clock) {
        this.receiver = receiver;
        this.byName = Map.of(
                "stripe", new Stripe(clock),
                "resend", new Resend(),
                "twilio", new Twilio(),
                "google", new GoogleCalendar(),
                "supabase", new Supabase(),
                "directory", new Directory(clock),
                "statuspage", new StatusPage(),
                "sns", new Sns(),
                "ses", new Ses(),
                "slack", new Slack());
    }

    /** Whether this path is the simulators', and not a route of the API. */
    public static boolean owns(String rawPath) {
        return rawPath.startsWith(ROOT);
    }

    @Override
    public Reaction answer(Received request) throws InterruptedException {
        var parts = request.rawPath().substring(ROOT.length()).split("/", 2);
        var simulator = byName.get(parts[0]);
        if (simulator == null) return new Reaction.Write(HttpAnswer.message(404, "no such simulator"));
        var path = parts.length == 1 ? "" : parts[1];
        var inbox = inbox(parts[0]);
        if (path.equals(BEHAVIOUR) && request.method().equals("PUT")) {
            var json = Json.readOrNull(request.body().bytes());
            if (json == null || !json.isObject())
                return new Reaction.Write(HttpAnswer.message(400, "a JSON object is expected"));
            inbox.behave(Behaviour.of(json));
            return new Reaction.Write(HttpAnswer.json(200, Json.bytes(json)));
        }
        var behaviour = inbox.take(request);
        if (!behaviour.equals(Behaviour.WELL)) {
            var reaction = receiver.deliver(behaviour);
            boolean otherwiseWell = behaviour.status() == 200 && reaction instanceof Reaction.Write;
            if (!otherwiseWell) return reaction;
        }
        return new Reaction.Write(simulator.answer(new Question(request, "/" + path)));
    }

    /** What a simulator got. */
    public Inbox inbox(String name) {
        return receiver.inbox(Receiver.SIMULATOR + name);
    }
}
