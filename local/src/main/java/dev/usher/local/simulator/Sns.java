package dev.usher.local.simulator;

import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.Received;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Publish of Amazon SNS: the Query protocol, forms in and XML out (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). */
final class Sns implements Simulator {
    private static final int MOST_BYTES = 256 * 1024;

    @Override
    public HttpAnswer answer(Question question) {
        if (!AwsSignature.isValid(question, "sns"))
            return error(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.");
        var form = question.form();
        if (!question.is("POST", "/") || !form.getOrDefault("Action", "").equals("Publish"))
            return error(400, "InvalidAction", "Could not find operation");
        if (!form.getOrDefault("TopicArn", "").startsWith("arn:aws:sns:"))
            return error(400, "InvalidParameter", "Invalid parameter: TopicArn");
        var message = form.getOrDefault("Message", "");
        if (message.isEmpty() || message.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES)
            return error(400, "InvalidParameter", "Invalid parameter: Message too long or empty");
        var subject = form.getOrDefault("Subject", "x");
        if (!subject.matches("[!-~][ -~]{0,98}")) return error(400, "InvalidParameter", "Invalid parameter: Subject");
        var structured = Json.readOrNull(message.getBytes(StandardCharsets.UTF_8));
        if (form.getOrDefault("MessageStructure", "").equals("json")
                && (structured == null || !structured.path("default").isTextual()))
            return error(
                    400,
                    "InvalidParameter",
                    "Invalid parameter: Message Structure - No default entry in JSON message body");
        return xml(
                200,
                "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>"
                        + UUID.randomUUID() + "</MessageId></PublishResult><ResponseMetadata><RequestId>"
                        + UUID.randomUUID() + "</RequestId></ResponseMetadata></PublishResponse>");
    }

    private static HttpAnswer error(int status, String code, String message) {
        return xml(
                status,
                "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>"
                        + code
                        + "</Code><Message>" + message + "</Message></Error><RequestId>" + UUID.randomUUID()
                        + "</RequestId></ErrorResponse>");
    }

    private static HttpAnswer xml(int status, String text) {
        return new HttpAnswer(status, List.of(new Received.Header("content-type", "text/xml")), Body.utf8(text));
    }
}
