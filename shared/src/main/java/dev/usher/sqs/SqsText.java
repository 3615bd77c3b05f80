package dev.usher.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;

/** JSON as SQS takes it: in ASCII, because SQS refuses a message with U+FFFE or U+FFFF in it, which providers may send. */
final class SqsText {
    private static final ObjectWriter ASCII = Json.mapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private SqsText() {}

    static String of(ObjectNode message) {
        try {
            return ASCII.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }
}
