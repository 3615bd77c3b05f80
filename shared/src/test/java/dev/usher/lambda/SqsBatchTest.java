package dev.usher.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.message.Handback;
import dev.usher.message.QueueUnavailable;
import dev.usher.telemetry.JsonLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class SqsBatchTest {
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:123456789012:HighQueue";

    /** A queue that remembers what it was told. */
    private static final class Told implements Handback {
        final Map<String, Duration> waits = new ConcurrentHashMap<>();
        final List<String> unreadable = new CopyOnWriteArrayList<>();
        final List<String> calls = new CopyOnWriteArrayList<>();
        boolean out;

        @Override
        public void comeAgain(String queue, Map<String, Duration> receipts) {
            called(queue);
            waits.putAll(receipts);
        }

        @Override
        public void unreadable(String queue, String body) {
            called(queue);
            unreadable.add(body);
        }

        private void called(String queue) {
            calls.add(queue);
            if (out) throw new QueueUnavailable("out", new IllegalStateException("as the test asked"));
        }
    }

    private final Told queue = new Told();

    @Test
    void aBatchThatIsDoneTellsTheQueueNothing() throws IOException {
        assertThat(serve((body, message) -> true, "a", "b", "c")).isEmpty();
        assertThat(queue.calls).isEmpty();
    }

    @Test
    void whatFailsAloneIsReportedAndComesAgainAfterItsBackoffInOneCall() throws IOException {
        var failed = serve(
                (body, message) -> {
                    if (!body.equals("fine")) throw new IllegalStateException(body);
                    return true;
                },
                "bad",
                "fine",
                "worse");

        assertThat(failed).containsExactlyInAnyOrder("id-0", "id-2");
        assertThat(queue.waits)
                .isEqualTo(Map.of("receipt-0", Backoff.after(1, "id-0"), "receipt-2", Backoff.after(3, "id-2")));
        assertThat(queue.calls).containsExactly(QUEUE);
    }

    @Test
    void whatWasNotLookedAtComesAgainAtOnce() throws IOException {
        assertThat(serve((body, message) -> false, "later")).containsExactly("id-0");
        assertThat(queue.waits).isEqualTo(Map.of("receipt-0", Duration.ZERO));
    }

    @Test
    void whatNobodyCanReadIsGivenUpAtOnceAndItsNeighbourIsHandled() throws IOException {
        var handled = new CopyOnWriteArrayList<String>();

        assertThat(serve((body, message) -> handled.add(body), "?", "fine")).isEmpty();

        assertThat(queue.unreadable).containsExactly("?");
        assertThat(handled).containsExactly("fine");
    }

    @Test
    void whatNobodyCanReadComesAgainWhenTheDeadLetterQueueDoesNotTakeIt() throws IOException {
        queue.out = true;

        assertThat(serve((body, message) -> true, "?")).containsExactly("id-0");
    }

    @Test
    void anArgumentThatIsRefusedWhileAMessageIsHandledMakesItNoUnreadableOne() throws IOException {
        var failed = serve(
                (body, message) -> {
                    throw new IllegalArgumentException("no such thing");
                },
                "fine");

        assertThat(failed).containsExactly("id-0");
        assertThat(queue.unreadable).isEmpty();
    }

    @Test
    void anErrorOfOneFailsNoNeighbour() throws IOException {
        var failed = serve(
                (body, message) -> {
                    if (body.equals("deep")) throw new StackOverflowError();
                    return true;
                },
                "deep",
                "fine");

        assertThat(failed).containsExactly("id-0");
    }

    @Test
    void aReaderThatFailsOverOneFailsNoNeighbourAndGivesNothingUp() throws IOException {
        var handled = new CopyOnWriteArrayList<String>();

        assertThat(serve((body, message) -> handled.add(body), "!", "fine")).containsExactly("id-0");

        assertThat(handled).containsExactly("fine");
        assertThat(queue.unreadable).isEmpty();
    }

    @Test
    void failuresAreReportedAlsoWhenTheQueueCanNotBeTold() throws IOException {
        queue.out = true;

        var failed = serve(
                (body, message) -> {
                    throw new IllegalStateException("out");
                },
                "bad");

        assertThat(failed).containsExactly("id-0");
    }

    @Test
    void whatIsNoBatchFailsAsAWhole() {
        assertThatThrownBy(() -> serve((body, message) -> true)).isInstanceOf(IOException.class);
    }

    /** Serves a batch of these bodies, received once, twice and so on; {@code ?} can't be read, {@code !} breaks the reader. @return the ids reported */
    private List<String> serve(SqsBatch.Worker<String> worker, String... bodies) throws IOException {
        var event = Json.object();
        var records = event.putArray("Records");
        for (var body : bodies) {
            int n = records.size();
            records.addObject()
                    .put("messageId", "id-" + n)
                    .put("receiptHandle", "receipt-" + n)
                    .put("eventSourceARN", QUEUE)
                    .put("body", body)
                    .putObject("attributes")
                    .put("ApproximateReceiveCount", String.valueOf(n + 1));
        }
        var answer = new ByteArrayOutputStream();
        new SqsBatch<>(SqsBatchTest::read, worker, queue, JsonLog.off())
                .serve(new ByteArrayInputStream(Json.bytes(event)), answer);
        JsonNode failures = Json.mapper().readTree(answer.toByteArray()).path("batchItemFailures");
        return failures.valueStream()
                .map(failure -> failure.path("itemIdentifier").asText())
                .toList();
    }

    private static String read(String body) {
        if (body.equals("?")) throw new IllegalArgumentException("not a message of ours");
        if (body.equals("!")) throw new IllegalStateException("broken");
        return body;
    }
}
