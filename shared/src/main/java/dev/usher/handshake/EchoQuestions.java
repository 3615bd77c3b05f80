package dev.usher.handshake;

import dev.usher.config.Secret;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.List;

/** Handshakes that are answered without a secret. */
final class EchoQuestions {
    private static final Answer NO = new Answer.NotAHandshake();

    private EchoQuestions() {}

    /** POST {@code {"type":"url_verification","challenge":…}}, signed like every request of Slack. */
    static Answer slack(Request request, List<Secret> secrets) {
        var body = Challenge.json(request);
        if (body == null || !body.path("type").asText().equals("url_verification")) return NO;
        var challenge = Challenge.token(body.path("challenge").textValue());
        return challenge == null ? NO : Challenge.echo(challenge);
    }

    /** POST {@code {"type":1}}, an interaction of type PING. */
    static Answer discord(Request request, List<Secret> secrets) {
        var body = Challenge.json(request);
        var type = body == null ? null : body.get("type");
        return type != null && type.isInt() && type.intValue() == 1
                ? Challenge.json(Json.object().put("type", 1))
                : NO;
    }

    /** GET {@code ?challenge=…}. */
    static Answer dropbox(Request request, List<Secret> secrets) {
        var challenge =
                Challenge.isGet(request) ? Challenge.token(request.query().get("challenge")) : null;
        return challenge == null ? NO : Challenge.echo(challenge);
    }

    /** {@code ?validationToken=…}, a sentence, to be echoed decoded within 10 s. */
    static Answer microsoftGraph(Request request, List<Secret> secrets) {
        var token = Challenge.sentence(request.query().get("validationToken"));
        return token == null ? NO : Challenge.echo(token);
    }

    /**
     * POST with {@code X-Hook-Secret}, to be echoed as a header. The value is the secret of the new webhook; it is
     * not kept here, since anybody can send one: the operator takes it from the answer to the call that created the
     * webhook.
     */
    static Answer asana(Request request, List<Secret> secrets) {
        var headers = request.headers();
        if (!request.method().equals("POST") || headers.has("x-hook-signature")) return NO;
        var secret = Challenge.token(headers.get("x-hook-secret"));
        return secret == null ? NO : new Answer.Reply(Response.of(200).with("X-Hook-Secret", secret));
    }

    /** The first message of a watch channel, {@code X-Goog-Resource-State: sync}: it tells of no change. */
    static Answer googleChannel(Request request, List<Secret> secrets) {
        return request.headers().get("x-goog-resource-state", "").equals("sync")
                ? new Answer.Reply(Response.of(200))
                : NO;
    }
}
