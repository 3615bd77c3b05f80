package dev.usher.local.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.template.Account;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A batch of messages as the event that Lambda sends for it. */
final class SqsEvent {
    private SqsEvent() {}

    /** @param messages as ReceiveMessage describes them */
    static Body of(List<JsonNode> messages, String queueArn) {
        var bytes = new ByteArrayOutputStream(1024 * messages.size());
        try (var json = Json.mapper().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("Records");
            for (var message : messages) write(json, message, queueArn);
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Body.of(bytes.toByteArray());
    }

    private static void write(JsonGenerator json, JsonNode message, String queueArn) throws IOException {
        json.writeStartObject();
        json.writeStringField("messageId", message.path("MessageId").asText());
        json.writeStringField("receiptHandle", message.path("ReceiptHandle").asText());
        json.writeStringField("body", message.path("Body").asText());
        json.writeObjectFieldStart("attributes");
        for (var attribute : message.path("Attributes").properties()) {
            json.writeStringField(attribute.getKey(), attribute.getValue().asText());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("messageAttributes");
        for (var attribute : message.path("MessageAttributes").properties()) {
            json.writeFieldName(attribute.getKey());
            writeAttribute(json, attribute.getValue());
        }
        json.writeEndObject();
        if (message.has("MD5OfMessageAttributes")) {
            json.writeStringField(
                    "md5OfMessageAttributes",
                    message.path("MD5OfMessageAttributes").asText());
        }
        json.writeStringField("md5OfBody", message.path("MD5OfBody").asText());
        json.writeStringField("eventSource", "aws:sqs");
        json.writeStringField("eventSourceARN", queueArn);
        json.writeStringField("awsRegion", Account.REGION);
        json.writeEndObject();
    }

    private static void writeAttribute(JsonGenerator json, JsonNode attribute) throws IOException {
        json.writeStartObject();
        if (attribute.has("StringValue"))
            json.writeStringField("stringValue", attribute.path("StringValue").asText());
        if (attribute.has("BinaryValue"))
            json.writeStringField("binaryValue", attribute.path("BinaryValue").asText());
        json.writeArrayFieldStart("stringListValues");
        json.writeEndArray();
        json.writeArrayFieldStart("binaryListValues");
        json.writeEndArray();
        json.writeStringField("dataType", attribute.path("DataType").asText());
        json.writeEndObject();
    }
}
