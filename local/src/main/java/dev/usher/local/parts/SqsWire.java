package dev.usher.local.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.local.template.QueueSpec;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * SQS by its JSON protocol, the few calls that the host itself makes. Thinner than the SDK's client: the host's share of the machine
 * is not to be counted as the functions'. Emulators don't check signatures, so there is none.
 */
public final class SqsWire {
    /** What a batch call takes at most. */
    private static final int BATCH = 10;

    /** How long making and deleting queues may take: the first call finds an SQS that is just starting, perhaps on a busy machine. */
    private static final Duration SET_UP = Duration.ofSeconds(60);

    private static final String CREDENTIAL =
            "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0";

    private final URI endpoint;

    /** The account in a queue's URL. */
    private static final Pattern ACCOUNT = Pattern.compile("/(\\d{12})/[^/]+$");

    public SqsWire(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * The account that this SQS works under, told by the URL of a queue made for the purpose and deleted again.
     *
     * @param otherwise when its URLs do not tell
     */
    public String accountId(String otherwise) throws IOException {
        var name = "usher-account-" + UUID.randomUUID(); // a name can't be used again for a minute
        var url = call("CreateQueue", Json.object().put("QueueName", name), SET_UP)
                .path("QueueUrl")
                .asText();
        deleteQueue(url);
        var account = ACCOUNT.matcher(url);
        return account.find() ? account.group(1) : otherwise;
    }

    /** Deletes the queue unless it is gone already. */
    void deleteQueue(String url) throws IOException {
        try {
            call("DeleteQueue", Json.object().put("QueueUrl", url), SET_UP);
        } catch (IOException e) {
            if (!isAbout(e, "NonExistentQueue", "QueueDoesNotExist")) throw e;
        }
    }

    /** Makes the queue unless it is there already. Its dead-letter queue must be there before. */
    void create(QueueSpec queue) throws IOException {
        var request = Json.object().put("QueueName", queue.name());
        var attributes = request.putObject("Attributes");
        queue.attributes().forEach(attributes::put);
        var redrive = queue.redrive();
        if (redrive != null) {
            var policy = Json.object()
                    .put("deadLetterTargetArn", redrive.deadLetterArn())
                    .put("maxReceiveCount", String.valueOf(redrive.maxReceiveCount()));
            attributes.put("RedrivePolicy", policy.toString());
        }
        try {
            call("CreateQueue", request, SET_UP);
        } catch (IOException e) {
            if (!isAbout(e, "QueueNameExists", "QueueAlreadyExists")) throw e;
        }
    }

    /** Whether the answer names one of these errors. */
    private static boolean isAbout(IOException failure, String... errors) {
        var message = String.valueOf(failure.getMessage());
        return Arrays.stream(errors).anyMatch(message::contains);
    }

    /**
     * Receives up to ten messages as SQS describes them ({@code MessageId}, {@code Body}, ...), waiting for the first one.
     *
     * @param visibilitySeconds 0: the queue's own
     */
    public List<JsonNode> receive(String queueUrl, int most, Duration wait, int visibilitySeconds) throws IOException {
        var request = Json.object()
                .put("QueueUrl", queueUrl)
                .put("MaxNumberOfMessages", Math.min(BATCH, most))
                .put("WaitTimeSeconds", wait.toSeconds());
        request.putArray("AttributeNames").add("All");
        request.putArray("MessageAttributeNames").add("All");
        if (visibilitySeconds > 0) request.put("VisibilityTimeout", visibilitySeconds);
        return List.copyOf(call("ReceiveMessage", request, wait.plusSeconds(10))
                .path("Messages")
                .valueStream()
                .toList());
    }

    /** Deletes messages by their receipt handles, any number of them. */
    public void delete(String queueUrl, List<String> receiptHandles) throws IOException {
        for (int from = 0; from < receiptHandles.size(); from += BATCH) {
            var request = Json.object().put("QueueUrl", queueUrl);
            var entries = request.putArray("Entries");
            for (var handle : receiptHandles.subList(from, Math.min(from + BATCH, receiptHandles.size()))) {
                entries.addObject().put("Id", String.valueOf(entries.size())).put("ReceiptHandle", handle);
            }
            var failed =
                    call("DeleteMessageBatch", request, Duration.ofSeconds(10)).path("Failed");
            if (!failed.isEmpty()) throw new IOException("not deleted: " + failed);
        }
    }

    private JsonNode call(String action, ObjectNode request, Duration timeout) throws IOException {
        var connection = (HttpURLConnection) endpoint.toURL().openConnection();
        var body = Json.bytes(request);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout((int) timeout.toMillis());
        connection.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
        connection.setRequestProperty("X-Amz-Target", "AmazonSQS." + action);
        connection.setRequestProperty("Authorization", CREDENTIAL);
        try (var out = connection.getOutputStream()) {
            out.write(body);
        }
        boolean failed = connection.getResponseCode() != 200;
        try (var in = failed ? connection.getErrorStream() : connection.getInputStream()) {
            var bytes = in == null ? new byte[0] : in.readAllBytes();
            var answer = Json.readOrNull(bytes);
            if (failed)
                throw new IOException(
                        action + ": " + connection.getResponseCode() + " " + (answer == null ? "" : answer));
            return answer == null ? Json.object() : answer;
        }
    }
}
