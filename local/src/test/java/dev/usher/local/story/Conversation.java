package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Requests whose answers are held against the document. */
final class Conversation {
    static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    static final String LARGE = "{\"reason\":\"" + "x".repeat(70_000) + "\"}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final Stage stage;
    final Contract contract;
    final Map<String, Asked> worked = new HashMap<>();

    Conversation(Stage stage, Contract contract) {
        this.stage = stage;
        this.contract = contract;
    }

    HttpClient client() {
        return client;
    }

    JsonNode ask(String who, String line, String body, int status, String... headers) throws Exception {
        var response = answer(who, line, body, headers);
        assertThat(response.statusCode()).as(line + ": " + response.body()).isEqualTo(status);
        return response.body().startsWith("{") ? Json.mapper().readTree(response.body()) : Json.object();
    }

    /** Asks until it is answered so: on a busy machine an environment decides alone for a moment, and more generously. */
    void until(int status, String who, String line, String body, String... headers) throws Exception {
        Eventually.until(
                line + " is " + status, () -> answer(who, line, body, headers).statusCode() == status);
    }

    private HttpResponse<String> answer(String who, String line, String body, String... headers) throws Exception {
        int space = line.indexOf(' ');
        var method = line.substring(0, space);
        var url = stage.url(line.substring(space + 1));
        var request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(40))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!who.isEmpty()) request.header("Authorization", "Bearer " + who + "-dev-token");
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        var response = client.send(request.build(), BodyHandlers.ofString());
        contract.check(
                method,
                url.getPath(),
                new Contract.Answer(
                        response.statusCode(),
                        response.headers().firstValue("content-type").orElse(""),
                        response.body()));
        if (response.statusCode() < 300)
            worked.put(
                    contract.line(method, url.getPath()),
                    new Asked(
                            method,
                            url.getPath(),
                            url.getRawQuery(),
                            request.build().headers().map(),
                            body));
        return response;
    }

    JsonNode admin(String line, String body, int status, String... headers) throws Exception {
        return ask("admin", line, body, status, headers);
    }

    void hook(Webhook webhook, int status) throws Exception {
        assertThat(hook(webhook)).isEqualTo(status);
    }

    int hook(Webhook webhook) throws Exception {
        var headers = webhook.headers().entrySet().stream()
                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray(String[]::new);
        return answer("", "POST /webhooks/" + webhook.path(), webhook.body().text(), headers)
                .statusCode();
    }

    /** Everything that worked, without a token and with one of too little; and with a body and a query that nobody wants. */
    void refused() throws Exception {
        for (var asked : List.copyOf(worked.values())) {
            var line = asked.method() + " " + asked.path();
            var documented = contract.responses(asked.method(), asked.path());
            if (!documented.has("401") || asked.path().startsWith("/webhooks/")) continue;
            ask("", line, "", 401);
            if (!asked.path().startsWith("/admin/")) continue;
            admin(line + "?nonsense=1", asked.body(), 400);
            if (documented.has("403")) ask("viewer", line, asked.body(), 403);
            if (documented.has("413")) admin(line, LARGE, 413);
            if (documented.has("415")) admin(line, "x", 415, "Content-Type", "multipart/form-data; boundary=x");
        }
        for (var below : List.of("", "/v1/balance"))
            for (var method : METHODS) ask("", method + " /gateway/third" + below, "", 401);
    }
}
