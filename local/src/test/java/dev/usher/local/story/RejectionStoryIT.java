package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Webhooks that are refused for their signature: the sender learns nothing, the operator learns why. */
@On(Stage.STORY)
class RejectionStoryIT {
    private final Stage stage;

    RejectionStoryIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aWebhookSignedForAnotherSourceSaysWhoseSecretItWas() throws Exception {
        var rejection = rejected(Providers.keyed("wary", unique(), Providers.secret("PHOTO_SERVICE_SECRET")));

        assertThat(rejection.path("reason").asText()).isEqualTo("signature-mismatch");
        assertThat(rejection.path("diagnosis").asText()).isEqualTo("it verifies with secret 2 of rotating");
    }

    @Test
    void aBodyThatWasWrittenAnewOnTheWaySaysSo() throws Exception {
        var compact = "{\"id\":\"" + UUID.randomUUID() + "\",\"type\":\"usual\"}";

        var rejection = rejected(Providers.generic("wary", compact).withBody(compact.replace(":", ": ").replace(",", ", ")));

        assertThat(rejection.path("diagnosis").asText()).startsWith("it verifies with the body ");
    }

    @Test
    void aClockThatIsWrongSaysByHowMuch() throws Exception {
        var rejection = rejected(Providers.stripe(
                        unique(), Instant.now().minus(Duration.ofHours(1)), Providers.secret("STRIPE_WEBHOOK_SECRET"))
                .to("wary-stripe"));

        assertThat(rejection.path("reason").asText()).isEqualTo("timestamp-too-old");
        assertThat(rejection.path("diagnosis").asText())
                .contains("the signature is right")
                .contains("behind ours");
    }

    @Test
    void bothSecretsOfARotationAreTakenAndNoOther() throws Exception {
        for (var name : new String[] {"GENERIC_WEBHOOK_SECRET", "PHOTO_SERVICE_SECRET"}) {
            var event = stage.accepted(Providers.keyed("rotating", "{\"id\":\"" + UUID.randomUUID() + "\",\"to\":\"steady\"}", Providers.secret(name)));
            stage.arrives("steady", event);
        }

        assertThat(stage.send(Providers.keyed("rotating", unique(), "a third one")).statusCode()).isEqualTo(401);
    }

    @Test
    void refusedWebhooksAreNeitherStoredNorCountedAgainstTheLimit() throws Exception {
        for (int i = 0; i < 10; i++)
            assertThat(stage.send(Providers.keyed("untouched", unique(), "wrong")).statusCode()).isEqualTo(401);

        assertThat(stage.look("/admin/events?source=untouched").path("items")).isEmpty();
        stage.accepted(Providers.generic("untouched", unique()));
        stage.accepted(Providers.generic("untouched", unique()));
        assertThat(stage.send(Providers.generic("untouched", unique())).statusCode()).as("now the limit is used up").isEqualTo(429);
    }

    @Test
    void aDuplicateCountsNothingAgainstTheLimitOnceItIsKnown() throws Exception {
        var webhook = Providers.generic("rotating", "{\"id\":\"" + UUID.randomUUID() + "\",\"to\":\"steady\"}");
        var event = stage.accepted(webhook);

        for (int i = 0; i < 5; i++)
            assertThat(Stage.json(stage.send(webhook), 200).path("status").asText()).isEqualTo("duplicate");

        stage.untilState(event, "steady", "delivered");
        assertThat(stage.got("steady", event)).hasSize(1);
    }

    private static String unique() {
        return "{\"id\":\"" + UUID.randomUUID() + "\",\"type\":\"usual\"}";
    }

    /** Sends it, and finds what was noted of it by the digest of its body. */
    private JsonNode rejected(Webhook webhook) throws Exception {
        assertThat(stage.send(webhook).statusCode()).isEqualTo(401);
        var digest = Providers.hex(Providers.sha256(webhook.body().text()));
        var path = "/admin/rejections?source=" + webhook.path() + "&limit=200";
        Eventually.until("the rejection is noted", () -> stage.look(path).toString().contains(digest));
        return stage.look(path)
                .path("rejections")
                .valueStream()
                .filter(rejection -> rejection.path("bodySha256").asText().equals(digest))
                .findAny()
                .orElseThrow();
    }
}
