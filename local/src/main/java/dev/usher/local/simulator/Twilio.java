package dev.usher.local.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** A little of Twilio: accounts, and sending a message (https://www.twilio.com/docs/messaging/api/message-resource, errors as of /docs/api/errors). */
final class Twilio implements Simulator {
    private static final String ACCOUNT = "ACdevelopment";
    private static final String KEY = "Basic "
            + Base64.getEncoder()
                    .encodeToString((ACCOUNT + ":development-only-twilio-api").getBytes(StandardCharsets.UTF_8));

    @Override
    public HttpAnswer answer(Question question) {
        if (!question.header("authorization").equals(KEY)) return error(401, 20003, "Authenticate");
        if (question.is("GET", "/2010-04-01/Accounts.json")) return Question.json(200, accounts());
        if (!question.is("POST", "/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json"))
            return error(404, 20404, "The requested resource was not found");
        var form = question.form();
        if (form.getOrDefault("To", "").isEmpty()) return error(400, 21604, "A 'To' phone number is required.");
        var message = Json.object()
                .put("sid", "SM" + UUID.randomUUID().toString().replace("-", ""))
                .put("account_sid", ACCOUNT)
                .put("to", form.get("To"))
                .put("from", form.getOrDefault("From", ""))
                .put("body", form.getOrDefault("Body", ""))
                .put("status", "queued");
        return Question.json(201, message);
    }

    /** With the token of the account, as Twilio does. */
    private static ObjectNode accounts() {
        var list = Json.object();
        list.putArray("accounts")
                .addObject()
                .put("sid", ACCOUNT)
                .put("friendly_name", "Weddings of Ann and Otto")
                .put("status", "active")
                .put("auth_token", "development-only-twilio-account-token");
        return list;
    }

    private static HttpAnswer error(int status, int code, String message) {
        var error = Json.object()
                .put("code", code)
                .put("message", message)
                .put("more_info", "https://www.twilio.com/docs/errors/" + code)
                .put("status", status);
        return Question.json(status, error);
    }
}
