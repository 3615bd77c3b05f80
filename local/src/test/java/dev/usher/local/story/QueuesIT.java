package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** Messages that something is wrong with, on the shipped template. */
class QueuesIT {
    @Test
    void aMessageThatNobodyCanReadIsAtOnceInTheDeadLetterQueueAsItCame() throws Exception {
        try (var stage = Stage.open(Stage.STORY, Map.of())) {
            stage.host().sqs().sendMessage(request -> request.queueUrl(
                            stage.host().queueUrl("HighQueue"))
                    .messageBody("{\"v\":2,\"dispatch\":\"of another version\"}"));

            var letter = letters(stage, "DeadLetterQueue", 1).getFirst();

            assertThat(letter.body()).isEqualTo("{\"v\":2,\"dispatch\":\"of another version\"}");
            assertThat(attribute(letter, "reason")).isEqualTo("unreadable");
            assertThat(attribute(letter, "queue"))
                    .isEqualTo(stage.host().deployment().queue("HighQueue").name());
        }
    }

    @Test
    void soIsASliceOfAReplayJobInItsOwn() throws Exception {
        try (var stage = Stage.open(Stage.STORY, Map.of())) {
            stage.host().sqs().sendMessage(request -> request.queueUrl(
                            stage.host().queueUrl("ReplayQueue"))
                    .messageBody("no slice"));

            assertThat(letters(stage, "ReplayDeadLetterQueue", 1))
                    .extracting(Message::body)
                    .containsExactly("no slice");
        }
    }

    private static String attribute(Message letter, String name) {
        return Objects.requireNonNull(letter.messageAttributes().get(name)).stringValue();
    }

    /** What a queue gets, waited for. */
    private static List<Message> letters(Stage stage, String queue, int count) throws Exception {
        var found = new ArrayList<Message>();
        Eventually.until(count + " messages in " + queue, () -> {
            found.addAll(stage.host()
                    .sqs()
                    .receiveMessage(request -> request.queueUrl(stage.host().queueUrl(queue))
                            .messageAttributeNames("All")
                            .waitTimeSeconds((int) Duration.ofSeconds(1).toSeconds()))
                    .messages());
            return found.size() >= count;
        });
        return found;
    }
}
