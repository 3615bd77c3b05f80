package dev.usher.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListRejectionsTest {
    private final InMemoryRejectionStore store = new InMemoryRejectionStore();
    private final ListRejections list = new ListRejections(store, Set.of("stripe", "twilio", "quiet"));

    @Test
    void listsAllSourcesNewestFirstPageByPage() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var fresh = new InMemoryRejectionStore();
            fresh.examineAtMost(1 + random.nextInt(20));
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++)
                fresh.add(Refusals.at(
                        random.nextBoolean() ? "stripe" : "twilio", random.nextInt(600), "signature-mismatch"));
            var expected =
                    fresh.all().stream().map(Rejection::id).sorted().toList().reversed();

            var endpoint = new ListRejections(fresh, Set.of("stripe", "twilio", "quiet"));
            assertThat(readAll(endpoint, 1 + random.nextInt(9)))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void picksBySourceAndReason() {
        store.add(Refusals.at("stripe", 1, "signature-missing"));
        store.add(Refusals.at("stripe", 2, "timestamp-too-old"));
        store.add(Refusals.at("twilio", 3, "signature-missing"));

        assertThat(ok(Map.of("source", "stripe")).at("/rejections").findValuesAsText("reason"))
                .containsExactly("timestamp-too-old", "signature-missing");
        assertThat(ok(Map.of("reason", "signature-missing")).at("/rejections").findValuesAsText("source"))
                .containsExactly("twilio", "stripe");
        assertThat(ok(Map.of("source", "quiet")).toString()).isEqualTo("{\"rejections\":[]}");
    }

    @Test
    void namesTheParameterThatIsWrong() {
        assertThat(wrong(Map.of("source", "Stripe!"))).isEqualTo("source");
        assertThat(wrong(Map.of("reason", "no reason"))).isEqualTo("reason");
        assertThat(wrong(Map.of("limit", "0"))).isEqualTo("limit");
        assertThat(wrong(Map.of("limit", "1000"))).isEqualTo("limit");
        assertThat(wrong(Map.of("cursor", "%%%"))).isEqualTo("cursor");
        assertThat(wrong(Map.of("cursor", "YWJj"))).isEqualTo("cursor");
    }

    private static List<String> readAll(ListRejections endpoint, int limit) {
        var ids = new ArrayList<String>();
        var query = new HashMap<>(Map.of("limit", Integer.toString(limit)));
        while (true) {
            var response = call(endpoint, query);
            assertThat(response.status()).isEqualTo(200);
            var page = json(response);
            ids.addAll(page.at("/rejections").findValuesAsText("id"));
            if (!page.has("cursor")) return ids;
            query.put("cursor", page.path("cursor").asText());
        }
    }

    private JsonNode ok(Map<String, String> query) {
        var response = call(list, query);
        assertThat(response.status()).isEqualTo(200);
        return json(response);
    }

    private String wrong(Map<String, String> query) {
        var response = call(list, query);
        assertThat(response.status()).isEqualTo(400);
        return json(response).path("parameter").asText();
    }

    private static JsonNode json(Response response) {
        return Objects.requireNonNull(Json.readOrNull(response.body().bytes()));
    }

    private static Response call(ListRejections endpoint, Map<String, String> query) {
        return endpoint.handle(
                new Request("GET", "/", "", "", "", Headers.NONE, Map.of(), Map.copyOf(query), Body.EMPTY));
    }
}
