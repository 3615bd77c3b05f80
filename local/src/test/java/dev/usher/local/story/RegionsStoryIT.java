package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.testing.TestRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Regions that share a limit, as operators see them, on databases of one Redis; see docs/how-to/share-a-limit-between-regions.md. */
class RegionsStoryIT {
    private static final String CONFIG = """
            sources: { one: { scheme: { name: hmac, header: x-signature }, secrets: [env:GENERIC_WEBHOOK_SECRET], id: { pointer: /id }, type: { pointer: /type }, types: { "*": {} } } }
            routes: []
            destinations: {}
            limits: { photos: { consistency: eventual, minute: 100 } }
            regions:
              own: "${USHER_REGION:-}"
              all:
                us-east-1: { weight: 2, redis: env:REDIS_URL_US_EAST_1 }
                us-west-1: { redis: env:REDIS_URL_US_WEST_1 }
                eu-west-1: { redis: env:REDIS_URL_EU_WEST_1 }
            operators: [{ name: ann, role: admin, tokenSha256: env:USHER_ADMIN_TOKEN_SHA256 }]
            """;

    @TempDir
    Path folder;

    @Test
    void aRegionCarriesItsCountsAndSaysHowTheOthersStand() throws Exception {
        var config = Files.writeString(folder.resolve("usher.yaml"), CONFIG).toString();
        try (var redis = TestRedis.start()) {
            var urls = new HashMap<String, String>();
            urls.put("USHER_REDIS_URL", redis.url() + "/0");
            urls.put("REDIS_URL_US_EAST_1", redis.url() + "/0");
            urls.put("REDIS_URL_US_WEST_1", redis.url() + "/1");
            urls.put("REDIS_URL_EU_WEST_1", redis.url() + "/2");
            try (var stage = Stage.open(config, urls, Map.of("RegionName", "us-east-1"))) {
                Eventually.until(
                        "its worker tells",
                        () -> regions(stage).at("/items/0/peers/0/told").asBoolean());
                var regions = regions(stage);
                assertThat(regions.path("own").asText()).isEqualTo("us-east-1");
                assertThat(regions.path("items").findValuesAsText("working")).containsExactly("true", "false", "false");
                assertThat(regions.at("/items/0/share").asDouble()).isEqualTo(0.5);
                assertThat(regions.at("/items/0/policies/0").toString())
                        .as("nobody works for the others")
                        .contains("\"policy\":\"photos\"", "\"frozen\":true", "\"us-west-1\",\"eu-west-1\"");
                assertThat(stage.ask("", "GET /admin/limits/regions", "").statusCode())
                        .isEqualTo(401);
            }
        }
    }

    private static JsonNode regions(Stage stage) throws Exception {
        return stage.look("/admin/limits/regions");
    }
}
