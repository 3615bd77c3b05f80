package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever happens to a webhook, nothing secret and nothing personal in it is seen where it has no business. */
@On(Stage.STORY)
class CanaryIT {
    /** A name and an address as a couple's might be, and what nobody else would write. */
    private static final List<String> PERSONAL =
            List.of("canary.bride.7431@example.org", "Canary-Groom-7432", "+44 7700 907433", "canary-answer-7434");

    private final Stage stage;

    CanaryIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void noSecretAndNothingPersonalIsInAnyLogErrorOrViewersAnswer() throws Exception {
        var answers = new ArrayList<HttpResponse<String>>();
        stage.behave("silent", "{\"status\":500,\"times\":1,\"body\":\"canary-answer-7434: no such couple\"}");
        var webhook = personal("silent");
        var event = stage.accepted(webhook);
        stage.untilState(event, "silent", "delivered");
        refuse(answers, webhook);
        lookAround(answers, event);

        var signature = Objects.requireNonNull(webhook.headers().get("X-Signature"));
        var output = Output.text();
        assertThat(output).as("it is the log that is looked at").contains(event);
        assertAbsent(canaries(signature), output, answers);
        assertThat(stage.ask("operator", "GET /admin/events/" + event + "/payload", "")
                        .body())
                .as("an operator may read the payload, and it is audited")
                .contains(PERSONAL.getFirst());
    }

    /** None of them is in the log, or in what was answered. */
    static void assertAbsent(Collection<String> canaries, String output, List<HttpResponse<String>> answers) {
        for (var canary : canaries) {
            assertThat(output.contains(canary))
                    .as("standard output has " + canary)
                    .isFalse();
            for (var answer : answers)
                assertThat(answer.body() + answer.headers().map())
                        .as(answer.uri().toString())
                        .doesNotContain(canary);
        }
    }

    /** Every way to be refused, with the personal body and with every secret in places where it does not belong. */
    private void refuse(List<HttpResponse<String>> answers, Webhook webhook) throws Exception {
        var body = webhook.body().text();
        answers.add(stage.send(webhook));
        answers.add(stage.send(webhook.withBody(body + " ")));
        answers.add(stage.send(webhook.without("X-Signature")));
        answers.add(stage.send(webhook.to("nobody")));
        answers.add(stage.send(webhook.with("Content-Encoding", "br")));
        answers.add(stage.send(Providers.generic("story", body.substring(0, body.length() - 1))));
        answers.add(stage.send(Providers.keyed("story", body, Providers.secret("PHOTO_SERVICE_SECRET"))));
        answers.add(stage.send(
                Providers.stripe(body, Instant.now().minusSeconds(4000), Providers.secret("STRIPE_WEBHOOK_SECRET"))));
        answers.add(stage.send(webhook.to("story?token=" + Providers.secret("GENERIC_WEBHOOK_SECRET"))
                .without("X-Signature")));
        answers.add(stage.send(webhook.with("X-Signature", Providers.secret("GENERIC_WEBHOOK_SECRET"))));
    }

    /** All that somebody who may only look can see, of this event and in general. */
    private void lookAround(List<HttpResponse<String>> answers, String event) throws Exception {
        var delivery = Stage.deliveryId(event, "silent", 0);
        for (var path : List.of(
                "/admin/events?limit=200",
                "/admin/events/" + event,
                "/admin/deliveries?limit=200",
                "/admin/deliveries/" + delivery,
                "/admin/dead-letters",
                "/admin/destinations",
                "/admin/config",
                "/admin/whoami",
                "/admin/rejections?limit=200",
                "/admin/webhooks/health",
                "/admin/webhooks/failures?group_by=error_type",
                "/admin/replays",
                "/admin/events/" + event + "/payload",
                "/admin/audit",
                "/admin/nowhere")) answers.add(stage.ask("viewer", "GET " + path, ""));
        answers.add(stage.ask("wrong", "GET /admin/events/" + event, ""));
        answers.add(stage.ask("admin", "GET /admin/audit?limit=200", ""));
        answers.add(stage.ask(
                "admin", "POST /admin/webhooks/replay/" + event, "{\"reason\":7,\"what\":\"Canary-Groom-7432\"}"));
    }

    private static List<String> canaries(String signature) {
        var canaries = new ArrayList<>(PERSONAL);
        canaries.add(signature);
        canaries.add("admin-dev-token");
        Providers.secrets().forEach((name, value) -> {
            boolean secret = name.endsWith("SECRET") || name.endsWith("TOKEN") || name.endsWith("SHA256");
            if (secret) canaries.add(value);
        });
        return canaries;
    }

    private static Webhook personal(String destination) {
        return Providers.generic("story", """
                {"id":"%s","type":"usual","to":"%s","couple":{"email":"%s","name":"%s","phone":"%s"}}""".formatted(
                        UUID.randomUUID(), destination, PERSONAL.get(0), PERSONAL.get(1), PERSONAL.get(2)));
    }
}
