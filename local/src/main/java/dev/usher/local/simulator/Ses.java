package dev.usher.local.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import java.util.UUID;

/** SendEmail of Amazon SES (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html). */
final class Ses implements Simulator {
    @Override
    public HttpAnswer answer(Question question) {
        if (!AwsSignature.isValid(question, "ses"))
            return error(403, "SignatureDoesNotMatchException", "The request signature we calculated does not match.");
        if (!question.is("POST", "/v2/email/outbound-emails"))
            return error(404, "NotFoundException", "no such resource");
        var email = Json.readOrNull(question.request().body().bytes());
        if (email == null || !isComplete(email)) return error(400, "BadRequestException", "a member is missing");
        if (email.path("FromEmailAddress").asText().endsWith("@unverified.example"))
            return error(400, "MessageRejected", "Email address is not verified.");
        return Question.json(
                200, Json.object().put("MessageId", UUID.randomUUID().toString()));
    }

    private static boolean isComplete(JsonNode email) {
        return email.path("FromEmailAddress").isTextual()
                && email.at("/Destination/ToAddresses/0").isTextual()
                && email.at("/Content/Simple/Subject/Data").isTextual()
                && email.at("/Content/Simple/Body/Text/Data").isTextual();
    }

    private static HttpAnswer error(int status, String type, String message) {
        return Question.json(status, Json.object().put("message", message), "x-amzn-errortype", type);
    }
}
