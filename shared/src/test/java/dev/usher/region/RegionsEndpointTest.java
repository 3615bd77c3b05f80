package dev.usher.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.Regions;
import dev.usher.config.Regions.Region;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.region.RegionView.OfPeer;
import dev.usher.region.RegionView.OfPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RegionsEndpointTest {
    private static final Regions REGIONS =
            new Regions("us-east-1", List.of(new Region("us-east-1", 3, null), new Region("eu-west-1", 1, null)));

    private static Response get(Regions regions, @Nullable List<RegionView> views) {
        var request = new Request(
                "GET",
                "/admin/limits/regions",
                "",
                "https://usher.example.com",
                "192.0.2.7",
                Headers.of(Map.of()),
                Map.of(),
                Map.of(),
                Body.utf8(""));
        return new RegionsEndpoint(regions, () -> views).handle(request);
    }

    private static JsonNode json(Response response) {
        return Objects.requireNonNull(Json.readOrNull(response.body().bytes()), "not JSON");
    }

    @Test
    void showsWhatEveryRegionSeesOfTheOthers() {
        var view = new RegionView(
                "us-east-1",
                750_000,
                List.of(
                        new OfPolicy("stripe", Consistency.EVENTUAL, List.of("eu-west-1"), 7),
                        new OfPolicy("sms", Consistency.ESCROW, List.of(), 0)),
                List.of(new OfPeer("eu-west-1", 250_000, true, 52, 61, 40, 4096, 3)));
        var response = get(REGIONS, List.of(view));

        assertThat(response.status()).isEqualTo(200);
        assertThat(json(response).toString())
                .isEqualTo("{\"own\":\"us-east-1\",\"items\":["
                        + "{\"region\":\"us-east-1\",\"share\":0.75,\"working\":true,\"peers\":["
                        + "{\"region\":\"eu-west-1\",\"told\":true,\"lagP50Ms\":52,\"lagP95Ms\":61,\"oneWayMs\":40,"
                        + "\"messages\":4096,\"backlog\":3}],\"policies\":["
                        + "{\"policy\":\"stripe\",\"consistency\":\"eventual\",\"frozen\":true,\"overAdmitted\":7,"
                        + "\"silent\":[\"eu-west-1\"]},"
                        + "{\"policy\":\"sms\",\"consistency\":\"escrow\",\"frozen\":false,\"overAdmitted\":0,\"silent\":[]}]},"
                        + "{\"region\":\"eu-west-1\",\"share\":0.25,\"working\":false}]}");
    }

    @Test
    void aDeploymentThatIsAloneHasNoRegions() {
        assertThat(json(get(Regions.ALONE, null)).toString()).isEqualTo("{\"own\":\"\",\"items\":[]}");
    }

    @Test
    void isUnavailableWhileTheOwnRedisIs() {
        var response = get(REGIONS, null);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers()).containsEntry("retry-after", "5");
    }
}
