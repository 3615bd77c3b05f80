package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Usher as a judge sees it: webhooks go in, and the effect of one is that its destination takes it. */
record JudgedUsher(Stage stage) implements Judged {
    private static final Set<String> AT_REST = Set.of("delivered", "dead", "cancelled", "parked");

    @Override
    public int post(Webhook webhook) throws Exception {
        return stage.send(webhook).statusCode();
    }

    @Override
    public void postAndHangUp(Webhook webhook) throws IOException {
        hangUpAfter(webhook, webhook.body().size());
    }

    /** Sends the head and so many bytes of the body. */
    void hangUpAfter(Webhook webhook, int bytes) throws IOException {
        var head = new StringBuilder("POST /webhooks/" + webhook.path() + " HTTP/1.1\r\nHost: localhost\r\n");
        webhook.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(webhook.body().size()).append("\r\n\r\n");
        var url = stage.host().url();
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(webhook.body().bytes(), 0, bytes);
            socket.getOutputStream().flush();
        }
    }

    @Override
    public void failTheNextEffect() throws Exception {
        stage.behave("conform", "{\"status\":503,\"times\":1}");
    }

    @Override
    public boolean stored(String providerId) throws Exception {
        return stage.ask("admin", "GET /admin/events/" + eventId(providerId), "").statusCode() == 200;
    }

    @Override
    public int effects(String providerId) throws Exception {
        if (!stored(providerId)) return 0;
        return effects(providerId, "conform");
    }

    int effects(String providerId, String destination) throws Exception {
        var path = "/admin/deliveries/" + Stage.deliveryId(eventId(providerId), destination, 0);
        Eventually.until(path + " is at rest", () -> {
            var response = stage.ask("admin", "GET " + path, "");
            return response.statusCode() == 200
                    && AT_REST.contains(Stage.json(response, 200).path("state").asText());
        });
        int made = (int) attempts(path).count();
        // An attempt on a kept connection that turns out dead goes out once more, on a new one.
        assertThat(stage.got(destination, eventId(providerId)).size())
                .as("every request belongs to an attempt on record")
                .isBetween(made, 2 * made);
        return (int) attempts(path).filter(status -> status == 200).count();
    }

    private java.util.stream.Stream<Integer> attempts(String path) throws Exception {
        JsonNode attempts = stage.look(path).path("attempts");
        return attempts.valueStream().map(attempt -> attempt.path("status").asInt());
    }

    static String eventId(String providerId) {
        return dev.usher.message.EventId.of("stripe", providerId, 0).text();
    }

    @Override
    public String log() {
        return Output.text();
    }
}
